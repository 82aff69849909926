/** Books for the tests of reversals: lots with their history, settled calls, and what must hold after every step. */
import { expect } from '@jest/globals';
import { type Reversal, reverseCall } from '../../../shared/domain/calls/reversal.ts';
import { type CallFunding, settleCalls } from '../../../shared/domain/calls/settlement.ts';
import { type Account, bookBalanceMicros } from '../../../shared/domain/credits/account.ts';
import { reverseChargeback } from '../../../shared/domain/credits/chargeback-reversals.ts';
import { chargeBack, type Dispute } from '../../../shared/domain/credits/chargebacks.ts';
import { type DebtPayment, debtQueueOf, payersOf } from '../../../shared/domain/credits/debts.ts';
import type { LotChange, ReturnLot } from '../../../shared/domain/credits/forfeiture.ts';
import { forfeitLot } from '../../../shared/domain/credits/forfeiture.ts';
import { fundAccount } from '../../../shared/domain/credits/funding.ts';
import type { LedgerEntry } from '../../../shared/domain/credits/ledger.ts';
import type { Draw } from '../../../shared/domain/credits/lots.ts';
import { isTakenBack, type Order } from '../../../shared/domain/credits/orders.ts';
import { addMonths, addSeconds } from '../../../shared/domain/instants.ts';
import { sumMicros } from '../../../shared/domain/money.ts';
import { anAccount, anOrder, momentOf, START, units } from '../../support/accounts.ts';

/** The first lot of {@link booksWith} has expired, and late records may still draw on it. */
export const IN_GRACE = addSeconds(addMonths(START, 12), 3600);
/** The lots of {@link booksWith} have expired, and the grace is over. */
export const AFTER_EXPIRY = addSeconds(addMonths(START, 12), 33 * 86_400);

type LotStory = ReturnLot & { readonly forfeitedMicros: number; readonly withdrawnMicros: number };

interface Call {
  readonly startedAt: string;
  readonly funding: CallFunding;
  readonly status: 'settled' | 'corrected' | 'voided';
}

export class ReversalBooks {
  now = START;
  account: Account;
  readonly orders: Order[] = [];
  readonly lots = new Map<string, LotStory>();
  readonly disputes: Dispute[] = [];
  readonly calls = new Map<string, Call>();
  readonly entries: LedgerEntry[] = [];

  constructor(account = anAccount()) {
    this.account = account;
  }

  /** Returns the lot's id. */
  fund(amountMicros: number): string {
    const id = `pur_${String(this.orders.length).padStart(12, '0')}`;
    const { lot, ...funding } = fundAccount(
      this.account,
      anOrder({ id, amountMicros }),
      `ch_${id}`,
      this.now,
    );
    this.lots.set(lot.id, { ...lot, forfeitedMicros: 0, withdrawnMicros: 0 });
    this.orders.push(funding.order);
    this.#book(funding.account, funding.entry);
    return lot.id;
  }

  settle(callId: string, chargeMicros: number, startedAt = this.now): CallFunding {
    const settled = settleCalls(this.account, [{ callId, startedAt, chargeMicros }], momentOf(this.now));
    const [settledCall] = settled.calls;
    if (!settledCall) throw new Error('not settled');
    const { funding } = settledCall;
    this.calls.set(callId, { startedAt, funding, status: 'settled' });
    this.#book(settled.account, settled.entry);
    return funding;
  }

  /** A void, or, given a charge, a correction to it. */
  reverse(callId: string, chargeMicros?: number): Reversal {
    const call = this.calls.get(callId);
    if (!call) throw new Error('no such call');
    const { startedAt, funding } = call;
    const corrected = chargeMicros === undefined ? undefined : { callId, startedAt, chargeMicros };
    const payers = { lots: [...this.lots.values()], payments: this.payments };
    const reversal = reverseCall(this.account, funding, payers, momentOf(this.now), corrected);
    const status = corrected ? 'corrected' : 'voided';
    this.calls.set(callId, { ...call, status, funding: reversal.funding ?? funding });
    for (const change of reversal.changes) this.#change(change);
    for (const { after } of reversal.orders) this.#claim(after);
    this.#book(reversal.account, ...reversal.entries);
    return reversal;
  }

  forfeit(lotId: string): void {
    const forfeiture = forfeitLot(this.account, lotId, this.now);
    if (!forfeiture) return;
    const { forfeitedMicros } = forfeiture;
    this.#change({ lotId, forfeitedMicros, withdrawnMicros: 0 });
    this.#book(forfeiture.account, forfeiture.entry);
  }

  dispute(index: number): void {
    const order = this.orders[index];
    const lot = this.lots.get(order?.lotId ?? '');
    if (!order || !lot) return;
    const claim = { disputeId: `dp_${this.entries.length}`, amountMicros: order.amountMicros };
    const chargeback = chargeBack(this.account, order, claim, momentOf(this.now));
    const { withdrawnMicros } = chargeback.dispute;
    this.disputes.push(chargeback.dispute);
    this.#claim(chargeback.order);
    this.#change({ lotId: lot.id, withdrawnMicros, forfeitedMicros: 0 });
    this.#book(chargeback.account, ...(chargeback.entry ? [chargeback.entry] : []));
  }

