/** What the operations on a running call have in common. */
import type { Database } from '../../shared/store/table/database.ts';
import type { LeaseSettings } from './lease-view.ts';

export interface CallDeps {
  readonly db: Database;
  readonly leases: LeaseSettings;
  readonly graceHours: number;
  readonly now: () => string;
}

/** A call that was denied, or does not exist yet, may be authorized; any other answers as it did before. */
export const AUTHORIZABLE = { absent: true, statuses: ['denied'] } as const;
