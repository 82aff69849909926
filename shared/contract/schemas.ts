/** The requests. Amounts are decimal strings in major units; instants are ISO 8601. */
import * as z from 'zod';
import { countryMeantBy, isCountry } from '../domain/country-codes.ts';
import {
  AGREEMENTS,
  CREDITS_LICENSE_REQUIREMENTS,
  ORGANIZATION_STATUSES,
} from '../domain/credits/account.ts';
import { LOT_STATUSES } from '../domain/credits/lots.ts';
import { PAY_KINDS } from '../domain/credits/orders.ts';
import { currencyMeantBy, isCurrency } from '../domain/currencies.ts';
import { EXPORT_FORMATS, EXPORT_KINDS } from '../domain/exports/exports.ts';
import { CHANGE_KINDS } from '../domain/journal/change-kinds.ts';
import { LANGUAGES } from '../domain/languages.ts';
import {
  CONFERENCING_DIAL_OUT,
  LICENSE_ACTIONS,
  PRESENT_STATUSES,
  PSTN_DIAL_OUT,
  SKUS,
} from '../domain/licenses/licenses.ts';
import { MEMBER_ROLES, ROLES } from '../domain/members/members.ts';
import { DECK_KINDS } from '../domain/rates/deck-table.ts';
import { ROUNDINGS } from '../domain/rates/rating.ts';
import { Amount, PositiveAmount } from './amount.ts';
import { DateOrInstant, DialedNumber, PeriodEnd, Reason, Text, textUpTo, UserId } from './fields.ts';
import { GIVEN_SCOPES } from './scopes.ts';

export const OrganizationId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'up to 64 letters, digits, dots, dashes or underscores')
  .meta({ description: 'Chosen by the operator; it is part of addresses and never changes.' });
/** A code of a list. For a wrong code, names the code that was probably meant. */
const codeOf = (
  kind: string,
  isKnown: (code: string) => boolean,
  meantBy: (text: string) => string | undefined,
) =>
  z.string().superRefine((text, context) => {
    if (isKnown(text)) return;
    const meant = meantBy(text);
    context.addIssue({ code: 'custom', message: meant === undefined ? kind : `${kind}: write ${meant}` });
  });
export const Country = codeOf(
  'an assigned ISO 3166-1 alpha-2 code such as US',
  isCountry,
  countryMeantBy,
).meta({ description: 'An ISO 3166-1 alpha-2 code.', format: 'iso-3166-1-alpha-2', pattern: '^[A-Z]{2}$' });
export const Currency = codeOf('a current ISO 4217 code such as USD', isCurrency, currencyMeantBy).meta({
  description: 'An ISO 4217 code.',
  format: 'iso-4217',
  pattern: '^[A-Z]{3}$',
});
export const SkuName = z.enum(SKUS).meta({ description: 'The name of a license SKU.' });
const Agreement = z.enum(AGREEMENTS).meta({
  description: 'The agreement with Microsoft. Under MCA credits are funded by auto-recharge alone.',
});
export const CreateOrganization = z.strictObject({
  id: OrganizationId,
  name: Text.meta({ description: 'The name on invoices.' }),
  country: Country.meta({ description: 'Where it is billed: an ISO 3166-1 alpha-2 code.' }),
  currency: Currency.meta({
    description: 'The ISO 4217 code of all its money. It never changes.',
  }),
  agreement: Agreement,
});

export const PatchOrganization = z
  .strictObject({
    name: Text.meta({ description: 'The name on invoices that are issued from then on.' }),
    status: z.enum(ORGANIZATION_STATUSES).meta({
      description: 'While it is suspended, only emergency calls are allowed. Only an operator may change it.',
    }),
    reason: Text.meta({ description: 'Why the status changes, for people; only with `status`.' }),
    payAsYouGo: z.boolean().meta({
      description:
        'Whether what credits do not pay is billed after the end of the month. Only an operator may change it.',
    }),
    agreement: Agreement.meta({
      description:
        'The agreement with Microsoft. Under MCA credits are funded by auto-recharge alone. Only an operator may change it.',
    }),
    country: Country.meta({
      description: 'Where it is billed: an ISO 3166-1 alpha-2 code. Only an operator may change it.',
    }),
    creditsLicenseRequiredFor: z.enum(CREDITS_LICENSE_REQUIREMENTS).meta({
      description:
        'Once credits were funded: whether every call needs a user with the credits license, or only calls that credits pay for.',
    }),
  })
  .partial()
  .refine(({ status, reason }) => reason === undefined || status !== undefined, {
    path: ['reason'],
    error: 'only with a status, which it is the reason of',
  })
  .meta({ dependentRequired: { reason: ['status'] } });

