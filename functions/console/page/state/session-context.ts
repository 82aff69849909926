import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Attempts, attemptsIn } from '../api/attempt.ts';
import type { Api } from '../api/client.ts';
import type { Organization } from '../api/views.ts';

export interface Session {
  readonly api: Api;
  /** Absent for a token that may not read it. */
  readonly organization: Organization | undefined;
  readonly attempts: Attempts;
}

const SessionContext = createContext<Session | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('nobody is signed in');
  return session;
}

export const attemptsOfTab = (): Attempts => attemptsIn(sessionStorage, () => crypto.randomUUID());
