/** Adds everything up again from what was stored, knowing nothing of how it came about. Money in whole millionths. */
import { sum, toAmount } from './amounts.ts';

export interface Part {
  readonly lotId: string;
  readonly micros: number;
}

export interface CallFacts {
  readonly callId: string;
  readonly status: string;
  readonly settlement?: {
    /** Sequence of the ledger entry; absent when no money moved. */
    readonly entry?: number | undefined;
    readonly chargeMicros: number;
    /** Taken from lots, above zero. */
    readonly parts: readonly Part[];
    readonly debtMicros: number;
    readonly postpaidMicros: number;
  };
}

/** A movement; signs are those of the balance, but for the debt, which lowers it. */
export interface EntryFacts {
  readonly sequence: number;
  readonly type: string;
  readonly amountMicros: number;
  readonly balanceBeforeMicros: number;
  readonly balanceAfterMicros: number;
  readonly parts: readonly Part[];
  readonly debtMicros: number;
}

export interface LotFacts {
  readonly id: string;
  readonly source: string;
  readonly amountMicros: number;
  readonly usedMicros: number;
  readonly forfeitedMicros: number;
  readonly withdrawnMicros: number;
  readonly remainingMicros: number;
}

export interface Books {
  /** The calls that intake said it accepted, each once. */
  readonly acceptedCallIds: ReadonlySet<string>;
  readonly calls: readonly CallFacts[];
  /** In the order of their sequence. */
  readonly entries: readonly EntryFacts[];
  /** What the API says of lots and debt. */
  readonly lots: readonly LotFacts[];
  readonly debtMicros: number;
}

export interface Reconciliation {
  readonly settledCalls: number;
  readonly fundedMicros: number;
  readonly rechargedMicros: number;
  readonly usedMicros: number;
  readonly forfeitedMicros: number;
  readonly remainingMicros: number;
  readonly debtMicros: number;
  readonly recharges: number;
  /** What does not add up; empty when the books are reconciled. */
  readonly differences: readonly string[];
}

type Complain = (difference: string) => void;

export function reconcile(books: Books): Reconciliation {
  const differences: string[] = [];
  const complain: Complain = (difference) => differences.push(difference);
  const settled = checkCalls(books, complain);
  checkChain(books.entries, complain);
  checkUsage(books.entries, settled, complain);
  checkLots(books, complain);
  const fundings = books.entries.filter(({ type }) => type === 'purchase');
  const recharges = books.entries.filter(({ type }) => type === 'recharge');
  const totals = {
    settledCalls: settled.length,
    fundedMicros: sum(fundings.map(({ amountMicros }) => amountMicros)),
    rechargedMicros: sum(recharges.map(({ amountMicros }) => amountMicros)),
    usedMicros: sum(books.lots.map(({ usedMicros }) => usedMicros)),
    forfeitedMicros: sum(books.lots.map(({ forfeitedMicros }) => forfeitedMicros)),
    remainingMicros: sum(books.lots.map(({ remainingMicros }) => remainingMicros)),
    debtMicros: books.debtMicros,
    recharges: recharges.length,
  };
  const withdrawnMicros = sum(books.lots.map((lot) => lot.withdrawnMicros));
  const paidIn = totals.fundedMicros + totals.rechargedMicros;
  const whereItWent = totals.usedMicros + totals.forfeitedMicros + withdrawnMicros + totals.remainingMicros;
  same('funded and recharged', paidIn, 'used, forfeited, withdrawn and remaining', whereItWent, complain);
  const charges = settled.map(({ settlement }) => settlement.chargeMicros - settlement.postpaidMicros);
  same('charges of all calls', sum(charges), 'used and owed', totals.usedMicros + books.debtMicros, complain);
  return { ...totals, differences };
}

type SettledCall = CallFacts & Required<Pick<CallFacts, 'settlement'>>;

/** Each accepted call is there, once, and settled; nothing else is; each charge is paid by its parts. */
function checkCalls({ calls, acceptedCallIds }: Books, complain: Complain): SettledCall[] {
  const settled = calls.filter((call): call is SettledCall => call.settlement !== undefined);
  const times = Map.groupBy(settled, ({ callId }) => callId);
  for (const callId of acceptedCallIds) {
    const count = times.get(callId)?.length ?? 0;
    if (count !== 1) complain(`call ${callId} was accepted and is settled ${count} times`);
  }
  for (const { callId, status, settlement } of settled) {
    if (!acceptedCallIds.has(callId)) complain(`call ${callId} is settled and was never accepted`);
    if (status !== 'settled') complain(`call ${callId} has a settlement and is ${status}`);
    const paid = sum(settlement.parts.map(({ micros }) => micros));
    const explained = paid + settlement.debtMicros + settlement.postpaidMicros;
    same(`charge of call ${callId}`, settlement.chargeMicros, 'what paid it', explained, complain);
  }
  return settled;
}

