import {
  type CreditsClient,
  createClient,
  type OrganizationClient,
} from '../../../../shared/client/client.ts';
import type { Me, Organization } from '../../../../shared/client/generated/api.ts';
import type { TokenKeeper } from './token-keeper.ts';

/** A person waits, and can try again. */
const PATIENCE = { attempts: 3, totalSeconds: 15 };

export interface Opened {
  readonly client: CreditsClient;
  readonly me: Me;
  /** Undefined when the person has to choose one, or has none. */
  readonly work: Work | undefined;
}

/** The organization that the person works for. */
export interface Work {
  readonly api: OrganizationClient;
  /** Absent for a person who may not read it. */
  readonly organization: Organization | undefined;
}

/** The requests of a person who is not signed in. */
export const openClient = (): CreditsClient => createClient({ url: '', limits: PATIENCE });

/** Throws what the service refuses. */
export async function openSession(keeper: TokenKeeper): Promise<Opened> {
  const client = createClient({
    url: '',
    token: () => keeper.current(),
    limits: PATIENCE,
    onUnauthorized: () => keeper.renew(),
  });
  const me = await client.get('/v1/me');
  const id = me.operator ? keeper.session.organization : me.organization;
  if (id === undefined || id === null) return { client, me, work: undefined };
  const api = client.organization(id);
  const mayRead = me.operator || me.scopes.includes('billing:read');
  return { client, me, work: { api, organization: mayRead ? await api.get('') : undefined } };
}
