/** What the operations on a running call have in common. */
import type { Instant } from '../../shared/domain/instants.ts';
import type { Shares } from '../../shared/lambda/fair-share.ts';
import type { Database } from '../../shared/store/table/database.ts';
import type { LeaseSettings } from './lease-view.ts';

export interface CallDeps {
  readonly db: Database;
  readonly leases: LeaseSettings;
  readonly graceHours: number;
  readonly now: () => Instant;
}

/** The shares are those of the handler, which has taken the request from them. */
export interface AuthorizeDeps extends CallDeps {
  readonly shares: Shares;
}
