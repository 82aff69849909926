/**
 * What the sandbox gateway responds to its client, and to tests.
 *
 * | request | response |
 * |---|---|
 * | `POST /customers`, `GET /customers/{id}` | the customer's id; the customer |
 * | `POST /charges`, `POST /transfers`, `GET /charges/{orderId}` | the outcome; 404 `absent` |
 * | `POST /charges/{orderId}/renew` `{ returnUrl? }`, `POST /charges/{orderId}/cancel` | the outcome; 404 `absent` |
 * | `POST /sessions`, `GET /sessions/{reference}` | the page; its status; 404 `absent` |
 * | `POST /refunds`, `GET /refunds/{refundId}` | the outcome; 404 `absent` |
 * | `GET /disputes?since=` | what was opened since, as it is now |
 * | `POST /disputes` `{ orderId, amountMicros?, outcome?, losesEvent? }` | opens a dispute, of all or of a part, or ends it, and sends its webhook event (a test hook) |
 * | `POST /refunds-by-hand` `{ orderId, amountMicros? }` | a refund as made in a dashboard, with its webhook event (a test hook) |
 * | `POST /webhook-events` `{ orderId }` | sends the webhook event of a charge, again if it was sent before (a test hook) |
 * | `GET /totals` | `{ charges, chargedMicros, refundedMicros }` |
 */
import * as z from 'zod';
import {
  sandboxChargeSchema,
  sandboxCustomerSchema,
  sandboxRefundSchema,
  sandboxRenewalSchema,
  sandboxSessionSchema,
  sandboxTransferSchema,
} from '../../../shared/contract/sandbox.ts';
import { SANDBOX_DISPUTE_OUTCOMES, type SandboxEvent } from '../../../shared/contract/sandbox-events.ts';
import type { Dispute } from './disputes.ts';
import type { Made, Payment } from './payments.ts';
import { paidInFull } from './payments.ts';
import type { SandboxBooks } from './sandbox-books.ts';
import { chargeEventOf, disputeEventOf, refundEventOf } from './sandbox-events.ts';
import type { WebhookSender } from './webhook-sender.ts';

export interface SandboxApiOptions {
  readonly books: SandboxBooks;
  readonly webhooks: WebhookSender;
  readonly pagesUrl: string;
  /** After this time a bank decides that did not decide at once. */
  readonly settleMilliseconds: number;
}

export interface SandboxResponse {
  readonly status: number;
  readonly body: unknown;
}

/** The connection is kept, and nothing is sent. */
export const SILENCE = 'silence';

type Respond = (text: string, id: string) => SandboxResponse | typeof SILENCE | Promise<SandboxResponse>;

const Part = z.object({ orderId: z.string(), amountMicros: z.number().int().positive().optional() });
const DisputeRequest = Part.extend({
  outcome: z.enum(SANDBOX_DISPUTE_OUTCOMES).optional(),
  losesEvent: z.boolean().default(false),
});
const Since = z.object({ since: z.iso.datetime() });

export class SandboxApi {
  readonly #options: SandboxApiOptions;
  readonly #routes: ReadonlyMap<string, Respond>;

  constructor(options: SandboxApiOptions) {
    this.#options = options;
    this.#routes = new Map(Object.entries(this.#defineRoutes()));
  }

  async respond(
    method: string,
    target: { path: string; body: string },
  ): Promise<SandboxResponse | typeof SILENCE> {
    const { pathname, searchParams } = new URL(target.path, 'http://sandbox');
    const [collection = '', id = '', action] = pathname.slice(1).split('/').map(decodeURIComponent);
    const name = [collection, id && '{id}', action].filter(Boolean).join('/');
    const found = this.#routes.get(`${method} ${name}`);
    if (!found) return problem(404, { code: 'not-found', detail: `${method} /${name}` });
    const text = method === 'GET' ? JSON.stringify(Object.fromEntries(searchParams)) : target.body || '{}';
    try {
      return await found(text, id);
    } catch (error) {
      if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
      return problem(400, { code: 'invalid-request', detail: error.message });
    }
  }

