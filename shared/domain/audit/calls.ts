/**
 * Calls against the ledger: the sum of charges is the sum of what was taken, and the payers of each add up to its
 * charge.
 */

import type { Hold } from '../credits/account.ts';
import type { CallId } from '../ids.ts';
import { addSeconds, type Instant } from '../instants.ts';
import { type Micros, sumMicros } from '../money.ts';
import type { AuditedEntry } from './ledger.ts';
import type { Findings } from './report.ts';

export interface AuditedCall {
  readonly callId: CallId;
  readonly status: string;
  readonly receivedAt?: Instant | undefined;
  readonly lease?: { readonly heldMicros: Micros; readonly holdUntil?: Instant | undefined } | undefined;
  /** What instalments have drawn for a call that is not settled yet. */
  readonly charging?:
    | { readonly at: Instant; readonly parts: readonly (readonly [string, number])[] }
    | undefined;
  readonly settlement?:
    | {
        readonly at: Instant;
        /** Number of the ledger entry. Absent when the call took no money. */
        readonly entry?: number | undefined;
        readonly chargeMicros: Micros;
        readonly debtMicros: Micros;
        readonly debtFromMicros?: Micros | undefined;
        readonly postpaidMicros: Micros;
        readonly parts: readonly (readonly [string, number])[];
      }
    | undefined;
  /** A void or correction in steps that is not completed yet. */
  readonly reversing?: AuditedReversal | undefined;
  readonly reversal?: AuditedReversal | undefined;
}

interface AuditedReversal {
  readonly kind: string;
  /** The first settlement. */
  readonly original: {
    readonly settledAt: Instant;
    readonly chargeMicros: Micros;
    readonly debtMicros?: Micros | undefined;
    readonly debtFromMicros?: Micros | undefined;
    readonly postpaidMicros: Micros;
  };
}

/**
 * A call that waits longer than this is counted in the figures. It is not a difference: it may wait for a rate deck.
 */
const STUCK_SECONDS = 24 * 3600;

export interface CallScope {
  readonly now: Instant;
  /** No call that was settled since has aged out, so their sum must be the ledger's. */
  readonly since: Instant;
  /** No call has ever aged out, so the sum of voids and corrections must be the ledger's, too. */
  readonly isWhole: boolean;
  /** Number of the ledger's last entry. */
  readonly lastEntry: number;
  /** The holds of the account. */
  readonly holds: readonly Hold[];
}

/** Keeps sums only, and the holds by their instant. */
export class CallTally {
  readonly #findings: Findings;
  readonly #scope: CallScope;
  #usedMicros = 0;
  #settledMicros = 0;
  #returnedMicros = 0;
  #reversedMicros = 0;
  /** Money of calls that wait for their settlement, by the instant until which it is held. */
  readonly #waiting = new Map<Instant, Micros>();

  constructor(findings: Findings, scope: CallScope) {
    this.#findings = findings;
    this.#scope = scope;
  }

  entry({ type, at, amountMicros }: AuditedEntry): void {
    if (type === 'usage' && at >= this.#scope.since) this.#usedMicros -= amountMicros;
    if (type === 'void' || type === 'correction') this.#returnedMicros += amountMicros;
  }

  call({ callId, status, receivedAt = '', lease, charging, settlement, ...call }: AuditedCall): void {
    this.#findings.count('calls-settled-once', { [status]: 1 });
    const isStuck = status === 'received' && receivedAt < addSeconds(this.#scope.now, -STUCK_SECONDS);
    if (isStuck) this.#findings.count('calls-settled-once', { waitingOverADay: 1 });
    const isSettled = status === 'settled' || status === 'voided';
    const what = `call ${callId}: ${status}, ${settlement ? 'settled' : 'not settled'}`;
    this.#findings.require('calls-settled-once', isSettled === (settlement !== undefined), () => what);
    if (status === 'received') this.#hold(lease);
    if (charging && charging.at >= this.#scope.since) {
      this.#settledMicros += charging.parts.reduce((sum, [, micros]) => sum + micros, 0);
    }
    if (!settlement) return;
    const { at, entry = 0, chargeMicros, debtMicros, postpaidMicros, parts } = settlement;
    const numbered = `call ${callId}: settled by entry ${entry} of ${this.#scope.lastEntry}`;
    this.#findings.require('calls-match-ledger', entry <= this.#scope.lastEntry, () => numbered);
    const paidMicros = parts.reduce((sum, [, micros]) => sum + micros, 0) + debtMicros + postpaidMicros;
    const sum = `call ${callId}: charged ${chargeMicros}, paid ${paidMicros}`;
    this.#findings.require('calls-match-ledger', paidMicros === chargeMicros, () => sum);
    const reversal = call.reversal ?? call.reversing;
    const first = reversal?.original ?? { settledAt: at, chargeMicros, postpaidMicros };
    const firstMicros = first.chargeMicros - first.postpaidMicros;
    if (first.settledAt >= this.#scope.since) this.#settledMicros += firstMicros;
    const nowMicros = status === 'voided' ? 0 : chargeMicros - postpaidMicros;
    if (reversal) this.#reversedMicros += firstMicros - nowMicros;
  }

  #hold({ holdUntil, heldMicros }: NonNullable<AuditedCall['lease']> = { heldMicros: 0 }): void {
    if (holdUntil === undefined || holdUntil <= this.#scope.now) return;
    this.#waiting.set(holdUntil, (this.#waiting.get(holdUntil) ?? 0) + heldMicros);
  }

  /**
   * The money of a call that waits for its settlement must still be held, until its instant or a later one. Running calls
   * are in no list.
   */
  #endHolds(): void {
    const waiting = [...this.#waiting].map(([until, micros]) => ({ until, micros }));
    const from = (holds: readonly Hold[], instant: Instant): Micros =>
      sumMicros(holds.filter(({ until }) => until >= instant).map(({ micros }) => micros));
    for (const { until } of waiting) {
      const waitingMicros = from(waiting, until);
      const heldMicros = from(this.#scope.holds, until);
      const what = `until ${until} and later calls hold ${waitingMicros}, the account ${heldMicros}`;
      this.#findings.require('holds-within-reason', heldMicros >= waitingMicros, () => what);
    }
    this.#findings.count('holds-within-reason', {
      waitingMicros: sumMicros(waiting.map(({ micros }) => micros)),
    });
  }

  end(): void {
    this.#endHolds();
    const sums = { ledgerMicros: this.#usedMicros, callsMicros: this.#settledMicros };
    const returns = { returnedMicros: this.#returnedMicros, reversedMicros: this.#reversedMicros };
    this.#findings.count('calls-match-ledger', { ...sums, ...returns });
    const isTaken = this.#usedMicros === this.#settledMicros;
    this.#findings.require('calls-match-ledger', isTaken, () => `the ledger took ${JSON.stringify(sums)}`);
    const isReturned = !this.#scope.isWhole || this.#returnedMicros === this.#reversedMicros;
    this.#findings.require('calls-match-ledger', isReturned, () => `it gave back ${JSON.stringify(returns)}`);
  }
}