  /** The bank gives the oldest of the disputes back. */
  win(): void {
    const dispute = this.disputes.shift();
    const order = this.orders.find(({ id }) => id === dispute?.orderId);
    const lot = this.lots.get(dispute?.lotId ?? '');
    if (!dispute || !order || !lot) return;
    const won = reverseChargeback(this.account, order, { dispute, lot }, momentOf(this.now));
    this.#claim(won.order);
    const { returnedMicros, forfeitedMicros } = won;
    this.#change({ lotId: lot.id, withdrawnMicros: -returnedMicros, forfeitedMicros });
    this.#book(won.account, ...won.entries);
  }

  get payments(): DebtPayment[] {
    return this.entries.flatMap(({ debts }) => debts?.paid ?? []);
  }

  /** The payments of the debt that the call made. */
  paidFor(callId: string): Draw[] {
    const { debtFromMicros: fromMicros = 0, debtMicros = 0 } = this.calls.get(callId)?.funding ?? {};
    const toMicros = Math.min(fromMicros + debtMicros, debtQueueOf(this.account).paidMicros);
    return payersOf(this.payments, { fromMicros, toMicros });
  }

  remaining(lotId: string): number {
    return this.account.lots.find(({ id }) => id === lotId)?.remainingMicros ?? 0;
  }

  /** What each call that was not voided took of lots, and what lots paid of its debt. */
  get #used() {
    const paying = [...this.calls].filter(([, { status }]) => status !== 'voided');
    const repaid = paying.flatMap(([callId]) => this.paidFor(callId));
    return { paying, repaid, parts: [...paying.flatMap(([, { funding }]) => funding.parts), ...repaid] };
  }

  /** Unless it was forfeited, a lot has what it was bought with, less what calls used and the bank claims. */
  expectClaimed(): void {
    const { parts } = this.#used;
    const lots = [...this.lots.values()].map(({ id, amountMicros }) => {
      const claims = this.disputes.filter(({ lotId }) => lotId === id).map((claim) => claim.amountMicros);
      return [id, Math.max(0, amountMicros - sumOf(parts, id) - sumMicros(claims))];
    });
    expect(lots).toEqual([...this.lots.keys()].map((id) => [id, this.remaining(id)]));
  }

  /** `amount = remaining + used + forfeited + withdrawn`, where used is what calls and debts took. */
  expectConserved(): void {
    const { paying, repaid, parts } = this.#used;
    const lots = [...this.lots.values()].map((lot) => {
      const remaining = this.remaining(lot.id);
      const lost = lot.forfeitedMicros + lot.withdrawnMicros;
      return {
        amount: remaining + sumOf(parts, lot.id) + lost,
        remaining: sumMicros(this.#changesOf(lot.id)),
        least: Math.min(0, lot.forfeitedMicros, lot.withdrawnMicros),
      };
    });
    const expected = [...this.lots.values()].map(({ id, amountMicros }) => ({
      amount: amountMicros,
      remaining: this.remaining(id),
      least: 0,
    }));
    expect(lots).toEqual(expected);
    const made = paying.map(([, { funding }]) => funding.debtMicros);
    expect(this.account.debtMicros + sumMicros(repaid.map(({ micros }) => micros))).toBe(sumMicros(made));
  }

  /** The entries are numbered without gaps, and each continues from the balance of the one before, up to the account. */
  expectChained(): void {
    let balance = 0;
    for (const [index, entry] of this.entries.entries()) {
      expect(entry).toMatchObject({ sequence: index + 1, balanceBeforeMicros: balance });
      balance = entry.balanceAfterMicros;
    }
    expect(this.account.entrySequence).toBe(this.entries.length);
    expect(bookBalanceMicros(this.account)).toBe(balance);
  }

  #changesOf(lot: string): number[] {
    const movements = this.entries.flatMap((entry) => entry.parts);
    return movements.filter(({ lotId }) => lotId === lot).map(({ changeMicros }) => changeMicros);
  }

  #change({ lotId, ...change }: LotChange): void {
    const lot = this.lots.get(lotId);
    if (!lot) throw new Error(`no lot ${lotId}`);
    this.lots.set(lotId, {
      ...lot,
      forfeitedMicros: lot.forfeitedMicros + change.forfeitedMicros,
      withdrawnMicros: lot.withdrawnMicros + change.withdrawnMicros,
    });
  }

  /** What is claimed of the order changes. */
  #claim(order: Order): void {
    const index = this.orders.findIndex(({ id }) => id === order.id);
    const lot = this.lots.get(order.lotId ?? '');
    if (!lot) throw new Error(`order ${order.id} has no lot`);
    this.orders[index] = order;
    this.lots.set(lot.id, { ...lot, disputed: isTakenBack(order) ? order : undefined });
  }

  #book(account: Account, ...entries: (LedgerEntry | undefined)[]): void {
    this.account = account;
    this.entries.push(...entries.flatMap((entry) => entry ?? []));
  }
}

function sumOf(parts: readonly Draw[], lotId: string): number {
  return sumMicros(parts.filter((part) => part.lotId === lotId).map(({ micros }) => micros));
}

/** Lots of these amounts, bought a day apart. */
export function booksWith(...amounts: number[]) {
  const books = new ReversalBooks();
  const lots = amounts.map((amount) => {
    const lot = books.fund(units(amount));
    books.now = addSeconds(books.now, 86_400);
    return lot;
  });
  return { books, lots, first: lots[0] ?? '', second: lots[1] ?? '' };
}
