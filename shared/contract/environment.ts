/**
 * The environment of every function, declared once: the construct that deploys a function must set exactly
 * these names, and the function reads them through the same schema.
 */
import * as z from 'zod';

const name = z.string().min(1);
const amount = z.string().regex(/^\d+(\.\d{1,6})?$/);
const whole = z.coerce.number().int().positive();

const ledger = z.object({ LEDGER_TABLE: name });
const tables = ledger.extend({ CALLS_TABLE: name });

const payments = {
  PAYMENT_GATEWAY: z.enum(['sandbox', 'stripe']),
  /** Base address of the gateway; empty means the gateway's own default. */
  PAYMENT_GATEWAY_URL: z.string(),
  /** Secrets Manager ARN of `{ apiKey, webhookSecret }`; empty for a gateway that needs none. */
  PAYMENT_SECRET_ARN: z.string(),
};
const funding = { MINIMUM_FUNDING: amount, MAXIMUM_FUNDING: amount };
const leases = { LEASE_SECONDS: whole, MAXIMUM_LEASE_SECONDS: whole, HOLD_GRACE_SECONDS: whole };
const grace = { SETTLEMENT_GRACE_HOURS: whole };

export const ENVIRONMENTS = {
  organizations: ledger.extend({ ...payments, ...funding }),
  purchases: ledger.extend({ ...payments, ...funding }),
  licenses: ledger,
  calls: tables.extend(leases),
  usage: tables,
  reports: tables,
  rates: ledger.extend(leases),
  webhooks: ledger.extend(payments),
  system: z.object({}),
  settle: tables,
  'auto-recharge': ledger.extend({ ...payments, ...funding }),
  'publish-events': z.object({ EVENT_BUS: name }),
  'expire-lots': ledger.extend(grace),
  'release-holds': ledger,
  'reconcile-payments': ledger.extend({ ...payments, ...funding }),
  'settle-stragglers': tables,
  'close-month': ledger.extend(grace),
  'warn-expiring': ledger.extend({ WARN_DAYS: whole }),
  'run-license-jobs': ledger,
} as const;

export type FunctionName = keyof typeof ENVIRONMENTS;
export type Environment<F extends FunctionName> = z.infer<(typeof ENVIRONMENTS)[F]>;

/** Defaults of the settings that a deployment may override by CDK context of the same name. */
export const SETTINGS = {
  MINIMUM_FUNDING: '50.00',
  MAXIMUM_FUNDING: '100000.00',
  LEASE_SECONDS: '600',
  MAXIMUM_LEASE_SECONDS: '86400',
  HOLD_GRACE_SECONDS: '120',
  SETTLEMENT_GRACE_HOURS: '48',
  WARN_DAYS: '30',
} as const;

export const SCHEDULES = [
  'expire-lots',
  'release-holds',
  'reconcile-payments',
  'settle-stragglers',
  'close-month',
  'warn-expiring',
  'run-license-jobs',
] as const;
export type ScheduleName = (typeof SCHEDULES)[number];

/** `source` of every event on the bus. */
export const EVENT_SOURCE = 'communications-credits';
