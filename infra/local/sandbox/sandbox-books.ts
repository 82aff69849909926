/** The books of the sandbox gateway: customers, hosted pages, payments, refunds and disputes, in memory. */
import type { SandboxCustomer, SandboxOutcome } from '../../../shared/contract/sandbox.ts';
import { sandboxMethodOf } from '../../../shared/contract/sandbox-cards.ts';
import { Disputes } from './disputes.ts';
import { type Payment, Payments, type PaymentsOptions } from './payments.ts';
import { Refunds } from './refunds.ts';
import { type Session, Sessions } from './sessions.ts';

export class SandboxBooks {
  readonly payments: Payments;
  readonly sessions: Sessions;
  readonly disputes: Disputes;
  readonly refunds = new Refunds((orderId) => this.findPayment(orderId));
  readonly #customers = new Map<string, SandboxCustomer>();

  constructor(options: PaymentsOptions) {
    this.payments = new Payments(options);
    this.sessions = new Sessions(options.now);
    this.disputes = new Disputes(options.now);
  }

  /** Returns the customer's id, which is the same for one organization. */
  keepCustomer(customer: SandboxCustomer): string {
    const id = `cus_${customer.organizationId}`;
    this.#customers.set(id, customer);
    return id;
  }

  findCustomer(id: string): SandboxCustomer | undefined {
    return this.#customers.get(id);
  }

  /** The payment of an order as it is now: with its hosted page a payment ends that waits for its payer. */
  findPayment(orderId: string): Payment | undefined {
    const payment = this.payments.find(orderId);
    const session = this.sessions.findByOrder(orderId);
    if (payment && session && this.sessions.statusOf(session).status === 'expired') {
      this.payments.cancel(payment);
    }
    return payment;
  }

  /** Undefined when there is neither a payment of the order nor a page for it. */
  cancel(orderId: string): SandboxOutcome | undefined {
    const session = this.sessions.findByOrder(orderId);
    const payment = this.payments.find(orderId);
    if (session && this.sessions.isOpen(session)) session.isCanceled = true;
    if (payment) {
      this.payments.cancel(payment);
      return payment.outcome;
    }
    return session && { status: 'declined', code: 'canceled', detail: 'nothing was submitted on the page' };
  }

  /**
   * A card is submitted on an open page. Returns the payment; undefined when the page charges nothing, and is complete.
   * A card that is declined leaves the page open.
   */
  submitCard(session: Session, token: string): Payment | undefined {
    const { organizationId, customer, returnUrl, purpose } = session.request;
    const method = sandboxMethodOf({ token, customer });
    if (purpose.kind === 'setup') {
      session.completed = { method };
      return undefined;
    }
    const payment = this.payments.beginOnPage({ organizationId, ...purpose });
    payment.keeps = purpose.savesMethod ? method : undefined;
    this.payments.submit(payment, { token, returnUrl });
    this.#completePage(payment);
    return payment;
  }

  /** What the payer says on the page of the bank. */
  authenticate(payment: Payment, isApproved: boolean): void {
    this.payments.authenticate(payment, isApproved);
    this.#completePage(payment);
  }

  /** A payment that came in late, such as by a webhook event, is paid as it would have been at once. */
  #completePage(payment: Payment): void {
    const session = this.sessions.findByOrder(payment.orderId);
    const { status } = payment.outcome;
    if (session && (status === 'succeeded' || status === 'pending')) {
      session.completed = { method: payment.keeps };
    }
  }

  /** The sums of all payments and refunds. */
  totals(): { charges: number; chargedMicros: number; refundedMicros: number } {
    const taken = this.payments.all().filter(({ outcome }) => outcome.status === 'succeeded');
    return {
      charges: taken.length,
      chargedMicros: taken.reduce((sum, { amountMicros }) => sum + amountMicros, 0),
      refundedMicros: this.refunds.totalMicros(),
    };
  }
}
