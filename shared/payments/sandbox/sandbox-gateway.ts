/** Client of the sandbox gateway that the local stack runs. It moves no money and plays every outcome of a payment. */
import * as z from 'zod';
import {
  SANDBOX_EVENT_KINDS,
  SANDBOX_TOKEN,
  type SandboxCharge,
  type SandboxRefund,
  sandboxEventSchema,
  sandboxOutcomeSchema,
} from '../../contract/sandbox.ts';
import { refusals } from '../../domain/refusals.ts';
import { toMinorUnits } from '../minor-units.ts';
import {
  type Absent,
  type ChargeOutcome,
  type ChargeRequest,
  DEFAULT_TIMEOUT_MILLISECONDS,
  type PaymentGateway,
  type RefundRequest,
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

export function createSandboxGateway(options: SandboxOptions): PaymentGateway {
  const { url, timeoutMilliseconds = DEFAULT_TIMEOUT_MILLISECONDS } = options;
  if (!URL.canParse(url)) throw new Error('PAYMENT_GATEWAY_URL: the sandbox gateway needs its address');

  const ask = async (path: string, body?: unknown): Promise<ChargeOutcome | Absent> => {
    try {
      const response = await fetch(new URL(path, url), {
        method: body === undefined ? 'GET' : 'POST',
        signal: AbortSignal.timeout(timeoutMilliseconds),
        headers: { 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return readAnswer(response.status, await response.json());
    } catch (error) {
      return { status: 'unknown', detail: `no result from the sandbox gateway: ${String(error)}` };
    }
  };

  return {
    name: 'sandbox',
    attachPaymentMethod: async ({ token }) => {
      if (!SANDBOX_TOKEN.test(token))
        throw refusals.invalidPaymentMethod('not a token of the sandbox gateway');
      return { token, label: `sandbox ${token.slice('tok_'.length)}` };
    },
    charge: async (request) =>
      toMinorUnits(request.amountMicros, request.currency) === undefined
        ? { status: 'declined', code: 'amount-not-chargeable', detail: 'not a whole amount of this currency' }
        : presentOrUnknown(await ask('/charges', chargeOf(request))),
    find: ({ orderId }) => ask(`/charges/${encodeURIComponent(orderId)}`),
    refundStepMicros: async () => 1,
    refund: async (request) => presentOrUnknown(await ask('/refunds', refundOf(request))),
    findRefund: ({ refundId }) => ask(`/refunds/${encodeURIComponent(refundId)}`),
    readWebhook: async (webhook) => readEvent(webhook),
  };
}

const chargeOf = (request: ChargeRequest): SandboxCharge => ({
  orderId: request.orderId,
  organizationId: request.organizationId,
  amountMicros: request.amountMicros,
  currency: request.currency,
  token: request.paymentMethod.token,
  description: request.description,
});

const refundOf = (request: RefundRequest): SandboxRefund => ({
  refundId: request.refundId,
  orderId: request.orderId,
  organizationId: request.organizationId,
  amountMicros: request.amountMicros,
  currency: request.currency,
});

function readAnswer(httpStatus: number, answer: unknown): ChargeOutcome | Absent {
  if (httpStatus === 404) return { status: 'absent' };
  if (httpStatus < 300) return sandboxOutcomeSchema.parse(answer);
  const { code, detail } = FAILED.parse(answer);
  return unknownFrom(`${code}: ${detail}`);
}

/** When the gateway refuses a repeated key with other content, the outcome of the first request stays unknown. */
const unknownFrom = (detail: string): Unknown => ({ status: 'unknown', detail });

const presentOrUnknown = (outcome: ChargeOutcome | Absent): ChargeOutcome =>
  outcome.status === 'absent' ? unknownFrom('the sandbox gateway did not find what was sent') : outcome;

const AnyEvent = z.looseObject({ kind: z.string(), noticeId: z.string() });

/** An event of an unknown kind is not about our money; an event of a known kind must have its documented shape. */
function readEvent(webhook: WebhookRequest): WebhookEvent | undefined {
  verifySandboxSignature(webhook, Date.now() / 1000);
  const any = AnyEvent.safeParse(jsonOf(webhook.rawBody));
  if (!any.success) throw notAnEvent(any.error.issues[0]?.message);
  if (!SANDBOX_EVENT_KINDS.includes(any.data.kind)) return undefined;
  const { data, error } = sandboxEventSchema.safeParse(any.data);
  if (!data) throw notAnEvent(error?.issues[0]?.message);
  const { noticeId: eventId, ...event } = data;
  return { ...event, eventId };
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
