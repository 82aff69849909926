/** Client of the sandbox gateway that the local stack runs. It moves no money and plays every outcome of a payment. */
import * as z from 'zod';
import {
  type SandboxCharge,
  type SandboxCustomer,
  type SandboxRefund,
  type SandboxSession,
  type SandboxTransfer,
  sandboxCustomerIdSchema,
  sandboxOutcomeSchema,
  sandboxRefundOutcomeSchema,
  sandboxSessionOpenedSchema,
  sandboxSessionStatusSchema,
} from '../../contract/sandbox.ts';
import { sandboxMethodOf } from '../../contract/sandbox-cards.ts';
import type { PaymentMethod } from '../../domain/credits/orders.ts';
import { unitOf } from '../../domain/currencies.ts';
import type { OrderId } from '../../domain/ids.ts';
import { refusals } from '../../domain/refusals.ts';
import { NOT_CHARGEABLE, toMinorUnits } from '../minor-units.ts';
import type {
  Absent,
  AttachRequest,
  ChargeRequest,
  CustomerRequest,
  PaymentGateway,
  RefundRequest,
  SessionRequest,
  TransferRequest,
  Unknown,
} from '../port.ts';
import { read, type SandboxOptions, type Send, sandboxConnection } from './connection.ts';

const FAILED = z.object({ code: z.string(), detail: z.string() });
const ABSENT = z.object({ status: z.literal('absent') });

export function createSandboxGateway(options: SandboxOptions): PaymentGateway {
  const send = sandboxConnection(options);
  const ask = (path: string, body?: unknown) => outcomeOf(send, sandboxOutcomeSchema, path, body);
  const askRefund = (path: string, body?: unknown) => outcomeOf(send, sandboxRefundOutcomeSchema, path, body);

  return {
    name: 'sandbox',
    ensureCustomer: async (request) =>
      (await read(send, sandboxCustomerIdSchema, '/customers', customerOf(request))).customer,
    attachPaymentMethod: async (request) => methodOf(request),
    // Its tokens are attached to nobody.
    detachPaymentMethod: async () => undefined,
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
    refundStepMicros: async (currency) => unitOf(currency).stepMicros,
    refund: async (request) => presentOrUnknown(await askRefund('/refunds', refundOf(request))),
    findRefund: ({ refundId }) => askRefund(`/refunds/${encodeURIComponent(refundId)}`),
  };
}

const chargePath = (orderId: OrderId): string => `/charges/${encodeURIComponent(orderId)}`;

const isChargeable = ({ amountMicros, currency }: Pick<ChargeRequest, 'amountMicros' | 'currency'>) =>
  toMinorUnits(amountMicros, currency) !== undefined;

function methodOf({ token, customer }: AttachRequest): PaymentMethod {
  const method = sandboxMethodOf({ token, customer });
  if (!method) throw refusals.invalidPaymentMethod('not a token of the sandbox gateway');
  return method;
}

const customerOf = ({ organizationId, payer }: CustomerRequest): SandboxCustomer => ({
  organizationId,
  name: payer.name,
  email: payer.email,
  billingAddress: payer.billingAddress,
  taxId: payer.taxId,
});

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
  customer: request.customer,
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

/** When the gateway refuses a repeated key with other content, the outcome of the first request stays unknown. */
const unknownFrom = (detail: string): Unknown => ({ status: 'unknown', detail });

const presentOrUnknown = <O>(outcome: O | Absent): O | Unknown =>
  isAbsent(outcome) ? unknownFrom('the sandbox gateway did not find what was sent') : outcome;

const isAbsent = (outcome: unknown): outcome is Absent => ABSENT.safeParse(outcome).success;
