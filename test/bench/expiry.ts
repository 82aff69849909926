/** The sweep of expired lots, among many that are not due. */
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import type { CreditLot } from '../../shared/domain/credits/funding.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import { writeAccount } from '../../shared/store/credits/account-item.ts';
import { newLotWrite } from '../../shared/store/credits/lots.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { anAccount, START, units } from '../support/accounts.ts';
import { fill, withDatabase } from './database.ts';
import type { BenchDeck } from './deck.ts';
import type { Report } from './report.ts';

const GRACE_HOURS = 48;
/** Of each organization: one lot that is due and those that were bought after it. */
const LATER_LOTS = 10;
const LATER_SECONDS = 30 * 86_400;
/** Longest sweep; what it booked until then gives the cost of a lot. */
const SWEEP_MILLISECONDS = 30_000;

export async function measureExpiry(report: Report, deck: BenchDeck, quick: boolean): Promise<void> {
  const organizations = quick ? 40 : 10_000;
  const notDue = organizations * LATER_LOTS;
  report.progress(`expiry: ${organizations} lots due, ${notDue} not`);
  await withDatabase(deck, async ({ db, meter }) => {
    await fill(db, db.ledgerTable, items(db, organizations));
    const later = new Set<unknown>();
    meter.onItems = (read) => {
      const lots = read.filter(({ sk }) => String(sk).startsWith('LOT#'));
      for (const { pk, sk, ...lot } of lots) if (isNotDue(lot)) later.add(`${pk} ${sk}`);
    };
    const now = addSeconds(addMonths(START, 12), GRACE_HOURS * 3600 + 60);
    const deadline = performance.now() + SWEEP_MILLISECONDS;
    const sweep = expireLots({ db, graceHours: GRACE_HOURS, now: () => now });
    const remainingMs = () => deadline - performance.now();
    const { result, requests, readUnits, writeUnits } = await meter.measure(() => sweep({ remainingMs }));
    const forfeited = result.forfeited ?? 0;
    if (forfeited === 0 || result.failed) throw new Error(`the sweep answered ${JSON.stringify(result)}`);
    report.figure('expiry.requests-per-lot', requests / forfeited, 'requests');
    report.figure('expiry.wru-per-lot', writeUnits / forfeited, 'WRU');
    report.figure('expiry.rru-per-lot', readUnits / forfeited, 'RRU');
    report.figure('expiry.not-due-lots-read', later.size, 'lots');
    report.note(`${forfeited} of ${organizations} due lots booked in one sweep, ${notDue} lots not due`);
  });
}

const isNotDue = ({ dueAt }: Record<string, unknown>): boolean => String(dueAt) > addMonths(START, 13);

/** An account with its window of four lots, and every lot as an item of its own. */
function* items(db: Database, organizations: number) {
  for (let number = 0; number < organizations; number += 1) {
    const organizationId = `organization-${String(number).padStart(6, '0')}`;
    const lots = Array.from({ length: 1 + LATER_LOTS }, (_, index) => lotOf(organizationId, index));
    const account = anAccount({
      organizationId,
      lots,
      entrySequence: lots.length,
      invoiceSequence: lots.length,
    });
    yield writeAccount(account, START);
    for (const lot of lots) yield { ...newLotWrite(db, lot).request.Put?.Item };
  }
}

/** The first is due, the others begin two months later. */
function lotOf(organizationId: string, index: number): CreditLot {
  const purchasedAt = index === 0 ? START : addSeconds(addMonths(START, 2), index * LATER_SECONDS);
  return {
    id: `lot_${String(index).padStart(9, '0')}_${organizationId.slice(-12)}`,
    organizationId,
    orderId: `pur_${organizationId}_${index}`,
    source: 'purchase',
    amountMicros: units(50),
    remainingMicros: units(20),
    purchasedAt,
    expiresAt: addMonths(purchasedAt, 12),
  };
}
