/** Steps of the bank and of the gateway: what they decide, take back, and report. */
import type { Stage } from './stage.ts';

/** A dispute is opened of some payment, or one that is open is lost or won. */
export function dispute(stage: Stage): void {
  const { chance, system, world } = stage;
  const { bank } = system;
  const open = chance.maybe(bank.disputes.all.filter(({ outcome }) => outcome === 'open'));
  if (open && chance.happens(0.6)) {
    const outcome = chance.happens(0.75) ? 'won' : 'lost';
    world.tally.count(`bank dispute ${outcome}`);
    bank.disputes.end(open, outcome, world.clock.milliseconds);
    return;
  }
  const paid = bank.charges.filter(({ verdict }) => verdict === 'succeeded');
  const charge = chance.maybe(chance.happens(0.5) ? paid.slice(-6) : paid);
  if (charge) bank.dispute(charge, chance.happens(0.6) ? charge.takenMicros : 10_000_000);
}

export function bounceRefund(stage: Stage): void {
  const { bank } = stage.system;
  const refunded = stage.chance.maybe(bank.refunds.filter(({ verdict }) => verdict === 'succeeded'));
  if (refunded) bank.bounce(refunded);
}

export function decideAtGateway(stage: Stage): void {
  stage.system.bank.decidePending();
}

/** Webhook events come late, in any order, and sometimes twice. Any answer but 200 brings them again. */
export function deliverWebhook(stage: Stage): void {
  const event = stage.system.bank.post.take();
  if (!event) return;
  stage.clients.send({
    operation: 'receiveWebhook',
    request: { params: { gateway: 'sandbox' }, body: JSON.stringify(event) },
  });
}
