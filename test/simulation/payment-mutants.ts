/** Deliberate bugs in payments: payers who are asked, pages and transfers, disputes, and notes of what went back. */
import type { Mutant } from './mutants.ts';

export const PAYMENT_MUTANTS: readonly Mutant[] = [
  {
    name: 'a dispute that is won keeps its credit note',
    file: 'shared/domain/credits/credit-notes.ts',
    find: 'if (cancels === undefined) return undefined;',
    replace: 'if (cause.disputeId !== undefined || cancels === undefined) return undefined;',
  },
  {
    name: 'a dispute that is won is given back for each of its events',
    file: 'shared/payments/dispute.ts',
    find: '    if (dispute.reversedAt !== undefined) return;\n',
    replace: '',
  },
  {
    name: 'a dispute that is won brings a closed lot back to life',
    file: 'shared/domain/credits/chargeback-reversals.ts',
    find: 'forfeitClosed(posted.account, [{ lotId: lot.id, micros: returnedMicros }], moment)',
    replace: 'forfeitClosed(posted.account, [], moment)',
  },
  {
    name: 'a dispute credits money that was refunded, too',
    file: 'shared/domain/credits/credit-notes.ts',
    find: 'Math.min(wentBackMicros, leftMicros)',
    replace: 'wentBackMicros',
  },
  {
    name: 'a refund that bounced keeps its credit note',
    file: 'shared/domain/credits/noted-refunds.ts',
    find: "if (failed.step !== 'bounced') return failed;",
    replace: 'if (failed.refund.id.length > 0) return failed;',
  },
  {
    name: 'the account does not count credit notes',
    file: 'shared/domain/credits/credit-notes.ts',
    find: 'account: { ...before, creditNoteSequence: number }',
    replace: 'account: before',
  },
  {
    name: 'a recharge that waits for its payer counts as a decline',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: "recharge: moveRecharge(recharge, 'asked-payer') }",
    replace: "recharge: { ...moveRecharge(recharge, 'asked-payer'), declines: recharge.declines + 1 } }",
  },
  {
    name: 'a payer is asked again for each answer of the gateway',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: "recharge.inFlight?.orderId !== orderId || recharge.status !== 'in-flight'",
    replace: 'recharge.inFlight?.orderId !== orderId',
  },
  {
    name: 'an abandoned charge is looked up, and not canceled',
    file: 'shared/payments/purchase.ts',
    find: 'const outcome = isLapsed(order, deps.now())\n',
    replace: "const outcome = isLapsed(order, '0')\n",
  },
  {
    name: 'a declined recharge leaves the next method alone',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: 'declinedMethods + 1 < methods &&',
    replace: 'declinedMethods + 1 > methods &&',
  },
  {
    name: 'each method that is tried counts to the hourly limit',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: 'begunAt: isFirstOfRound ? [...recentAt, now] : recentAt',
    replace: 'begunAt: [...recentAt, now]',
  },
  {
    name: 'a card that is declined on an open page ends the purchase',
    file: 'shared/payments/purchase.ts',
    find: 'isOpenPage(order, outcome, deps.now()) ? order :',
    replace: "isOpenPage(order, outcome, '9') ? order :",
  },
  {
    name: 'a card is kept once for each time that the gateway reports it',
    file: 'shared/payments/payment-methods.ts',
    find: "createHash('sha256')",
    replace: "createHash('sha256').update(String(Math.random()))",
  },
  {
    name: 'a purchase leaves a recharge that waits for its payer in its place',
    file: 'shared/payments/purchase.ts',
    find: "order.kind === 'purchase' ? waitingRecharge(account)",
    replace: "order.kind === 'recharge' ? waitingRecharge(account)",
  },
  {
    name: 'another first method leaves the charge that waits for its payer in its place',
    file: 'shared/payments/payment-methods.ts',
    find: "status === 'needs-payer' && methods[0]",
    replace: "status === 'suspended' && methods[0]",
  },
  {
    name: 'a payer who never came is a decline',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: "failure === 'taken-over' || failure === 'payer-never-came';",
    replace: "failure === 'taken-over';",
  },
  {
    name: 'what was canceled for another method counts to the monthly cap',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: 'const { declinedMethods: _, ...landed } = withoutFlight(recharge);',
    replace: 'const { declinedMethods: _, inFlight: __, ...landed } = recharge;',
  },
  {
    name: 'each link lets an order wait for longer',
    file: 'shared/domain/credits/orders.ts',
    find: 'order.waitsUntil ?? waitsUntilOf(',
    replace: 'waitsUntilOf(',
  },
  {
    name: 'a charge that waits for its payer is credited',
    file: 'shared/payments/purchase.ts',
    find: '      return applyAsked(deps, order, outcome);',
    replace: "      return applySuccess(deps, order, { ...outcome, status: 'succeeded' });",
  },
  {
    name: 'a payment of less than was ordered is credited',
    file: 'shared/payments/purchase.ts',
    find: 'if (paid && (paid.amountMicros',
    replace: 'if (paid && (paid.amountMicros > orderTotalMicros(order) + 1 && paid.amountMicros',
  },
  {
    name: 'a page that nobody has used yet is given up after ten minutes',
    file: 'shared/payments/purchase.ts',
    find: 'order.waitsUntil ?? order.createdAt, ABSENCE',
    replace: 'order.createdAt, ABSENCE',
  },
  {
    name: 'a round of methods begins with the same one again',
    file: 'shared/domain/credits/payment-methods.ts',
    find: 'return methods[declined] ?? methods[0];',
    replace: 'return methods[0];',
  },
  {
    name: 'the last method may be removed while auto-recharge charges it',
    file: 'shared/domain/credits/payment-methods.ts',
    find: 'if (isRecharging && methods.length === 1)',
    replace: 'if (isRecharging && methods.length === 0)',
    caughtBy: {
      file: 'test/store/needs-payer.test.ts',
      name: 'methods are added, moved, billed and removed; the last one stays while auto-recharge is on',
    },
  },
  {
    name: 'a dispute that is won gives back all that was claimed',
    file: 'shared/domain/credits/chargeback-reversals.ts',
    find: 'const returnedMicros = lot ? dispute.withdrawnMicros : 0;',
    replace: 'const returnedMicros = lot ? dispute.amountMicros : 0;',
  },
  {
    name: 'a dispute that is lost is given back',
    file: 'shared/payments/dispute.ts',
    find: "if (event.outcome === 'won') await",
    replace: "if (event.outcome !== 'open') await",
  },
  {
    name: 'a closed lot forfeits only what a won dispute gave back',
    file: 'shared/domain/credits/chargeback-reversals.ts',
    find: 'sumMicros(forfeited.changes.map((change) => change.forfeitedMicros))',
    replace: 'isLost ? returnedMicros : 0',
  },
  {
    name: 'the schedule asks for no disputes',
    file: 'functions/purchases/reconcile-payments.ts',
    find: 'const swept = await sweepDisputes(deps, () => remainingMs() >= RESERVE_MS);',
    replace: 'const swept = { disputes: 0, failed: 0 };',
  },
  {
    name: 'a page of which no event came keeps no card',
    file: 'functions/purchases/reconcile-payments.ts',
    find: "if (found.status === 'complete' && found.method)",
    replace: "if (found.status === 'open' && found.method)",
  },
  {
    name: 'a dispute that cannot be booked holds up the others',
    file: 'functions/purchases/reconcile-disputes.ts',
    find: '      counts.failed += 1;\n',
    replace: '      throw error;\n',
    caughtBy: {
      file: 'test/store/dispute-sweep.test.ts',
      name: 'a dispute that fails holds up no other, and is tried again by the next pass',
    },
  },
  {
    name: 'a late word of a declined card ends a page that was paid',
    file: 'shared/payments/purchase.ts',
    find: "return isAttempt && order.status === 'pending'",
    replace: "return isAttempt && order.status === 'refunded'",
  },
  {
    name: 'a card that was removed comes back when its page is reported again',
    file: 'shared/payments/payment-methods.ts',
    find: '!session || session.isOver',
    replace: '!session',
    caughtBy: {
      file: 'test/store/kept-cards.test.ts',
      name: 'a card that was removed stays removed when its page is reported again',
    },
  },
  {
    name: 'a payment is not credited when its card has no room',
    file: 'shared/payments/purchase.ts',
    find: "if (typeof after === 'string') return { isLeftOut: after === 'full' };",
    replace:
      "if (after === 'full') throw new Error('no room');\n  if (after === 'known') return { isLeftOut: false };",
    caughtBy: {
      file: 'test/store/kept-cards.test.ts',
      name: 'a purchase is credited when there is no room for its card',
    },
  },
];
