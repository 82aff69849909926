/**
 * The queue of debts, replayed: each entry begins where the last one ended, and the calls' debts fill the entries'
 * spans.
 */
import type { Account, DebtSpan } from '../credits/account.ts';
import { type DebtPayment, type DebtSpans, debtQueueOf } from '../credits/debts.ts';
import type { AuditedCall } from './calls.ts';
import type { Findings } from './report.ts';

/** Spans fill another one without gaps only if they have its length and the same sum of differences of squares. */
class Spans {
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

/** Keeps sums only, whatever the number of debts. */
export class DebtReplay {
  readonly #findings: Findings;
  /** No call has ever aged out. */
  readonly #isWhole: boolean;
  readonly #made = new Spans();
  readonly #ofCalls = new Spans();
  #paidMicros = 0;
  #cancelledMicros = 0;
  #place = 0;

  constructor(findings: Findings, isWhole: boolean) {
    this.#findings = findings;
    this.#isWhole = isWhole;
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

  /** The debt that the call made when it was settled, and the one that a correction made. */
  call({ settlement, reversing, reversal = reversing }: AuditedCall): void {
    const spans = new Map<number, number>();
    for (const { debtFromMicros, debtMicros = 0 } of [settlement ?? {}, reversal?.original ?? {}]) {
      if (debtFromMicros !== undefined) spans.set(debtFromMicros, debtMicros);
    }
    for (const [fromMicros, micros] of spans) {
      this.#ofCalls.add({ fromMicros, toMicros: fromMicros + micros });
    }
  }

  end(account: Account): void {
    const { madeMicros, paidMicros } = debtQueueOf(account);
    const figures = {
      madeMicros: this.#made.micros,
      paidMicros: this.#paidMicros,
      cancelledMicros: this.#cancelledMicros,
      callsMicros: this.#ofCalls.micros,
    };
    this.#findings.count('debts-in-order', figures);
    const owedMicros = figures.madeMicros - figures.paidMicros - figures.cancelledMicros;
    const isSame = madeMicros === figures.madeMicros && paidMicros >= this.#place && paidMicros <= madeMicros;
    const what = () => `the account has ${madeMicros}, paid to ${paidMicros}; the entries ${this.#place}`;
    this.#findings.require('debts-in-order', isSame, what);
    const owes = () => `the account owes ${account.debtMicros}, the queue ${owedMicros}`;
    this.#findings.require('debts-in-order', owedMicros === account.debtMicros, owes);
    const isFilled = !this.#isWhole || this.#ofCalls.fill(this.#made);
    const filled = () => `calls fill ${figures.callsMicros} of the ${figures.madeMicros} that entries made`;
    this.#findings.require('debts-in-order', isFilled, filled);
  }
}
