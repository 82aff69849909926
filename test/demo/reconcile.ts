/**
 * Adds up from outside what the audit replays from inside: what the demo sent and paid against what the API shows, and
 * every usage entry against the calls that name it. Money in whole millionths.
 */
import type { AuditedCall } from '../../shared/domain/audit/calls.ts';
import type { AuditedEntry } from '../../shared/domain/audit/ledger.ts';
import { formatAmount, type Micros, sumMicros } from '../../shared/domain/money.ts';

/** A lot as the API shows it, with what is not booked yet still in `remainingMicros`. */
export interface ShownLot {
  readonly id: string;
  readonly amountMicros: Micros;
  readonly usedMicros: Micros;
  readonly forfeitedMicros: Micros;
  readonly withdrawnMicros: Micros;
  readonly remainingMicros: Micros;
}

export interface Books {
  /** The calls that intake reported as accepted, each once. */
  readonly acceptedCallIds: ReadonlySet<string>;
  readonly calls: readonly AuditedCall[];
  /** In the order of their sequence. */
  readonly entries: readonly AuditedEntry[];
  readonly lots: readonly ShownLot[];
  /** As the API shows it. */
  readonly debtMicros: Micros;
}

export interface Reconciliation {
  readonly settledCalls: number;
  readonly fundedMicros: Micros;
  readonly rechargedMicros: Micros;
  readonly usedMicros: Micros;
  readonly forfeitedMicros: Micros;
  readonly remainingMicros: Micros;
  readonly debtMicros: Micros;
  readonly recharges: number;
  /** What does not add up; empty when the books are reconciled. */
  readonly differences: readonly string[];
}

export function reconcile(books: Books): Reconciliation {
  const settled = books.calls.filter((call): call is SettledCall => call.settlement !== undefined);
  const totals = totalsOf(books, settled.length);
  const differences = [
    ...checkAccepted(books.acceptedCallIds, settled),
    ...checkUsage(books.entries, settled),
    ...checkTotals(books, settled, totals),
  ];
  return { ...totals, differences };
}

type SettledCall = AuditedCall & Required<Pick<AuditedCall, 'settlement'>>;
type Totals = Omit<Reconciliation, 'differences'>;

function totalsOf({ entries, lots, debtMicros }: Books, settledCalls: number): Totals {
  const purchases = entries.filter(({ type }) => type === 'purchase');
  const recharges = entries.filter(({ type }) => type === 'recharge');
  return {
    settledCalls,
    fundedMicros: sumMicros(purchases.map(({ amountMicros }) => amountMicros)),
    rechargedMicros: sumMicros(recharges.map(({ amountMicros }) => amountMicros)),
    usedMicros: sumMicros(lots.map(({ usedMicros }) => usedMicros)),
    forfeitedMicros: sumMicros(lots.map(({ forfeitedMicros }) => forfeitedMicros)),
    remainingMicros: sumMicros(lots.map(({ remainingMicros }) => remainingMicros)),
    debtMicros,
    recharges: recharges.length,
  };
}

/** Every accepted call is settled once, and no other call is settled. */
function checkAccepted(acceptedCallIds: ReadonlySet<string>, settled: readonly SettledCall[]): string[] {
  const byId = Map.groupBy(settled, ({ callId }) => callId);
  const missing = [...acceptedCallIds].flatMap((callId) => {
    const count = byId.get(callId)?.length ?? 0;
    return count === 1 ? [] : [`call ${callId} was accepted and is settled ${count} times`];
  });
  const unknown = [...byId.keys()]
    .filter((callId) => !acceptedCallIds.has(callId))
    .map((callId) => `call ${callId} is settled and was never accepted`);
  return [...missing, ...unknown];
}

/** A usage entry moves exactly what the calls that name it cost: of each lot, and as debt. */
function checkUsage(entries: readonly AuditedEntry[], settled: readonly SettledCall[]): string[] {
  const callsOf = Map.groupBy(settled, ({ settlement }) => settlement.entry);
  const usage = new Map(entries.filter(({ type }) => type === 'usage').map((each) => [each.sequence, each]));
  const withoutEntry = (callsOf.get(undefined) ?? []).flatMap(({ callId, settlement }) => {
    const bookedMicros = settlement.chargeMicros - settlement.postpaidMicros;
    return differ(`charge of call ${callId}, in no entry`, bookedMicros, 'nothing', 0);
  });
  const unknown = [...callsOf.keys()]
    .filter((sequence) => sequence !== undefined && !usage.has(sequence))
    .map((sequence) => `there is no usage entry ${sequence}`);
  const unequal = [...usage.values()].flatMap((entry) =>
    checkEntry(entry, callsOf.get(entry.sequence) ?? []),
  );
  return [...withoutEntry, ...unknown, ...unequal];
}

function checkEntry({ sequence, parts, debtMicros }: AuditedEntry, calls: readonly SettledCall[]): string[] {
  const name = `usage entry ${sequence}`;
  const charged = sumByLot(calls.flatMap(({ settlement }) => settlement.parts));
  const moved = sumByLot(parts.map(({ lotId, changeMicros }) => [lotId, 0 - changeMicros]));
  const owedMicros = sumMicros(calls.map(({ settlement }) => settlement.debtMicros));
  return [
    ...[...new Set([...charged.keys(), ...moved.keys()])].flatMap((lotId) =>
      differ(`${name} of ${lotId}`, moved.get(lotId) ?? 0, 'its calls', charged.get(lotId) ?? 0),
    ),
    ...differ(`debt in ${name}`, debtMicros, 'its calls', owedMicros),
  ];
}

/** Money in is money out; what calls cost is used or owed; the last balance is what the API shows of lots and debt. */
function checkTotals(
  { lots, entries, debtMicros }: Books,
  settled: readonly SettledCall[],
  { fundedMicros, rechargedMicros, usedMicros, forfeitedMicros, remainingMicros }: Totals,
): string[] {
  const withdrawnMicros = sumMicros(lots.map((lot) => lot.withdrawnMicros));
  const goneMicros = usedMicros + forfeitedMicros + withdrawnMicros + remainingMicros;
  const charges = settled.map(({ settlement }) => settlement.chargeMicros - settlement.postpaidMicros);
  const bought = sumMicros(lots.map(({ amountMicros }) => amountMicros));
  const balanceMicros = entries.at(-1)?.balanceAfterMicros ?? 0;
  const paidMicros = fundedMicros + rechargedMicros;
  return [
    ...differ('funded and recharged', paidMicros, 'used, forfeited, withdrawn and remaining', goneMicros),
    ...differ('funded and recharged', paidMicros, 'amounts of all lots', bought),
    ...differ('charges of all calls', sumMicros(charges), 'used and owed', usedMicros + debtMicros),
    ...differ('balance', balanceMicros, 'lots less debt', remainingMicros - debtMicros),
  ];
}

function sumByLot(parts: readonly (readonly [lotId: string, micros: Micros])[]): Map<string, Micros> {
  const byLot = Map.groupBy(parts, ([lotId]) => lotId);
  return new Map([...byLot].map(([lotId, own]) => [lotId, sumMicros(own.map(([, micros]) => micros))]));
}

/** One difference, or none. */
function differ(what: string, micros: Micros, that: string, expectedMicros: Micros): string[] {
  if (micros === expectedMicros) return [];
  return [`${what}: ${formatAmount(micros)}, but ${that}: ${formatAmount(expectedMicros)}`];
}
