/** What a void or a correction does to the monthly statement of the call. */
import type { ReversedCall } from '../../shared/domain/calls/call.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import { accruedMonth } from '../../shared/domain/credits/postpaid.ts';
import { type PostpaidReversal, reversePostpaid } from '../../shared/domain/credits/postpaid-reversal.ts';
import type { Moment } from '../../shared/domain/credits/settlement-grace.ts';
import { findAccrued } from '../../shared/store/credits/postpaid.ts';
import type { Database } from '../../shared/store/table/database.ts';

/** `account` is that of the reversal, which was read before: its version guards the statement. */
export async function planPostpaid(
  db: Database,
  account: Account,
  { organizationId, callId, status, startedAt, settlement, reversal }: ReversedCall,
  moment: Moment,
): Promise<PostpaidReversal> {
  const { kind, original } = reversal;
  const originalMicros = original.postpaidMicros;
  const newMicros = status === 'voided' ? 0 : settlement.postpaidMicros;
  const usage = { kind, callId, startedAt, originalMicros, newMicros };
  const month = accruedMonth({ startedAt, settledAt: original.settledAt }, moment);
  const known = newMicros < originalMicros ? await findAccrued(db, organizationId, month) : undefined;
  return reversePostpaid(account, usage, known, moment);
}
