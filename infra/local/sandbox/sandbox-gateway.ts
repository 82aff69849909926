/**
 * A payment gateway for the local stack: speaks HTTP, moves no money, and can do what a real gateway does.
 *
 * | request | response |
 * |---|---|
 * | `POST /charges`, `GET /charges/{orderId}` | the outcome; 404 `absent` |
 * | `POST /refunds`, `GET /refunds/{refundId}` | the outcome; 404 `absent` |
 * | `POST /disputes` `{ orderId, amountMicros?, outcome? }` | opens a dispute, of all or of a part, and sends its webhook event; `lost` ends it (a test hook) |
 * | `POST /refunds-by-hand` `{ orderId, amountMicros? }` | a refund as made in a dashboard, with its webhook event (a test hook) |
 * | `POST /webhook-events` `{ orderId }` | sends the webhook event of a charge, again if it was sent before (a test hook) |
 * | `GET /totals` | `{ charges, chargedMicros, refundedMicros }` |
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import {
  type SandboxEvent,
  type SandboxRefund,
  sandboxChargeSchema,
  sandboxRefundSchema,
} from '../../../shared/contract/sandbox.ts';
import { type ChargeRecord, paidInFull, SandboxBooks, type SandboxDispute } from './sandbox-books.ts';
import { newEventId, type WebhookOptions, WebhookSender } from './webhook-sender.ts';

export interface SandboxGatewayOptions extends WebhookOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly settleMilliseconds?: number;
}

export interface SandboxGateway {
  readonly url: string;
  /** Webhook events that wait or are being delivered. */
  readonly pendingEvents: () => number;
  readonly close: () => Promise<void>;
}

interface SandboxResponse {
  readonly status: number;
  readonly body: unknown;
}

const HOST = '127.0.0.1';
const SETTLE_MILLISECONDS = 2000;
const SILENCE = 'silence';
const orderSchema = z.object({ orderId: z.string() });
const partSchema = orderSchema.extend({ amountMicros: z.number().int().positive().optional() });
const disputeSchema = partSchema.extend({ outcome: z.literal('lost').optional() });

/** Listens on the loopback interface only. `close` closes held sockets and drops waiting webhook events. */
export async function startSandboxGateway(options: SandboxGatewayOptions): Promise<SandboxGateway> {
  const webhooks = new WebhookSender(options);
  const api = new SandboxApi(webhooks, options.settleMilliseconds ?? SETTLE_MILLISECONDS);
  const server = createServer((request, response) => {
    respond(api, request, response).catch((error: unknown) => response.destroy(Object(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, HOST, () => resolve());
  });
  const address = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://${HOST}:${address.port}`,
    pendingEvents: () => webhooks.pending,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, webhooks.close()]);
    },
  };
}

async function respond(api: SandboxApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await api.respond(request.method ?? '', request.url ?? '', await text(request));
  if (answer === SILENCE) return;
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer.body));
}

class SandboxApi {
  readonly #books = new SandboxBooks();
  readonly #webhooks: WebhookSender;
  readonly #settleMilliseconds: number;

  constructor(webhooks: WebhookSender, settleMilliseconds: number) {
    this.#webhooks = webhooks;
    this.#settleMilliseconds = settleMilliseconds;
  }

