import { type Api, type Credentials, createApi } from '../api/client.ts';
import { problemFrom, RequestFailed } from '../api/problem.ts';
import type { Organization } from '../api/views.ts';

export interface Opened {
  readonly api: Api;
  readonly organization: Organization | undefined;
}

/**
 * Throws when the token opens nothing of the organization. One for licenses alone may not read the organization
 * itself, but its licenses.
 */
export async function openSession(credentials: Credentials, onUnauthorized: () => void): Promise<Opened> {
  const api = createApi(credentials, onUnauthorized);
  try {
    return { api, organization: await api.get<Organization>('') };
  } catch (error) {
    const { status } = problemFrom(error);
    if (status === 403 && (await mayManageLicenses(api))) return { api, organization: undefined };
    throw inPlainWords(error, credentials);
  }
}

async function mayManageLicenses(api: Api): Promise<boolean> {
  try {
    await api.get('/licenses');
    return true;
  } catch {
    return false;
  }
}

function inPlainWords(error: unknown, { organization }: Credentials): unknown {
  const problem = problemFrom(error);
  const words = {
    401: [
      'The token is not valid',
      'It may have expired, or not be complete. Get a new one and paste it here.',
    ],
    403: [
      'The token does not open this organization',
      `It names another organization than ${organization}, or lacks the scopes that the console needs.`,
    ],
    404: ['No such organization', `There is no organization ${organization}.`],
  }[problem.status];
  if (!words) return error;
  const [title = '', detail = ''] = words;
  // Its field and its advice are about another request than this form.
  return new RequestFailed({ ...problem, status: 0, title, detail });
}
