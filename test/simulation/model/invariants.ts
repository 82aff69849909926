/** Invariants of money, checked by sums over everything that is stored. */
import type { Account } from '../../../shared/domain/credits/account.ts';
import type { LotRecord } from '../../../shared/store/credits/lots.ts';
import type { Item } from '../stand-in/values.ts';
import { type CallImage, EntryImage } from './items.ts';
import type { ModelOrganization } from './organization.ts';
import { require, requireSame } from './violation.ts';

type Sums = Map<string, number>;

const add = (sums: Sums, key: string, micros: number): void =>
  void sums.set(key, (sums.get(key) ?? 0) + micros);

/**
 * Funded = remaining + used + forfeited + withdrawn, lot by lot, where used is what calls say that they took from
 * the lot and what it `paid` of their debts. The debt is what calls left unpaid, less what lots paid of it since.
 */
export function requireConservation(
  { calls, id }: ModelOrganization,
  account: Account,
  { lots, paid }: { lots: readonly LotRecord[]; paid: readonly (readonly [string, number])[] },
): void {
  const used: Sums = new Map();
  let owed = 0;
  for (const [lotId, micros] of paid) {
    add(used, lotId, micros);
    owed -= micros;
  }
  for (const { image } of calls.values()) {
    if (!image.settlement || image.status === 'voided') continue;
    for (const [lotId, micros] of image.settlement.parts) add(used, lotId, micros);
    owed += image.settlement.debtMicros;
  }
  for (const lot of lots) {
    const remaining = account.lots.find((open) => open.id === lot.id)?.remainingMicros ?? lot.remainingMicros;
    const spent = used.get(lot.id) ?? 0;
    const sum = remaining + spent + lot.forfeitedMicros + lot.withdrawnMicros;
    requireSame('funded = remaining + used + forfeited + withdrawn', sum, lot.amountMicros, {
      id,
      lot,
      spent,
    });
  }
  requireSame('the debt is what calls left unpaid', account.debtMicros, owed, { id });
}

/**
 * A lot has what was bought, less what calls spent, what is claimed of its payment, and what expired or was taken by hand,
 * whichever of them came first. It may have more while a claim is of a part: what comes back of calls then stays in it.
 */
export function requireUnclaimed({ books, calls, claims, operated, id }: ModelOrganization): void {
  const spent: Sums = new Map();
  for (const { image, funding } of calls.values()) {
    if (image.status === 'voided') continue;
    for (const [lotId, micros] of funding?.parts ?? []) add(spent, lotId, micros);
  }
  for (const { paidBy } of books.debts) for (const [lotId, micros] of paidBy) add(spent, lotId, micros);
  for (const lot of books.lots) {
    const gone = lot.forfeited + (operated.get(lot.id) ?? 0) + (spent.get(lot.id) ?? 0);
    const least = lot.amount - gone - claims.claimedOf(lot.orderId);
    require(lot.remaining >= least, 'a lot has what neither calls nor claims took', { id, lot, least });
  }
}

/** First in, first out: what paid for the call left no older lot with money that may pay. */
export function requireOldestFirst({ books, id }: ModelOrganization, image: CallImage): void {
  const { settlement, startedAt = '' } = image;
  const youngest =
    settlement?.parts
      .map(([lotId]) => lotId)
      .sort()
      .at(-1) ?? '';
  const open = books.drawable(startedAt, settlement?.at ?? '');
  const skipped = open.filter((lot) => lot.id < youngest || (settlement?.debtMicros ?? 0) > 0);
  requireSame('no unexpired older lot is skipped', skipped, [], { id, startedAt, settlement });
}

/** The ledger replays to the account: every lot, the debt and the balance, from the first entry on. */
export function requireReplay(account: Account, lots: readonly LotRecord[], items: readonly Item[]): void {
  const replayed: Sums = new Map();
  let [balance, debt] = [0, 0];
  const entries = items
    .filter(({ sk }) => String(sk).startsWith('ENTRY#'))
    .map((item) => EntryImage.parse(item));
  for (const { parts, debtMicros, amountMicros, balanceBeforeMicros, balanceAfterMicros } of entries) {
    requireSame('each entry begins where the one before ended', balanceBeforeMicros, balance);
    for (const [lotId, micros] of parts) add(replayed, lotId, micros);
    debt += debtMicros;
    balance += amountMicros;
    requireSame('an entry ends where its amount takes it', balanceAfterMicros, balance);
  }
  const open = new Map(account.lots.map((lot) => [lot.id, lot.remainingMicros]));
  for (const { id, remainingMicros } of lots) {
    const remaining = open.get(id) ?? remainingMicros;
    requireSame('the ledger replays to every lot', replayed.get(id) ?? 0, remaining, { lot: id });
  }
  requireSame('the ledger replays to the debt', debt, account.debtMicros);
  const inLots = [...replayed.values()].reduce((sum, micros) => sum + micros, 0);
  requireSame('the ledger replays to the account', balance, inLots - account.debtMicros);
}

/** Postpaid usage of calls is on the statements, or was invoiced once and credited once. */
export function requirePostpaid({ calls, id }: ModelOrganization, items: readonly Item[]): void {
  let left = 0;
  for (const { image } of calls.values()) {
    if (image.settlement && image.status !== 'voided') left += image.settlement.postpaidMicros;
  }
  let [open, invoiced, credited] = [0, 0, 0];
  for (const { sk, status, micros, kind, amountMicros } of items) {
    if (String(sk).startsWith('POSTPAID#') && status === 'open') open += Number(micros);
    if (String(sk).startsWith('INVOICE#') && kind === 'postpaid') invoiced += Number(amountMicros);
    const isOfCall = kind === 'void' || kind === 'correction';
    if (String(sk).startsWith('CREDITNOTE#') && isOfCall) credited += Number(amountMicros);
  }
  const sums = { id, open, invoiced, credited };
  requireSame('postpaid usage is invoiced once', open + invoiced - credited, left, sums);
}

/** A record that intake accepted is stored, and is received, settled or voided. */
export function requireAccepted({ calls, id }: ModelOrganization, acknowledged: ReadonlySet<string>): void {
  for (const callId of acknowledged) {
    const status = calls.get(callId)?.image.status ?? 'lost';
    const isKept = status === 'received' || status === 'settled' || status === 'voided';
    require(isKept, 'every accepted record is kept', { id, callId, status });
  }
}
