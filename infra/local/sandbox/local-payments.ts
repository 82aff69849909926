/** `/_local/pay/…`: what a bank, or a person in the dashboard of the gateway, may do to a payment. */
import * as z from 'zod';
import { Amount } from '../../../shared/contract/amount.ts';
import { SANDBOX_DISPUTE_OUTCOMES } from '../../../shared/contract/sandbox-events.ts';

const Part = z.strictObject({ purchase: z.string().min(1), amount: Amount.optional() });

/** Decimal amounts, as the API takes them. */
export const BankDisputeRequest = Part.extend({ outcome: z.enum(SANDBOX_DISPUTE_OUTCOMES).optional() });
export const BankRefundRequest = Part;

export interface GatewayResponse {
  readonly status: number;
  readonly body: unknown;
}

/** Each resolves when the webhook event was delivered. */
export interface LocalPayments {
  dispute(request: z.output<typeof BankDisputeRequest>): Promise<GatewayResponse>;
  refund(request: z.output<typeof BankRefundRequest>): Promise<GatewayResponse>;
}

export function paymentsAt(gatewayUrl: string): LocalPayments {
  const send = async (path: string, body: object): Promise<GatewayResponse> => {
    const response = await fetch(new URL(path, gatewayUrl), { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  const partOf = ({ purchase, amount }: z.output<typeof Part>) => ({
    orderId: purchase,
    amountMicros: amount,
  });
  return {
    dispute: ({ outcome, ...part }) => send('/disputes', { ...partOf(part), outcome }),
    refund: (part) => send('/refunds-by-hand', partOf(part)),
  };
}