/** Entries are numbered without gaps, each goes on from the balance of the one before, and moves what it says. */
function checkChain(entries: readonly EntryFacts[], complain: Complain): void {
  let balanceMicros = 0;
  entries.forEach((entry, index) => {
    const name = `entry ${entry.sequence}`;
    if (entry.sequence !== index + 1) complain(`${name} stands where ${index + 1} should`);
    same(`${name} before`, entry.balanceBeforeMicros, 'the entry before', balanceMicros, complain);
    const moved = entry.balanceAfterMicros - entry.balanceBeforeMicros;
    same(`${name}`, entry.amountMicros, 'the change of the balance', moved, complain);
    const parts = sum(entry.parts.map(({ micros }) => micros)) - entry.debtMicros;
    same(`${name}`, entry.amountMicros, 'its parts', parts, complain);
    balanceMicros = entry.balanceAfterMicros;
  });
}

/** A usage entry moves exactly what the calls that name it cost: of each lot, and as debt. */
function checkUsage(
  entries: readonly EntryFacts[],
  settled: readonly SettledCall[],
  complain: Complain,
): void {
  const callsOf = Map.groupBy(settled, ({ settlement }) => settlement.entry);
  for (const { callId, settlement } of callsOf.get(undefined) ?? []) {
    const unbooked = settlement.chargeMicros - settlement.postpaidMicros;
    same(`charge of call ${callId}, in no entry`, unbooked, 'nothing', 0, complain);
  }
  const usage = new Map(entries.filter(({ type }) => type === 'usage').map((each) => [each.sequence, each]));
  for (const sequence of callsOf.keys()) {
    if (sequence !== undefined && !usage.has(sequence)) complain(`there is no usage entry ${sequence}`);
  }
  for (const { sequence, parts, debtMicros } of usage.values()) {
    const calls = callsOf.get(sequence) ?? [];
    const name = `usage entry ${sequence}`;
    const charged = addByLot(calls.flatMap(({ settlement }) => settlement.parts));
    const moved = addByLot(parts);
    for (const lotId of new Set([...charged.keys(), ...moved.keys()])) {
      same(`${name} of ${lotId}`, -(moved.get(lotId) ?? 0), 'its calls', charged.get(lotId) ?? 0, complain);
    }
    const owed = sum(calls.map(({ settlement }) => settlement.debtMicros));
    same(`debt in ${name}`, debtMicros, 'its calls', owed, complain);
  }
}

/** What the API says of each lot follows from the entries. */
function checkLots({ entries, lots, debtMicros }: Books, complain: Complain): void {
  const partsOf = (type?: string) =>
    addByLot(
      entries.filter((entry) => type === undefined || entry.type === type).flatMap(({ parts }) => parts),
    );
  const [left, forfeited] = [partsOf(), partsOf('forfeiture')];
  for (const lot of lots) {
    const { id, amountMicros, usedMicros, forfeitedMicros, withdrawnMicros, remainingMicros } = lot;
    const all = usedMicros + forfeitedMicros + withdrawnMicros + remainingMicros;
    same(`lot ${id}`, amountMicros, 'its parts', all, complain);
    same(`rest of lot ${id}`, remainingMicros, 'its entries', left.get(id) ?? 0, complain);
    same(`forfeited of lot ${id}`, forfeitedMicros, 'its entries', 0 - (forfeited.get(id) ?? 0), complain);
    left.delete(id);
  }
  for (const lotId of left.keys()) complain(`entries name the lot ${lotId}, which is not there`);
  const owed = sum(entries.map((entry) => entry.debtMicros));
  same('debt', debtMicros, 'the entries', owed, complain);
  const balance = sum(lots.map(({ remainingMicros }) => remainingMicros)) - debtMicros;
  same('balance', entries.at(-1)?.balanceAfterMicros ?? 0, 'lots less debt', balance, complain);
}

function addByLot(parts: readonly Part[]): Map<string, number> {
  const byLot = new Map<string, number>();
  for (const { lotId, micros } of parts) byLot.set(lotId, (byLot.get(lotId) ?? 0) + micros);
  return byLot;
}

function same(what: string, micros: number, that: string, expected: number, complain: Complain): void {
  if (micros !== expected) complain(`${what}: ${toAmount(micros)}, but ${that}: ${toAmount(expected)}`);
}
