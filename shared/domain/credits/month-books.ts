/**
 * What an organization's ledger moved in one month (spec: A monthly statement is the ledger): by type of entry, as its
 * statement says it, and apart for bought and for granted credits, as revenue is counted. It is made entry by entry, each
 * of which carries on from the one before, so that the lines always come to what the balance changed by.
 */
import { assertMicros, type Micros, sumMicros } from '../money.ts';
import type { DebtSpans } from './debts.ts';
import { ENTRY_TYPES, type EntryType, type LedgerEntry } from './ledger.ts';
import type { Draw } from './lots.ts';
import { sumUse, type UseByKind, usedMicros } from './use-kinds.ts';

export interface MonthLine {
  readonly entries: number;
  /** Signed. */
  readonly micros: Micros;
}

/** Where credits of one source came from and went to. Only money that came is counted up by `funded` and `movedIn`. */
export const FLOWS = [
  'funded',
  'movedIn',
  'used',
  'forfeited',
  'refunded',
  'chargedBack',
  'writtenOff',
  'movedOut',
] as const;
export type Flow = (typeof FLOWS)[number];

/** `closing = opening + funded + movedIn - used - forfeited - refunded - chargedBack - writtenOff - movedOut`. */
export interface CreditsOfMonth extends Readonly<Record<Flow, Micros>> {
  readonly opening: Micros;
  readonly closing: Micros;
}

/** `closing = opening + made - paid - cancelled`. */
export interface DebtOfMonth {
  readonly opening: Micros;
  readonly made: Micros;
  readonly paid: Micros;
  readonly cancelled: Micros;
  readonly closing: Micros;
}

export interface MonthBooks {
  /** The first and the last entry; without any entry, `last` is one less than `first`. */
  readonly first: number;
  readonly last: number;
  /** All open lots less the debt. */
  readonly openingMicros: Micros;
  readonly closingMicros: Micros;
  readonly lines: Readonly<Partial<Record<EntryType, MonthLine>>>;
  readonly use: UseByKind;
  readonly bought: CreditsOfMonth;
  readonly granted: CreditsOfMonth;
  readonly debt: DebtOfMonth;
}

export interface BookedEntry
  extends Pick<
    LedgerEntry,
    | 'sequence'
    | 'type'
    | 'amountMicros'
    | 'balanceBeforeMicros'
    | 'balanceAfterMicros'
    | 'parts'
    | 'debtMicros'
    | 'use'
  > {
  readonly debts?: DebtSpans | undefined;
}

const beginCredits = (opening: Micros): CreditsOfMonth => ({
  opening,
  funded: 0,
  movedIn: 0,
  used: 0,
  forfeited: 0,
  refunded: 0,
  chargedBack: 0,
  writtenOff: 0,
  movedOut: 0,
  closing: opening,
});

/** The books of a month before its first entry: they go on from those of the month before, if there are any. */
export function beginMonth(before?: MonthBooks): MonthBooks {
  const { last, closingMicros } = before ?? { last: 0, closingMicros: 0 };
  const debt = before?.debt.closing ?? 0;
  return {
    first: last + 1,
    last,
    openingMicros: closingMicros,
    closingMicros,
    lines: {},
    use: {},
    bought: beginCredits(before?.bought.closing ?? 0),
    granted: beginCredits(before?.granted.closing ?? 0),
    debt: { opening: debt, made: 0, paid: 0, cancelled: 0, closing: debt },
  };
}

/** Which lots have credits that somebody bought, here or before they were moved here. */
export type BoughtLots = (lotId: string) => boolean;

