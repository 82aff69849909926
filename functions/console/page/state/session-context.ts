import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { CreditsClient, OrganizationClient } from '../../../../shared/client/client.ts';
import type { Me, Organization } from '../../../../shared/client/generated/api.ts';
import { type Attempts, attemptsIn } from '../api/attempt.ts';
import { type Underway, underwayIn } from '../credits/underway.ts';

export interface Session {
  readonly client: CreditsClient;
  readonly me: Me;
  /** The requests of the organization. */
  readonly api: OrganizationClient;
  /** Absent for a person who may not read it. */
  readonly organization: Organization | undefined;
  readonly attempts: Attempts;
  /** The purchase that the person is paying. */
  readonly underway: Underway;
}

const SessionContext = createContext<Session | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('nobody is signed in');
  return session;
}

export const attemptsOfTab = (): Attempts => attemptsIn(sessionStorage, () => crypto.randomUUID());

export const underwayOfTab = (organization: string): Underway => underwayIn(sessionStorage, organization);
