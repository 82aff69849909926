/** Many lots of 1.00 each: more than one transaction can change. */
import { fundAccount } from '../../shared/domain/credits/funding.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { accountWrite, loadAccount } from '../../shared/store/credits/accounts.ts';
import { entryWrites } from '../../shared/store/credits/entry-writes.ts';
import { newLotWrite } from '../../shared/store/credits/lots.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { commit, type Write } from '../../shared/store/table/transaction.ts';
import { anOrder, units } from './accounts.ts';
import { BY_ADA } from './actors.ts';

const LOTS_A_TRANSACTION = 20;

/** Funds the lots a second apart from `clock` on, without orders and invoices. Returns the instant of the last. */
export async function fundLots(
  db: Database,
  { organizationId, lots, clock }: { organizationId: string; lots: number; clock: string },
): Promise<string> {
  let at = clock;
  for (let first = 1; first <= lots; first += LOTS_A_TRANSACTION) {
    const before = await loadAccount(db, organizationId);
    let account = before;
    const writes: Write[] = [];
    for (let number = first; number < first + LOTS_A_TRANSACTION && number <= lots; number += 1) {
      at = addSeconds(at, 1);
      const id = `pur_${String(number + 1).padStart(12, '0')}`;
      const order = anOrder({ id, organizationId, amountMicros: units(1) });
      const funded = fundAccount(account, order, `ch_${id}`, at);
      account = funded.account;
      writes.push(newLotWrite(db, funded.lot), ...entryWrites(db, funded.entry, BY_ADA));
    }
    await commit(db, [accountWrite(db, { before, after: account, now: at }), ...writes]);
  }
  return at;
}
