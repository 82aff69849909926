import {
  type CreditsClient,
  createClient,
  type OrganizationClient,
} from '../../../../shared/client/client.ts';
import type { Organization } from '../../../../shared/client/generated/api.ts';
import { Explained, problemFrom } from '../api/problem.ts';
import type { Credentials } from '../state/session.ts';

export interface Opened {
  readonly client: CreditsClient;
  readonly api: OrganizationClient;
  readonly organization: Organization | undefined;
}

/** A person waits, and can try again. */
const PATIENCE = { attempts: 3, totalSeconds: 15 };

/**
 * Throws when the token opens nothing of the organization. One for licenses alone may not read the organization
 * itself, but its licenses.
 */
export async function openSession(credentials: Credentials, onUnauthorized: () => void): Promise<Opened> {
  const { organization, token } = credentials;
  const client = createClient({
    url: '',
    token,
    limits: PATIENCE,
    onUnauthorized: () => {
      onUnauthorized();
      return false;
    },
  });
  const api = client.organization(organization);
  try {
    return { client, api, organization: await api.get('') };
  } catch (error) {
    const { status } = problemFrom(error);
    if (status === 403 && (await mayManageLicenses(api))) return { client, api, organization: undefined };
    throw inPlainWords(error, credentials);
  }
}

async function mayManageLicenses(api: OrganizationClient): Promise<boolean> {
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
  return new Explained({ ...problem, status: 0, title, detail });
}