  async respond(method: string, url: string, body: string): Promise<SandboxResponse | typeof SILENCE> {
    const [, collection = '', id = ''] = url.split('/').map(decodeURIComponent);
    try {
      switch (`${method} ${collection}`) {
        case 'POST charges':
          return this.#charge(body);
        case 'GET charges':
          return found(this.#books.findCharge(id)?.outcome);
        case 'POST refunds':
          return madeOnce(this.#books.refund(sandboxRefundSchema.parse(JSON.parse(body))));
        case 'GET refunds':
          return found(this.#books.findRefund(id));
        case 'POST disputes':
          return this.#dispute(disputeSchema.parse(JSON.parse(body)));
        case 'POST refunds-by-hand':
          return this.#refundByHand(partSchema.parse(JSON.parse(body)));
        case 'POST webhook-events':
          return this.#notify(body, (record) => chargeEventOf(record));
        case 'GET totals':
          return { status: 200, body: this.#books.totals() };
        default:
          return problem(404, { code: 'not-found', detail: `${method} /${collection}` });
      }
    } catch (error) {
      if (error instanceof z.ZodError || error instanceof SyntaxError) {
        return problem(400, { code: 'invalid-request', detail: error.message });
      }
      throw error;
    }
  }

  #charge(body: string): SandboxResponse | typeof SILENCE {
    const charged = this.#books.charge(sandboxChargeSchema.parse(JSON.parse(body)));
    if (charged === 'key-reused') return madeOnce(charged);
    const { record, fresh } = charged;
    if (record.request.token === 'tok_timeout') return SILENCE;
    const answer = madeOnce(record.outcome);
    if (fresh && record.outcome.status === 'pending') this.#settleLater(record);
    return answer;
  }

  #settleLater(record: ChargeRecord): void {
    void this.#webhooks.send(() => {
      record.outcome = paidInFull(record.request, record.reference);
      return chargeEventOf(record);
    }, this.#settleMilliseconds);
  }

  async #dispute({
    orderId,
    amountMicros,
    outcome,
  }: z.infer<typeof disputeSchema>): Promise<SandboxResponse> {
    const record = this.#books.findCharge(orderId);
    if (!record) return problem(404, { code: 'absent', detail: 'no such charge' });
    if (outcome === 'lost') return { status: 200, body: { ended: this.#books.endDisputes(record) } };
    const dispute = this.#books.dispute(record, amountMicros);
    if (!dispute) return problem(409, { code: 'too-much', detail: 'more than was charged' });
    return this.#deliver(disputeOf(record, dispute));
  }

  async #refundByHand({ orderId, amountMicros }: z.infer<typeof partSchema>): Promise<SandboxResponse> {
    const record = this.#books.findCharge(orderId);
    if (!record) return problem(404, { code: 'absent', detail: 'no such charge' });
    const refund = this.#books.refundByHand(record, amountMicros);
    if (!refund)
      return problem(409, { code: 'not-refundable', detail: 'more than what is left of the charge' });
    return this.#deliver(refundOf(record, refund));
  }

  /** Resolves when the event was delivered, or given up. */
  async #deliver(event: SandboxEvent): Promise<SandboxResponse> {
    await this.#webhooks.send(() => event);
    return { status: 202, body: event };
  }

  #notify(body: string, compose: (record: ChargeRecord) => SandboxEvent): SandboxResponse {
    const record = this.#books.findCharge(orderSchema.parse(JSON.parse(body)).orderId);
    if (!record) return problem(404, { code: 'absent', detail: 'no such charge' });
    const event = compose(record);
    void this.#webhooks.send(() => event);
    return { status: 202, body: event };
  }
}

const problem = (status: number, body: { code: string; detail: string }): SandboxResponse => ({
  status,
  body,
});

const found = (outcome: unknown): SandboxResponse =>
  outcome === undefined
    ? problem(404, { code: 'absent', detail: 'never seen' })
    : { status: 200, body: outcome };

const madeOnce = (outcome: unknown): SandboxResponse =>
  outcome === 'key-reused'
    ? problem(409, { code: 'idempotency-key-reused', detail: 'the key was used for something else' })
    : { status: 200, body: outcome };

const originOf = ({ request }: ChargeRecord) => ({
  noticeId: newEventId(),
  organizationId: request.organizationId,
  orderId: request.orderId,
});

const chargeEventOf = (record: ChargeRecord): SandboxEvent => ({
  kind: 'charge',
  ...originOf(record),
  outcome: record.outcome,
});

const disputeOf = (record: ChargeRecord, dispute: SandboxDispute): SandboxEvent => ({
  kind: 'dispute',
  ...originOf(record),
  disputeId: dispute.disputeId,
  reference: record.reference,
  amountMicros: dispute.amountMicros,
  currency: record.request.currency,
});

const refundOf = (
  record: ChargeRecord,
  { refundId, amountMicros, currency }: SandboxRefund,
): SandboxEvent => ({
  kind: 'gateway-refund',
  ...originOf(record),
  reference: `re_${refundId}_${record.reference}`,
  amountMicros,
  currency,
  outcome: { status: 'succeeded', reference: `re_${refundId}_${record.reference}` },
});