/** Limited, because the address is on every invoice. */
const MAX_ADDRESS_LINES = 20;
const AddressLines = z
  .record(textUpTo(64), textUpTo(200).meta({ type: ['string', 'null'] }))
  .refine(
    (lines) => Object.keys(lines).length <= MAX_ADDRESS_LINES,
    `at most ${MAX_ADDRESS_LINES} lines of up to 200 characters`,
  );
const BillingAddress = z.preprocess(linesOfAddress, AddressLines).meta({
  description: 'A text of up to 20 lines, or an object with a text for each line; null for none.',
  type: ['string', 'object'],
  maxProperties: MAX_ADDRESS_LINES,
  pattern: `^[^\\n]{0,200}(\\n[^\\n]{0,200}){0,${MAX_ADDRESS_LINES - 1}}$`,
});

/** An address is one text, or an object of lines, some of which may be null. */
function linesOfAddress(address: unknown): unknown {
  if (typeof address === 'string') {
    return Object.fromEntries(address.split(/\r?\n/).map((line, index) => [`line${index + 1}`, line.trim()]));
  }
  if (address === null || typeof address !== 'object' || Array.isArray(address)) return address;
  return Object.fromEntries(Object.entries(address).filter(([, line]) => line !== null));
}

/** In the spelling of any country: letters, digits, and what is written between them. */
const TaxId = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ./-]{0,31}$/u, 'a tax id of up to 32 letters and digits');

const BillingEmail = z.email().max(254);

export const SetPaymentMethod = z.strictObject({
  token: Text.meta({
    description:
      "The payment gateway's token of the method, made in the browser; card data is never sent here.",
  }),
  billingAddress: BillingAddress.default({}),
  purchaseOrder: Text.optional().meta({
    description: "The organization's own reference, which invoices repeat.",
  }),
  taxId: TaxId.optional().meta({
    description: "The organization's tax id, which invoices repeat and the tax is decided by.",
  }),
  email: BillingEmail.optional().meta({
    description: 'Where the payment gateway writes to the payer. It is on no invoice.',
  }),
});

const Position = z.int().min(1).max(10);
const ReturnUrl = z
  .string()
  .max(2000)
  // The characters of RFC 3986: a URL parser takes others, and drops or replaces them.
  .regex(/^https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/, 'an address that begins with http:// or https://')
  .refine((text) => URL.canParse(text), 'not an address')
  .meta({
    format: 'uri',
    description:
      "Where the gateway's page leads back to: an address of the console or of this API, or one that the deployment allows.",
  });

export const AddPaymentMethod = SetPaymentMethod.extend({
  position: Position.optional().meta({
    description: 'The place in the order of charging, from 1; the last if it is left out.',
  }),
});

export const PatchPaymentMethod = z.strictObject({
  position: Position.optional().meta({
    description: 'The place in the order of charging, from 1; beyond the last it is the last.',
  }),
  billingAddress: BillingAddress.optional(),
  purchaseOrder: Text.nullish().meta({
    description: "The organization's own reference, which invoices repeat; null removes it.",
  }),
  taxId: TaxId.nullish().meta({
    description:
      "The organization's tax id, which invoices repeat and the tax is decided by; null removes it.",
  }),
  email: BillingEmail.nullish().meta({
    description: 'Where the payment gateway writes to the payer; null removes it.',
  }),
});

export const OpenMethodSession = z.strictObject({ returnUrl: ReturnUrl });
export const RenewNextAction = z.strictObject({ returnUrl: ReturnUrl.optional() });

export const CreatePurchase = z.strictObject({
  amount: PositiveAmount.meta({
    description:
      "A decimal amount in major units of the organization's currency, within the limits of `GET /v1/products`.",
  }),
  currency: Currency.optional().meta({
    description: "An ISO 4217 code. Given, it must be the organization's currency.",
  }),
  autoRecharge: z
    .strictObject({
      amount: PositiveAmount.meta({
        description: 'What each recharge funds, in major units, within the limits of a purchase.',
      }),
      threshold: Amount.meta({
        description: 'A balance below this amount, in major units, starts a recharge.',
      }),
    })
    .optional()
    .meta({
      description:
        'Switched on with these settings once the purchase succeeds, unless others were set meanwhile. Without a payment method it is then suspended until there is one.',
    }),
  pay: z.enum(PAY_KINDS).default('stored').meta({
    description:
      "`stored`: by the first payment method. `hosted`: by a card that the payer enters on the gateway's page. `bank-transfer`: into an account that the answer names.",
  }),
  returnUrl: ReturnUrl.optional().meta({
    description:
      'Where the page of the bank or of the gateway leads back to: an address of the console or of this API, or one that the deployment allows. Required for `hosted`.',
  }),
  keepsCard: z.boolean().optional().meta({
    description:
      'Of `hosted`: whether the card becomes a payment method. By default it does with `autoRecharge`, and when there is no payment method.',
  }),
});

