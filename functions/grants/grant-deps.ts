import type { FundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import type { GrantsSpent } from '../../shared/domain/credits/grant-terms.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import type { Database } from '../../shared/store/table/database.ts';

/** What the acts of operators use. */
export interface GrantDeps {
  readonly db: Database;
  readonly limits: FundingLimits;
  /** The place of grants in the order of spending, from now on. */
  readonly spent: GrantsSpent;
  readonly warnDays: number;
  readonly now: () => Instant;
}
