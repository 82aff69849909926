/** The cards of the sandbox gateway: a token each, and what people see of the card. */
import * as z from 'zod';

const TOKEN =
  /^tok_(?<name>visa|mastercard|declined|timeout|pending|needs_payer|needs_payer_then_declined|decline_after_(?<times>\d{1,4}))$/;

export const sandboxCardSchema = z.object({
  brand: z.string(),
  last4: z.string(),
  /** Such as `2034-12`. */
  expiresMonth: z.string(),
});

/** What is stored of a card: no number, which the sandbox does not have. */
export const sandboxMethodSchema = z.object({
  token: z.string(),
  customer: z.string().optional(),
  label: z.string(),
  card: sandboxCardSchema,
});
export type SandboxMethod = z.infer<typeof sandboxMethodSchema>;

export interface SandboxToken {
  /** What comes after `tok_`. */
  readonly name: string;
  /** Of `decline_after_{n}`: how many charges succeed. */
  readonly successes: number;
}

/** Undefined for what is not a token of the sandbox. */
export function readSandboxToken(token: string): SandboxToken | undefined {
  const { name, times } = TOKEN.exec(token)?.groups ?? {};
  if (name === undefined) return undefined;
  return { name, successes: times === undefined ? Number.POSITIVE_INFINITY : Number(times) };
}

/** Brand and last four digits; those of any other token are of a card that succeeds for a while. */
const FACES: Readonly<Record<string, readonly [brand: string, last4: string]>> = {
  visa: ['visa', '4242'],
  mastercard: ['mastercard', '4444'],
  declined: ['visa', '0002'],
  pending: ['visa', '0077'],
  timeout: ['visa', '0127'],
  needs_payer: ['visa', '3184'],
  needs_payer_then_declined: ['visa', '3178'],
};
const OTHER_FACE = ['visa', '0341'] as const;
const EXPIRES_MONTH = '2034-12';

/** Undefined for what is not a token of the sandbox. */
export function sandboxMethodOf({
  token,
  customer,
}: {
  readonly token: string;
  readonly customer?: string | undefined;
}): SandboxMethod | undefined {
  const read = readSandboxToken(token);
  if (!read) return undefined;
  const [brand, last4] = FACES[read.name] ?? OTHER_FACE;
  const card = { brand, last4, expiresMonth: EXPIRES_MONTH };
  return { token, customer, label: `${brand} ending in ${last4}`, card };
}