export const CreateRefund = z.strictObject({
  reason: Reason.optional(),
  amount: PositiveAmount.optional().meta({
    description: 'In major units, at most what is unspent. Without it, all that is unspent.',
  }),
});

export const AutoRechargeSettings = z.strictObject({
  enabled: z.boolean().meta({ description: 'To switch it on, a payment method must be set.' }),
  amount: PositiveAmount.optional().meta({
    description:
      "What a recharge adds, or a multiple of it: a decimal amount in major units of the organization's currency.",
  }),
  threshold: Amount.optional().meta({
    description:
      "A recharge begins when the balance less the debt is below this decimal amount, in major units of the organization's currency.",
  }),
  monthlyCap: PositiveAmount.nullish().meta({
    description:
      'The most that may be recharged in a calendar month (UTC), a decimal amount in major units. Left out, it stays as it is, or is the default; null, which only an operator may send, removes it.',
  }),
});

const DialOutPolicy = z.strictObject({
  conferencing: z.enum(CONFERENCING_DIAL_OUT).meta({
    description: "Which numbers the user's conferences may dial: any unless it is set.",
  }),
  pstn: z.enum(PSTN_DIAL_OUT).meta({
    description: 'Which numbers the user may call: international ones, too, unless it is set.',
  }),
});

/** A guest's name contains `#EXT#`: `ada_fabrikam.com#EXT#@contoso.onmicrosoft.com`. */
const UserPrincipalName = textUpTo(113)
  .regex(/^[^\s@\p{Cc}\p{Cs}]+@[^\s@#\p{Cc}\p{Cs}]+$/u, 'a user principal name such as ada@contoso.com')
  .meta({
    description:
      'The name to sign in with, such as `ada@contoso.com`. Within the organization it belongs to one user, in any capitals.',
  });

const UsageLocation = Country.meta({
  description:
    "Where the user's licenses are used: an ISO 3166-1 alpha-2 code. It decides what is domestic and which minutes are included.",
});

const EmailAddress = z
  .email()
  .max(254)
  .meta({ description: 'The address with which the person signs in, in any capitals.' });
const MemberRole = z.enum(MEMBER_ROLES).meta({
  description:
    '`owner` does everything in the organization, `billing` sees to its money, `licenses` to its users and their licenses; `auditor` reads everything and changes nothing. Machines have a role of their own.',
});

export const ChooseOrganization = z.strictObject({ organization: OrganizationId });
export const InviteMember = z.strictObject({
  email: EmailAddress,
  role: MemberRole,
  name: Text.optional().meta({ description: 'Until the person signs in and brings another one.' }),
});
export const PatchMember = z.strictObject({ role: MemberRole });

/** A role, or scopes of its own; a program that authorizes and reports calls unless it is said. */
export const CreateClient = z
  .strictObject({
    name: Text.meta({ description: 'For people: which program it is, and where it runs.' }),
    role: z.enum(ROLES).optional().meta({
      description: 'Only one whose scopes the caller has, too; `platform` unless there are `scopes`.',
    }),
    scopes: z
      .array(z.enum(GIVEN_SCOPES))
      .min(1)
      .optional()
      .meta({ description: 'In the place of a role: only those that the caller has, too.' }),
  })
  .refine(({ role, scopes }) => role === undefined || scopes === undefined, {
    path: ['scopes'],
    error: 'not beside a role',
  })
  .meta({ not: { properties: { role: {}, scopes: {} }, required: ['role', 'scopes'] } });

const MAX_KEEP_HOURS = 168;
export const ReplaceSecret = z.strictObject({
  keepHours: z.int().min(0).max(MAX_KEEP_HOURS).default(24).meta({
    description: 'For how long the earlier secret stays valid. One before that one ends at once.',
  }),
});

/** RFC 6749 sections 4.4.2 and 2.3.1. Parameters that are not known are ignored. */
export const TokenForm = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z
    .string()
    .optional()
    .meta({ description: 'Of the program, unless it is in the header `Authorization` (Basic).' }),
  client_secret: z.string().optional().meta({ description: 'Only beside a `client_id`.' }),
  scope: z
    .string()
    .optional()
    .meta({ description: 'Fewer scopes than those of the program, with spaces between them.' }),
});