/** Throws RangeError for an entry that does not carry on from the last one, or does not add up. */
export function bookEntry(books: MonthBooks, entry: BookedEntry, isBought: BoughtLots): MonthBooks {
  const { sequence, type, amountMicros, balanceBeforeMicros, balanceAfterMicros } = entry;
  const carriesOn = sequence === books.last + 1 && balanceBeforeMicros === books.closingMicros;
  if (!carriesOn) throw new RangeError(`entry ${sequence} does not carry on from entry ${books.last}`);
  const line = books.lines[type];
  const entries = (line?.entries ?? 0) + 1;
  const micros = assertMicros((line?.micros ?? 0) + amountMicros);
  const next: MonthBooks = {
    ...books,
    last: sequence,
    closingMicros: balanceAfterMicros,
    lines: { ...books.lines, [type]: { entries, micros } },
    use: type === 'usage' ? sumUse([books.use, useOf(entry)]) : books.use,
    bought: moveCredits(books.bought, entry, isBought),
    granted: moveCredits(books.granted, entry, (lotId) => !isBought(lotId)),
    debt: moveDebt(books.debt, entry),
  };
  const heldMicros = next.bought.closing + next.granted.closing - next.debt.closing;
  const isSum =
    heldMicros === next.closingMicros && balanceAfterMicros - balanceBeforeMicros === amountMicros;
  if (!isSum) throw new RangeError(`entry ${sequence} leaves ${next.closingMicros}, its parts ${heldMicros}`);
  return next;
}

/** What an entry does not say of which kind it is. */
function useOf({ use = {}, amountMicros }: BookedEntry): UseByKind {
  const micros = -amountMicros - usedMicros(use);
  return sumUse([use, { other: { calls: 0, micros } }]);
}

/** Calls, and what is taken back of them, use credits. An extension moves none. */
const FLOW_OF: Readonly<Record<EntryType, Flow | undefined>> = {
  purchase: 'funded',
  recharge: 'funded',
  grant: 'funded',
  'transfer-in': 'movedIn',
  usage: 'used',
  void: 'used',
  correction: 'used',
  forfeiture: 'forfeited',
  refund: 'refunded',
  chargeback: 'chargedBack',
  'chargeback-reversal': 'chargedBack',
  'write-off': 'writtenOff',
  'transfer-out': 'movedOut',
  extension: undefined,
};

const COMES: ReadonlySet<Flow> = new Set(['funded', 'movedIn']);

/** Credits that paid a debt on their way into a lot came, and were used. */
function moveCredits(credits: CreditsOfMonth, entry: BookedEntry, isOf: BoughtLots): CreditsOfMonth {
  const changed = sumMicros(
    entry.parts.filter(({ lotId }) => isOf(lotId)).map(({ changeMicros }) => changeMicros),
  );
  const paid = paidOf(entry.debts?.paid?.parts ?? [], isOf);
  const flow = FLOW_OF[entry.type];
  const moved = { ...credits, closing: assertMicros(credits.closing + changed) };
  if (!flow || (changed === 0 && paid === 0)) return moved;
  if (flow === 'used') return { ...moved, used: assertMicros(credits.used - changed) };
  const gross = assertMicros(changed + paid);
  const used = assertMicros(credits.used + paid);
  return { ...moved, used, [flow]: assertMicros(credits[flow] + (COMES.has(flow) ? gross : -gross)) };
}

const paidOf = (parts: readonly Draw[], isOf: BoughtLots): Micros =>
  sumMicros(parts.filter(({ lotId }) => isOf(lotId)).map(({ micros }) => micros));

function moveDebt(debt: DebtOfMonth, { debts, debtMicros }: BookedEntry): DebtOfMonth {
  const { made, paid, cancelled } = debts ?? {};
  return {
    opening: debt.opening,
    made: assertMicros(debt.made + lengthOf(made)),
    paid: assertMicros(debt.paid + paidOf(paid?.parts ?? [], () => true)),
    cancelled: assertMicros(debt.cancelled + lengthOf(cancelled)),
    closing: assertMicros(debt.closing + debtMicros),
  };
}

const lengthOf = (span: DebtSpans['made']): Micros => (span ? span.toMicros - span.fromMicros : 0);

/** The types of entries that there were, in the order of the ledger's types. */
export const typesOf = ({ lines }: MonthBooks): EntryType[] => ENTRY_TYPES.filter((type) => lines[type]);
