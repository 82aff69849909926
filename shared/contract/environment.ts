/**
 * The environment of every function: the construct that deploys a function must set exactly these variables, and the
 * function reads them with the same schema.
 */
import * as z from 'zod';
import { GRANTS_SPENT } from '../domain/credits/grant-terms.ts';
import { EXPORT_FORMATS } from '../domain/exports/exports.ts';
import { parseAmount } from '../domain/money.ts';
import { fairShare } from './fair-share.ts';
import { seller, TAX_DUE, TAX_PROVIDERS, taxRates } from './papers.ts';
import { retention } from './retention.ts';
import { tokenClaims } from './token-claims.ts';

const name = () => z.string().min(1);
const amount = () =>
  z
    .string()
    .refine((text) => parseAmount(text) !== undefined, { error: 'an amount such as 50.00', abort: true });
const whole = () => z.coerce.number().int().positive();

/** A setting that is JSON. */
const json = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .transform((text, context) => {
      try {
        const parsed: unknown = JSON.parse(text);
        return parsed;
      } catch {
        context.addIssue({ code: 'custom', message: 'not valid JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

const fundingLimits = () =>
  json(
    z.record(
      z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as JPY'),
      z
        .strictObject({ minimum: amount(), maximum: amount(), monthlyCap: amount().optional() })
        .refine(({ minimum, maximum }) => Number(minimum) <= Number(maximum), {
          path: ['minimum'],
          error: 'more than maximum',
        }),
    ),
  );

/** Of every function behind the API: which claims of a token it reads, and how much it takes of one organization. */
const identity = () => ({ TOKEN_CLAIMS: json(tokenClaims()), FAIR_SHARE: json(fairShare()) });
/** How people come by tokens: `GET /v1/sign-in`. */
const signIn = () => ({
  ISSUER: name(),
  CONSOLE_CLIENT_ID: name(),
  /** Empty where the command line has no client at the issuer. */
  CLI_CLIENT_ID: z.string(),
  /** Where the command line may wait for its code, in JSON; any port of the loopback address if there are none. */
  CLI_REDIRECT_URIS: json(z.array(z.url())),
  /** What is asked for at the issuer: words. */
  SIGN_IN_SCOPES: name(),
});
/** The origins, as words, that the console sends requests to while somebody signs in. */
const signInOrigins = () => ({ SIGN_IN_ORIGINS: z.string() });
/** Where members are invited; empty where another issuer knows them. */
const userPool = () => ({ USER_POOL_ID: z.string() });
const ledger = () => z.object({ LEDGER_TABLE: name(), RETENTION: json(retention()) });
const tables = () => ledger().extend({ CALLS_TABLE: name() });

/** The issuer that signs the tokens of programs. Without a user pool of our own, it manages the programs itself. */
const machines = () => ({ ISSUER: name(), USER_POOL_ID: z.string(), MACHINE_CLIENT_ID: z.string() });
const files = () => ({ FILES_BUCKET: name() });
const tablesAndFiles = () => tables().extend(files());

export const PAYMENT_GATEWAYS = ['sandbox', 'stripe'] as const;
const payments = () => ({
  PAYMENT_GATEWAY: z.enum(PAYMENT_GATEWAYS),
  /** Base address of the gateway; empty for the gateway's own default. */
  PAYMENT_GATEWAY_URL: z.string(),
  /** Secrets Manager ARN of `{ apiKey, webhookSecret }`; empty for a gateway without a secret. */
  PAYMENT_SECRET_ARN: z.string(),
  /** Distinguishes this deployment from others with the same account at the gateway. */
  DEPLOYMENT_NAME: z.string(),
});
const deploymentName = () =>
  z.string().regex(/^[A-Za-z0-9._-]{0,64}$/, 'up to 64 letters, digits, dots or dashes');
const funding = () => ({
  /** In US dollars; other currencies are scaled. */
  MINIMUM_FUNDING: amount(),
  MAXIMUM_FUNDING: amount(),
  /** The default monthly cap of auto-recharge, in US dollars. */
  DEFAULT_MONTHLY_CAP: amount(),
  /** The limits of a funding by currency, in JSON: `{ "JPY": { "minimum": "5000", "maximum": "10000000", "monthlyCap"?: … } }`. */
  FUNDING_LIMITS: fundingLimits(),
  /** The most charges that auto-recharge may start within an hour. */
  RECHARGES_PER_HOUR: whole(),
  /**
   * The addresses, as words, that pages of the gateway may lead back to, beside the API. A payer who confirms a recharge
   * comes back to the first of them.
   */
  RETURN_ORIGINS: z
    .string()
    .refine(
      (words) => words.split(' ').every((word) => word === '' || URL.canParse(word)),
      'addresses, as words',
    ),
});
/** What invoices name, and the tax on them. */
const papers = () => ({
  /** {@link seller}, in JSON. */
  SELLER: json(seller()),
  TAX_PROVIDER: z.enum(TAX_PROVIDERS),
  /** Of the provider `table`: {@link taxRates}, in JSON. */
  TAX_RATES: json(taxRates()),
  TAX_DUE: z.enum(TAX_DUE),
});
const paidFunding = () => ledger().extend({ ...payments(), ...funding(), ...papers() });
const leases = () => ({
  LEASE_SECONDS: whole(),
  MAXIMUM_LEASE_SECONDS: whole(),
  HOLD_GRACE_SECONDS: whole(),
});
const grace = () => ({ SETTLEMENT_GRACE_HOURS: whole() });
const withGrace = () => ledger().extend(grace());
const warnings = () => ({ WARN_DAYS: whole() });
/** Whether the grants to come are spent before all bought lots, or after them. */
const grants = () => ({ GRANTS_SPENT: z.enum(GRANTS_SPENT) });
/** In which format each month is exported, if it is. */
const monthly = () => ({ MONTHLY_EXPORTS: z.enum([...EXPORT_FORMATS, 'off']) });

/** Getters, so that a function builds only its own schema when it starts. */
export const ENVIRONMENTS = {
  get organizations() {
    return paidFunding().extend(identity());
  },
  get members() {
    return ledger().extend({ ...userPool(), ...identity() });
  },
  get clients() {
    return ledger().extend({ ...machines(), ...identity() });
  },
  get purchases() {
    return paidFunding().extend(identity());
  },
  get grants() {
    return ledger().extend({ ...funding(), ...warnings(), ...grants(), ...identity() });
  },
  get licenses() {
    return ledger().extend(identity());
  },
  get calls() {
    return tables().extend({ ...leases(), ...grace(), ...identity() });
  },
  get usage() {
    return tables().extend({ ...grace(), ...identity() });
  },
  get reports() {
    return tables().extend({ ...grace(), ...identity() });
  },
  get documents() {
    return ledger().extend(identity());
  },
  get exports() {
    return ledger().extend({ ...files(), ...identity() });
  },
  get rates() {
    return tables().extend({ ...leases(), ...identity() });
  },
  get webhooks() {
    return ledger().extend({ ...payments(), ...grace(), ...papers(), ...identity() });
  },
  get system() {
    return tables().extend({ ...payments(), ...signIn(), ...identity() });
  },
  get console() {
    return z.object({ ...signInOrigins(), ...identity() });
  },
  get settle() {
    return tables().extend(grace());
  },
  get 'auto-recharge'() {
    return paidFunding();
  },
  get 'publish-events'() {
    return z.object({ EVENT_BUS: name() });
  },
  get 'expire-lots'() {
    return withGrace();
  },
  get 'release-holds'() {
    return ledger();
  },
  get 'reconcile-payments'() {
    return paidFunding().extend(grace());
  },
  get 'settle-stragglers'() {
    return tables().extend(grace());
  },
  get 'close-month'() {
    return withGrace().extend({ ...payments(), ...papers() });
  },
  get 'warn-expiring'() {
    return ledger().extend(warnings());
  },
  get 'pre-token'() {
    return ledger();
  },
  get 'run-license-jobs'() {
    return ledger();
  },
  get 'read-rate-deck'() {
    return ledger().extend(files());
  },
  get 'run-user-imports'() {
    return ledger();
  },
  get 'run-erasures'() {
    return tables();
  },
  get 'run-exports'() {
    return tablesAndFiles();
  },
  get 'start-monthly-exports'() {
    return withGrace().extend(monthly());
  },
  get 'audit-organizations'() {
    return tables();
  },
  get 'read-inbox'() {
    return tablesAndFiles();
  },
  get 'continue-inbox'() {
    return tablesAndFiles();
  },
} as const;

export type FunctionName = keyof typeof ENVIRONMENTS;
export type Environment<F extends FunctionName> = z.infer<(typeof ENVIRONMENTS)[F]>;

/** Defaults of the settings that a deployment may override by CDK context of the same name. */
export const SETTINGS = {
  MINIMUM_FUNDING: '50.00',
  MAXIMUM_FUNDING: '100000.00',
  DEFAULT_MONTHLY_CAP: '5000.00',
  FUNDING_LIMITS: '{}',
  RECHARGES_PER_HOUR: '4',
  /** Beside {@link SETTINGS.CONSOLE_URL}. */
  RETURN_ORIGINS: '',
  /** Empty: the name of the stack with its account and region. */
  DEPLOYMENT_NAME: '',
  LEASE_SECONDS: '600',
  MAXIMUM_LEASE_SECONDS: '86400',
  HOLD_GRACE_SECONDS: '120',
  SETTLEMENT_GRACE_HOURS: '48',
  WARN_DAYS: '30',
  GRANTS_SPENT: 'first',
  MONTHLY_EXPORTS: 'parquet',
  /** {@link tokenClaims}, in JSON. */
  TOKEN_CLAIMS: '{}',
  /** The issuer of tokens; empty: the user pool of the deployment. */
  ISSUER: '',
  /** The audiences that a token may have, in JSON; of the user pool, those beside the clients of the deployment. */
  AUDIENCES: '[]',
  /** Of another issuer: its clients for people. */
  CONSOLE_CLIENT_ID: '',
  CLI_CLIENT_ID: '',
  CLI_REDIRECT_URIS: '[]',
  SIGN_IN_SCOPES: 'openid email profile',
  SIGN_IN_ORIGINS: '',
  /** Of the user pool. Empty: `communications-credits-` and the number of the account. */
  SIGN_IN_DOMAIN: '',
  /** Whether people must have a second factor: `optional` or `required`. */
  MFA: 'optional',
  /** The address of the console, if it has one of its own; invitations name it. */
  CONSOLE_URL: '',
  /** From which address, of a domain that SES has verified, invitations come; empty: from Cognito's own. */
  SIGN_IN_MAIL_FROM: '',
  /** {@link fairShare}, in JSON. */
  FAIR_SHARE: '{}',
  /** {@link retention}, in JSON. */
  RETENTION: '{}',
  /** {@link seller}, in JSON. */
  SELLER: '{}',
  TAX_PROVIDER: 'none',
  TAX_RATES: '{}',
  TAX_DUE: 'use',
  /** How long CloudWatch keeps what functions and the API log. */
  LOGS_KEPT_DAYS: '90',
} as const;

/** CloudWatch Logs keeps for no other number of days (PutRetentionPolicy). */
const LOG_RETENTIONS = [
  '30',
  '60',
  '90',
  '120',
  '150',
  '180',
  '365',
  '400',
  '545',
  '731',
  '1096',
  '1827',
  '3653',
] as const;

/** The authorizer takes 50, and the deployment has three clients. */
const MAX_AUDIENCES = 47;
const httpsUrl = () => z.url({ protocol: /^https$/ });
const issuerSettings = () => ({
  ...signIn(),
  ...signInOrigins(),
  ISSUER: z.union([z.literal(''), httpsUrl()]),
  AUDIENCES: json(z.array(name()).max(MAX_AUDIENCES)),
  CONSOLE_CLIENT_ID: z.string(),
  SIGN_IN_DOMAIN: z
    .string()
    .regex(/^$|^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'up to 63 small letters, digits and dashes')
    .refine(
      (prefix) => !/aws|amazon|cognito/.test(prefix),
      'without aws, amazon and cognito, which Cognito reserves',
    ),
  MFA: z.enum(['optional', 'required']),
  CONSOLE_URL: z.union([z.literal(''), httpsUrl()]),
  SIGN_IN_MAIL_FROM: z.union([z.literal(''), z.email()]),
});

/** Checks all settings at deployment, before any function starts with a wrong one. */
export const settingsSchema = () =>
  z
    .strictObject({
      ...funding(),
      DEPLOYMENT_NAME: deploymentName(),
      ...leases(),
      ...grace(),
      ...warnings(),
      ...grants(),
      ...monthly(),
      ...papers(),
      ...identity(),
      RETENTION: json(retention()),
      LOGS_KEPT_DAYS: z.enum(LOG_RETENTIONS),
      ...issuerSettings(),
    })
    .refine(({ ISSUER, AUDIENCES }) => ISSUER === '' || AUDIENCES.length > 0, {
      path: ['AUDIENCES'],
      error: 'name one at least: the API takes no token of ISSUER without',
    })
    .refine(({ ISSUER, CONSOLE_CLIENT_ID }) => ISSUER === '' || CONSOLE_CLIENT_ID !== '', {
      path: ['CONSOLE_CLIENT_ID'],
      error: "needed: the console's client at ISSUER",
    })
    .refine(({ TAX_PROVIDER, SELLER }) => TAX_PROVIDER === 'none' || SELLER !== undefined, {
      path: ['SELLER'],
      error: 'needed: taxes depend on the country of the seller',
    })
    .refine(({ MINIMUM_FUNDING, MAXIMUM_FUNDING }) => Number(MINIMUM_FUNDING) <= Number(MAXIMUM_FUNDING), {
      path: ['MINIMUM_FUNDING'],
      error: 'more than MAXIMUM_FUNDING',
    })
    .refine(({ LEASE_SECONDS, MAXIMUM_LEASE_SECONDS }) => LEASE_SECONDS <= MAXIMUM_LEASE_SECONDS, {
      path: ['LEASE_SECONDS'],
      error: 'more than MAXIMUM_LEASE_SECONDS',
    });

export const SCHEDULES = [
  'expire-lots',
  'release-holds',
  'reconcile-payments',
  'settle-stragglers',
  'close-month',
  'warn-expiring',
  'run-license-jobs',
  'continue-inbox',
  'run-user-imports',
  'run-erasures',
  'run-exports',
  'start-monthly-exports',
  'audit-organizations',
] as const;
export type ScheduleName = (typeof SCHEDULES)[number];

/** `source` of every event on the bus. */
export const EVENT_SOURCE = 'communications-credits';