export const CreateUser = z.strictObject({
  id: UserId.meta({
    description: 'Chosen by the client; it is part of addresses, names the user in calls, and never changes.',
  }),
  userPrincipalName: UserPrincipalName,
  displayName: Text,
  usageLocation: UsageLocation,
  dialOutPolicy: DialOutPolicy.partial().optional(),
});

export const PatchUser = z
  .strictObject({
    userPrincipalName: UserPrincipalName,
    displayName: Text,
    usageLocation: UsageLocation,
    dialOutPolicy: DialOutPolicy.partial().meta({ description: 'What is left out stays as it is.' }),
    status: z
      .enum(PRESENT_STATUSES)
      .meta({ description: 'A blocked user makes no calls but emergency calls.' }),
  })
  .partial();

export const LicenseQuantity = z.strictObject({
  quantity: z
    .number()
    .int()
    .min(0)
    .max(1_000_000_000)
    .meta({ description: 'How many licenses the organization has: not fewer than are assigned.' }),
});

/** Strict: a misspelled parameter of a change would change something else. */
export const BulkAssignmentQuery = z.strictObject({
  sku: SkuName,
  action: z.enum(LICENSE_ACTIONS).default('assign'),
});

const Cursor = z
  .string()
  .max(1024)
  .meta({ description: 'The `nextCursor` of the page before; left out for the first page.' });
export const JobQuery = z.object({ cursor: Cursor.optional() });

export const PageQuery = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .meta({ description: 'The most items of the page.' }),
  cursor: Cursor.optional(),
});

/** The kinds of papers, each a series of its own. */
export const PAPER_KINDS = ['invoice', 'credit-note', 'statement'] as const;

export const DocumentQuery = PageQuery.extend({
  kind: z.enum(PAPER_KINDS).default('invoice').meta({ description: 'Of which series.' }),
});

/** In which language people read a paper. */
export const PaperQuery = z.strictObject({
  language: z
    .enum(LANGUAGES)
    .optional()
    .meta({ description: 'Of a page or a PDF; by default what `Accept-Language` prefers.' }),
});

export const OrganizationQuery = PageQuery.extend({
  prefix: OrganizationId.optional().meta({ description: 'How the ids begin; without it, all are listed.' }),
  search: textUpTo(128).optional().meta({
    description: 'Only organizations with this text in id or name, in any capitals.',
  }),
  status: z
    .enum(ORGANIZATION_STATUSES)
    .optional()
    .meta({ description: 'Only organizations with this status.' }),
});
export const ProductQuery = PageQuery.extend({
  currency: Currency.default('USD').meta({
    description: 'The ISO 4217 code of the currency in which credits are to be bought.',
  }),
});
export const LotQuery = PageQuery.extend({
  status: z
    .enum([...LOT_STATUSES, 'all'])
    .default('all')
    .meta({ description: '`open`: new calls may draw on the lot. `closed`: it is empty or expired.' }),
});
export const PeriodQuery = PageQuery.extend({
  from: DateOrInstant.optional().meta({
    description:
      'The period begins with this ISO 8601 instant, or with the first instant of this date in UTC. Without it, with the first entry.',
  }),
  to: PeriodEnd.optional(),
});
/** The number of rows without a limit depends on the representation. */
export const UsageQuery = PeriodQuery.extend({
  from: DateOrInstant.optional().meta({
    description:
      'The period begins with this ISO 8601 instant, or with the first instant of this date in UTC. Without it, with the month that the period ends in.',
  }),
  userId: UserId.optional().meta({ description: 'Only calls of this user.' }),
  limit: PageQuery.shape.limit
    .unwrap()
    .optional()
    .meta({ description: 'The largest number of rows in the answer: 50 without it, or 5000 in CSV.' }),
});
/** The number of rows without a limit depends on the representation. */
export const JournalQuery = PeriodQuery.extend({
  actor: textUpTo(256).optional().meta({ description: 'Only changes by the actor of this id.' }),
  kind: z.enum(CHANGE_KINDS).optional().meta({ description: 'Only changes of this kind.' }),
  limit: PageQuery.shape.limit
    .unwrap()
    .optional()
    .meta({ description: 'The most entries of the page: 50 without it, or 1000 in CSV.' }),
});
export const BalanceQuery = z.object({
  at: DateOrInstant.optional().meta({
    description:
      'An ISO 8601 instant, or a date, which stands for its first instant in UTC. Without it, the present. In the future, what expires until then is left out; in the past, it is what the ledger said then.',
  }),
});
export const CreateExport = z.strictObject({
  kind: z.enum(EXPORT_KINDS).meta({
    description:
      '`usage`: the calls that started in the period. `ledger`: the movements of money that were made in it. `invoices`: those that were issued in it.',
  }),
  from: DateOrInstant.meta({
    description:
      'The period begins with this ISO 8601 instant, or with the first instant of this date in UTC.',
  }),
  to: PeriodEnd,
  format: z.enum(EXPORT_FORMATS).default('csv').meta({
    description:
      '`csv`: safe to open in a spreadsheet. `parquet`: the same columns, with amounts as DECIMAL(18, 6) and instants as timestamps in UTC.',
  }),
});
export const UserQuery = PageQuery.extend({
  search: textUpTo(128).optional().meta({
    description: 'Only users with this text in display name or user principal name, in any capitals.',
  }),
});
const CalendarMonth = z
  .string()
  .regex(/^[2-9]\d{3}-(0[1-9]|1[0-2])$/, 'a month of the years 2000 to 9999, such as 2026-11');
