/** The queue of debts, replayed: each entry begins where the last one ended. */
import type { Account, DebtSpan } from '../credits/account.ts';
import { type DebtPayment, type DebtSpans, debtQueueOf } from '../credits/debts.ts';
import type { Micros } from '../money.ts';
import type { Findings } from './report.ts';
import type { DebtTallies } from './tallies.ts';

/** Spans fill another one without gaps only if they have its length and the same sum of differences of squares. */
export class Spans {
  micros = 0;
  #squares = 0n;

  add({ fromMicros, toMicros }: DebtSpan): void {
    this.micros += toMicros - fromMicros;
    this.#squares += BigInt(toMicros) ** 2n - BigInt(fromMicros) ** 2n;
  }

  fill(others: Spans): boolean {
    return this.micros === others.micros && this.#squares === others.#squares;
  }
}

/** Keeps sums only, whatever the number of debts, from the first entry or from kept tallies on. */
export class DebtReplay {
  readonly #findings: Findings;
  readonly #made = new Spans();
  #paidMicros: Micros = 0;
  #cancelledMicros: Micros = 0;
  #place: Micros = 0;

  constructor(findings: Findings, kept?: DebtTallies) {
    this.#findings = findings;
    if (!kept) return;
    this.#made.add({ fromMicros: 0, toMicros: kept.madeMicros });
    this.#paidMicros = kept.paidMicros;
    this.#cancelledMicros = kept.cancelledMicros;
    this.#place = kept.placeMicros;
  }

  /** By rising number. */
  entry(sequence: number, { cancelled, made, paid }: DebtSpans): void {
    const end = this.#made.micros;
    if (cancelled) this.#cancelled(sequence, cancelled);
    if (made) {
      const what = () => `entry ${sequence} makes debts from ${made.fromMicros}, not ${end}`;
      this.#findings.require('debts-in-order', made.fromMicros === end, what);
      this.#made.add(made);
    }
    if (paid) this.#paid(sequence, paid);
  }

  #cancelled(sequence: number, { fromMicros, toMicros }: DebtSpan): void {
    const isAhead = fromMicros >= this.#place && toMicros <= this.#made.micros && fromMicros < toMicros;
    const what = () => `entry ${sequence} cancels ${fromMicros} to ${toMicros}, paid to ${this.#place}`;
    this.#findings.require('debts-in-order', isAhead, what);
    this.#cancelledMicros += toMicros - fromMicros;
  }

  #paid(sequence: number, { fromMicros, parts }: DebtPayment): void {
    const goesOn = fromMicros >= this.#place;
    const what = () => `entry ${sequence} pays from ${fromMicros}, after ${this.#place}`;
    this.#findings.require('debts-in-order', goesOn, what);
    this.#place = fromMicros;
    for (const { toMicros, micros } of parts) {
      const fits = micros > 0 && toMicros - this.#place >= micros && toMicros <= this.#made.micros;
      const what = () => `entry ${sequence} pays ${micros} from ${this.#place} to ${toMicros}`;
      this.#findings.require('debts-in-order', fits, what);
      this.#place = toMicros;
      this.#paidMicros += micros;
    }
  }

  end(account: Account): void {
    const { madeMicros, paidMicros } = debtQueueOf(account);
    const { placeMicros: _, ...figures } = this.tallies();
    this.#findings.count('debts-in-order', figures);
    const owedMicros = figures.madeMicros - figures.paidMicros - figures.cancelledMicros;
    const isSame = madeMicros === figures.madeMicros && paidMicros >= this.#place && paidMicros <= madeMicros;
    const what = () => `the account has ${madeMicros}, paid to ${paidMicros}; the entries ${this.#place}`;
    this.#findings.require('debts-in-order', isSame, what);
    const owes = () => `the account owes ${account.debtMicros}, the queue ${owedMicros}`;
    this.#findings.require('debts-in-order', owedMicros === account.debtMicros, owes);
  }

  /** From the first entry on: the debts of all calls fill what entries made. */
  requireFilled(calls: Spans): void {
    this.#findings.count('debts-in-order', { callsMicros: calls.micros });
    const what = () => `calls fill ${calls.micros} of the ${this.#made.micros} that entries made`;
    this.#findings.require('debts-in-order', calls.fill(this.#made), what);
  }

  tallies(): DebtTallies {
    return {
      madeMicros: this.#made.micros,
      paidMicros: this.#paidMicros,
      cancelledMicros: this.#cancelledMicros,
      placeMicros: this.#place,
    };
  }
}
