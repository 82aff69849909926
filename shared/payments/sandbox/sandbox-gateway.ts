/** Client of the sandbox gateway that the local stack runs. It moves no money and plays every outcome of a payment. */
import * as z from 'zod';
import {
  SANDBOX_EVENT_KINDS,
  SANDBOX_TOKEN,
  type SandboxCharge,
  type SandboxRefund,
  type SandboxSession,
  type SandboxTransfer,
  sandboxDisputesSchema,
  sandboxEventSchema,
  sandboxOutcomeSchema,
  sandboxRefundOutcomeSchema,
  sandboxSessionOpenedSchema,
  sandboxSessionStatusSchema,
} from '../../contract/sandbox.ts';
import type { PaymentMethod } from '../../domain/credits/orders.ts';
import type { OrderId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { refusals } from '../../domain/refusals.ts';
import { toMinorUnits } from '../minor-units.ts';
import {
  type Absent,
  type ChargeRequest,
  DEFAULT_TIMEOUT_MILLISECONDS,
  type Declined,
  type DisputeEvent,
  GatewayUnavailable,
  type PaymentGateway,
  type RefundRequest,
  type SessionRequest,
  type TransferRequest,
  type Unknown,
  type WebhookEvent,
  type WebhookRequest,
} from '../port.ts';
import { verifySandboxSignature } from './signature.ts';

export interface SandboxOptions {
  /** Base address of the sandbox server. */
  readonly url: string;
  readonly timeoutMilliseconds?: number;
}

const FAILED = z.object({ code: z.string(), detail: z.string() });
const ABSENT = z.object({ status: z.literal('absent') });

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Sends one request. Throws when the sandbox does not answer. */
type Send = (path: string, body?: unknown) => Promise<Answer>;

export function createSandboxGateway(options: SandboxOptions): PaymentGateway {
  const { url, timeoutMilliseconds = DEFAULT_TIMEOUT_MILLISECONDS } = options;
  if (!URL.canParse(url)) throw new Error('PAYMENT_GATEWAY_URL: the sandbox gateway needs its address');

  const send: Send = async (path, body) => {
    const response = await fetch(new URL(path, url), {
      method: body === undefined ? 'GET' : 'POST',
      signal: AbortSignal.timeout(timeoutMilliseconds),
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const ask = (path: string, body?: unknown) => outcomeOf(send, sandboxOutcomeSchema, path, body);
  const askRefund = (path: string, body?: unknown) => outcomeOf(send, sandboxRefundOutcomeSchema, path, body);

  return {
    name: 'sandbox',
    ensureCustomer: async () => undefined,
    attachPaymentMethod: async ({ token }) => methodOf(token),
    charge: async (request) =>
      isChargeable(request) ? presentOrUnknown(await ask('/charges', chargeOf(request))) : NOT_CHARGEABLE,
    find: ({ orderId }) => ask(chargePath(orderId)),
    renewAction: ({ orderId, returnUrl }) => ask(`${chargePath(orderId)}/renew`, { returnUrl }),
    cancelCharge: ({ orderId }) => ask(`${chargePath(orderId)}/cancel`, {}),
    transfer: async (request) =>
      isChargeable(request) ? presentOrUnknown(await ask('/transfers', transferOf(request))) : NOT_CHARGEABLE,
    openSession: (request) => read(send, sandboxSessionOpenedSchema, '/sessions', sessionOf(request)),
    findSession: (reference) =>
      read(send, sandboxSessionStatusSchema, `/sessions/${encodeURIComponent(reference)}`),
    listDisputes: (since) => listDisputes(send, since),
    refundStepMicros: async () => 1,
    refund: async (request) => presentOrUnknown(await askRefund('/refunds', refundOf(request))),
    findRefund: ({ refundId }) => askRefund(`/refunds/${encodeURIComponent(refundId)}`),
    readWebhook: async (webhook) => readEvent(webhook),
  };
}

const chargePath = (orderId: OrderId): string => `/charges/${encodeURIComponent(orderId)}`;

const NOT_CHARGEABLE: Declined = {
  status: 'declined',
  code: 'amount-not-chargeable',
  detail: 'not a whole amount of this currency',
};

const isChargeable = ({ amountMicros, currency }: Pick<ChargeRequest, 'amountMicros' | 'currency'>) =>
  toMinorUnits(amountMicros, currency) !== undefined;

function methodOf(token: string): PaymentMethod {
  if (!SANDBOX_TOKEN.test(token)) throw refusals.invalidPaymentMethod('not a token of the sandbox gateway');
  return { token, label: `sandbox ${token.slice('tok_'.length)}` };
}

const chargeOf = (request: ChargeRequest): SandboxCharge => ({
  orderId: request.orderId,
  organizationId: request.organizationId,
  amountMicros: request.amountMicros,
  currency: request.currency,
  token: request.paymentMethod.token,
  description: request.description,
  presence: request.presence,
  returnUrl: request.returnUrl,
});

const transferOf = (request: TransferRequest): SandboxTransfer => ({
  orderId: request.orderId,
  organizationId: request.organizationId,
  amountMicros: request.amountMicros,
  currency: request.currency,
  country: request.country,
  description: request.description,
});

const sessionOf = (request: SessionRequest): SandboxSession => ({
  key: request.key,
  organizationId: request.organizationId,
  returnUrl: request.returnUrl,
  expiresAt: request.expiresAt,
  purpose: request.purpose,
});

const refundOf = (request: RefundRequest): SandboxRefund => ({
  refundId: request.refundId,
  orderId: request.orderId,
  organizationId: request.organizationId,
  amountMicros: request.amountMicros,
  currency: request.currency,
});

async function outcomeOf<T>(
  send: Send,
  schema: z.ZodType<T>,
  path: string,
  body?: unknown,
): Promise<T | Unknown | Absent> {
  try {
    const answer = await send(path, body);
    if (answer.status === 404) return { status: 'absent' };
    if (answer.status < 300) return schema.parse(answer.body);
    const { code, detail } = FAILED.parse(answer.body);
    return unknownFrom(`${code}: ${detail}`);
  } catch (error) {
    return unknownFrom(`no result from the sandbox gateway: ${String(error)}`);
  }
}

/** Throws {@link GatewayUnavailable} for every answer but the one that was asked for. */
async function read<T>(send: Send, schema: z.ZodType<T>, path: string, body?: unknown): Promise<T> {
  try {
    return schema.parse((await send(path, body)).body);
  } catch (cause) {
    throw new GatewayUnavailable(`the sandbox gateway did not answer ${path}`, { cause });
  }
}

async function listDisputes(send: Send, since: Instant): Promise<DisputeEvent[]> {
  const path = `/disputes?since=${encodeURIComponent(since)}`;
  const { items } = await read(send, sandboxDisputesSchema, path);
  return items.map(eventOf).filter((event) => event.kind === 'dispute');
}

/** When the gateway refuses a repeated key with other content, the outcome of the first request stays unknown. */
const unknownFrom = (detail: string): Unknown => ({ status: 'unknown', detail });

const presentOrUnknown = <O>(outcome: O | Absent): O | Unknown =>
  isAbsent(outcome) ? unknownFrom('the sandbox gateway did not find what was sent') : outcome;

const isAbsent = (outcome: unknown): outcome is Absent => ABSENT.safeParse(outcome).success;

const eventOf = ({ noticeId: eventId, ...event }: z.output<typeof sandboxEventSchema>): WebhookEvent => ({
  ...event,
  eventId,
});

const AnyEvent = z.looseObject({ kind: z.string(), noticeId: z.string() });

/** An event of an unknown kind is not about our money; an event of a known kind must have its documented shape. */
function readEvent(webhook: WebhookRequest): WebhookEvent | undefined {
  verifySandboxSignature(webhook, Date.now() / 1000);
  const any = AnyEvent.safeParse(jsonOf(webhook.rawBody));
  if (!any.success) throw notAnEvent(any.error.issues[0]?.message);
  if (!SANDBOX_EVENT_KINDS.includes(any.data.kind)) return undefined;
  const { data, error } = sandboxEventSchema.safeParse(any.data);
  if (!data) throw notAnEvent(error?.issues[0]?.message);
  return eventOf(data);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAnEvent('not valid JSON');
  }
}

const notAnEvent = (detail = '') =>
  refusals.invalidRequest([{ field: 'body', detail: `not an event of the sandbox gateway: ${detail}` }]);