export const PoolQuery = PageQuery.extend({
  month: CalendarMonth.optional().meta({
    description: 'A calendar month in UTC, such as `2026-11`. Without it, this month.',
  }),
});
export const RevenueQuery = PageQuery.extend({
  month: CalendarMonth.meta({
    description: 'A calendar month in UTC that is over, such as `2026-11`.',
  }),
});
/** A query parameter that is true or false. */
export const Flag = z
  .enum(['true', 'false'], 'true or false')
  .default('false')
  .transform((word) => word === 'true');

/** Strict: a misspelled parameter of a removal would remove less than was asked for. */
export const DeleteUserQuery = z.strictObject({
  erase: Flag.meta({
    description:
      "`true`: the person's names and numbers are erased as well, also those of a user who was removed before. What calls cost stays.",
  }),
});

/** What a rate deck is published under, beside its rows. Strict: what is published is permanent. */
export const DeckTerms = z.strictObject({
  currency: Currency.meta({
    description: 'The ISO 4217 code of its prices: it prices the calls of organizations in this currency.',
  }),
  effectiveFrom: DateOrInstant.meta({
    description:
      'Calls that begin from then on are priced by it: an ISO 8601 instant with its zone, or a date, which stands for its first instant in UTC.',
  }),
  kind: z.enum(DECK_KINDS).default('outbound').meta({
    description:
      '`outbound`: calls to a number; `toll-free`: calls to a toll-free number of the organization.',
  }),
  rounding: z
    .enum(ROUNDINGS, 'exact, or 0 to 6: the decimals of a price')
    .default('exact')
    .transform((text) => (text === 'exact' ? undefined : Number(text)))
    .meta({ description: "Decimals of a call's price, rounded once, at the end and half up." }),
  retroactive: Flag.meta({
    description: 'The deck may take effect at a time when another deck was already in force.',
  }),
});
/** As strict, so that a misspelled `dryRun` publishes nothing. */
export const DeckQuery = DeckTerms.extend({
  dryRun: Flag.meta({
    description:
      'Returns what would change, and what the calls of the last 30 days would have cost; stores nothing.',
  }),
  org: OrganizationId.optional().meta({
    description:
      'Only with `dryRun=true`: the organization whose calls are priced; those of all organizations if it is left out.',
  }),
});
export const RateQuery = z.object({
  to: DialedNumber.meta({
    format: 'telephone-number',
    description: 'A telephone number in international form: `+33123456789`, or `0033…`.',
  }),
  at: DateOrInstant.optional().meta({
    description:
      'When a call would begin: an ISO 8601 instant with its zone, or a date, which stands for its first instant in UTC; the present if it is left out.',
  }),
  currency: Currency.default('USD').meta({ description: 'The ISO 4217 code of the price.' }),
});

export const HealthQuery = z.object({
  deep: z.enum(['true', 'false']).optional().meta({
    description: 'Redirects to `/health/deep`, which checks the dependencies, for operators only.',
  }),
});