  #defineRoutes(): Record<string, Respond> {
    const { books } = this.#options;
    return {
      'POST customers': (text) => ok({ customer: books.keepCustomer(read(sandboxCustomerSchema, text)) }),
      'GET customers/{id}': (_text, id) => found(books.findCustomer(id)),
      'POST charges': (text) => this.#charge(text),
      'GET charges/{id}': (_text, id) => found(books.findPayment(id)?.outcome),
      'POST charges/{id}/renew': (text, id) => this.#renew(id, read(sandboxRenewalSchema, text).returnUrl),
      'POST charges/{id}/cancel': (_text, id) => this.#cancel(id),
      'POST transfers': (text) =>
        this.#firstOutcome(books.payments.transfer(read(sandboxTransferSchema, text))),
      'POST sessions': (text) => this.#openSession(text),
      'GET sessions/{id}': (_text, id) => {
        const session = books.sessions.find(id);
        return found(session && books.sessions.statusOf(session));
      },
      'POST refunds': (text) => madeOnce(books.refunds.make(read(sandboxRefundSchema, text))),
      'GET refunds/{id}': (_text, id) => found(books.refunds.find(id)),
      'GET disputes': (text) => {
        const since = Date.parse(read(Since, text).since);
        return ok({ items: books.disputes.openedSince(since).map(disputeEventOf) });
      },
      'POST disputes': (text) => this.#dispute(read(DisputeRequest, text)),
      'POST refunds-by-hand': (text) => this.#refundByHand(read(Part, text)),
      'POST webhook-events': (text) => this.#notifyAgain(read(Part, text).orderId),
      'GET totals': () => ok(books.totals()),
    };
  }

  #charge(text: string): SandboxResponse | typeof SILENCE {
    const made = this.#options.books.payments.charge(read(sandboxChargeSchema, text));
    if (made === 'key-reused') return madeOnce(made);
    return made.payment.token === 'tok_timeout' ? SILENCE : this.#firstOutcome(made);
  }

  /** What is pending at first is decided later. */
  #firstOutcome(made: Made | 'key-reused'): SandboxResponse {
    if (made === 'key-reused') return madeOnce(made);
    const { payment, fresh } = made;
    const answer = ok(payment.outcome);
    if (fresh) this.settleLater(payment);
    return answer;
  }

  /** The bank decides a payment that is pending. Its webhook event is sent then. */
  settleLater(payment: Payment): void {
    if (payment.outcome.status !== 'pending') return;
    void this.#options.webhooks.send(() => {
      payment.outcome = paidInFull(payment);
      return chargeEventOf(payment);
    }, this.#options.settleMilliseconds);
  }

  #renew(orderId: string, returnUrl: string | undefined): SandboxResponse {
    const { books } = this.#options;
    const payment = books.findPayment(orderId);
    if (payment) books.payments.renew(orderId, returnUrl);
    return found(payment?.outcome);
  }

  #cancel(orderId: string): SandboxResponse {
    const { books, webhooks } = this.#options;
    const payment = books.findPayment(orderId);
    const waited = payment?.outcome.status === 'requires-action';
    const outcome = books.cancel(orderId);
    if (payment && waited) void webhooks.send(() => chargeEventOf(payment));
    return found(outcome);
  }

  #openSession(text: string): SandboxResponse {
    const session = this.#options.books.sessions.open(read(sandboxSessionSchema, text));
    if (session === 'key-reused') return madeOnce(session);
    const { reference, request } = session;
    const url = `${this.#options.pagesUrl}/sessions/${reference}`;
    return ok({ reference, url, expiresAt: request.expiresAt });
  }

  /** An outcome without an open dispute opens one first; the same outcome again sends its event again. */
  async #dispute(request: z.infer<typeof DisputeRequest>): Promise<SandboxResponse> {
    const { orderId, amountMicros, outcome, losesEvent } = request;
    const { books } = this.#options;
    const payment = books.findPayment(orderId);
    if (!payment) return NO_SUCH_CHARGE;
    const part = { payment, amountMicros };
    if (outcome === undefined) {
      const opened = books.disputes.open(part);
      if (!opened) return NOT_DISPUTABLE;
      return this.#deliver(disputeEventOf(opened), losesEvent);
    }
    let ended = books.disputes.end(part, outcome);
    if (ended.length === 0) {
      const again = books.disputes.findEnded(part, outcome);
      const opened = again ?? books.disputes.open(part);
      if (!opened) return NOT_DISPUTABLE;
      if (!again) {
        await this.#deliver(disputeEventOf(opened), losesEvent);
        books.disputes.end(part, outcome);
      }
      ended = [opened];
    }
    for (const dispute of ended) await this.#deliver(disputeEventOf(dispute), losesEvent);
    return ok({ ended: ended.length, disputes: ended.map(idOf) });
  }

  async #refundByHand({ orderId, amountMicros }: z.infer<typeof Part>): Promise<SandboxResponse> {
    const { books } = this.#options;
    const payment = books.findPayment(orderId);
    if (!payment) return NO_SUCH_CHARGE;
    const refund = books.refunds.makeByHand(payment, amountMicros);
    if (!refund)
      return problem(409, { code: 'not-refundable', detail: 'more than what is left of the charge' });
    return this.#deliver(refundEventOf(payment, refund), false);
  }

  /** Resolves when the event was delivered, or given up. */
  async #deliver(event: SandboxEvent, losesEvent: boolean): Promise<SandboxResponse> {
    if (!losesEvent) await this.#options.webhooks.send(() => event);
    return { status: 202, body: event };
  }

  #notifyAgain(orderId: string): SandboxResponse {
    const payment = this.#options.books.findPayment(orderId);
    if (!payment) return NO_SUCH_CHARGE;
    const event = chargeEventOf(payment);
    void this.#options.webhooks.send(() => event);
    return { status: 202, body: event };
  }
}

const read = <S extends z.ZodType>(schema: S, text: string): z.output<S> => schema.parse(JSON.parse(text));

const idOf = ({ disputeId }: Dispute): string => disputeId;

const ok = (body: unknown): SandboxResponse => ({ status: 200, body });

const problem = (status: number, body: { code: string; detail: string }): SandboxResponse => ({
  status,
  body,
});

const NO_SUCH_CHARGE = problem(404, { code: 'absent', detail: 'no such charge' });
const NOT_DISPUTABLE = problem(409, { code: 'too-much', detail: 'more than was charged' });

const found = (body: unknown): SandboxResponse =>
  body === undefined ? problem(404, { code: 'absent', detail: 'never seen' }) : ok(body);

const madeOnce = (outcome: unknown): SandboxResponse =>
  outcome === 'key-reused'
    ? problem(409, { code: 'idempotency-key-reused', detail: 'the key was used for something else' })
    : ok(outcome);
