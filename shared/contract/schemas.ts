/** The requests. Amounts are decimal strings in major units; instants are ISO 8601. */
import * as z from 'zod';
import { countryMeantBy, isCountry } from '../domain/country-codes.ts';
import {
  AGREEMENTS,
  CREDITS_LICENSE_REQUIREMENTS,
  ORGANIZATION_STATUSES,
} from '../domain/credits/account.ts';
import { currencyMeantBy, isCurrency } from '../domain/currencies.ts';
import { CONFERENCING_DIAL_OUT, PSTN_DIAL_OUT, SKUS } from '../domain/licenses/licenses.ts';
import { DECK_KINDS } from '../domain/rates/deck-table.ts';
import { Amount } from './amount.ts';
import { DateOrInstant, DialedNumber, PeriodEnd, UserId } from './fields.ts';

const PositiveAmount = Amount.refine((micros) => micros > 0, 'greater than zero');

export const OrganizationId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'up to 64 letters, digits, dots, dashes or underscores');
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
export const Country = codeOf('an assigned ISO 3166-1 alpha-2 code such as US', isCountry, countryMeantBy);
export const Currency = codeOf('a current ISO 4217 code such as USD', isCurrency, currencyMeantBy);
export const SkuName = z.enum(SKUS);
const Agreement = z.enum(AGREEMENTS);
/** Half of a surrogate pair cannot be stored, because it has no form in UTF-8. */
const Text = z
  .string()
  .regex(/^\P{Cs}*$/u, 'whole characters, without half of a surrogate pair')
  .trim()
  .min(1)
  .max(256);

export const CreateOrganization = z.strictObject({
  id: OrganizationId,
  name: Text,
  country: Country,
  currency: Currency,
  agreement: Agreement,
});

export const PatchOrganization = z
  .strictObject({
    name: Text,
    status: z.enum(ORGANIZATION_STATUSES),
    /** Why the status changes. */
    reason: Text,
    payAsYouGo: z.boolean(),
    agreement: Agreement,
    country: Country,
    creditsLicenseRequiredFor: z.enum(CREDITS_LICENSE_REQUIREMENTS),
  })
  .partial()
  .refine(({ status, reason }) => reason === undefined || status !== undefined, {
    path: ['reason'],
    error: 'only with a status, which it is the reason of',
  });

/** Limited, because the address is on every invoice. */
const MAX_ADDRESS_LINES = 20;
const AddressLines = z
  .record(z.string().max(64), z.string().max(200))
  .refine(
    (lines) => Object.keys(lines).length <= MAX_ADDRESS_LINES,
    `at most ${MAX_ADDRESS_LINES} lines of up to 200 characters`,
  );
const BillingAddress = z
  .preprocess(linesOfAddress, AddressLines)
  .meta({ description: 'A text of up to 20 lines, or an object with a text for each line.' });

/** An address is one text, or an object of lines, some of which may be null. */
function linesOfAddress(address: unknown): unknown {
  if (typeof address === 'string') {
    return Object.fromEntries(address.split(/\r?\n/).map((line, index) => [`line${index + 1}`, line.trim()]));
  }
  if (address === null || typeof address !== 'object' || Array.isArray(address)) return address;
  return Object.fromEntries(Object.entries(address).filter(([, line]) => line !== null));
}

export const SetPaymentMethod = z.strictObject({
  token: Text,
  billingAddress: BillingAddress.default({}),
  purchaseOrder: Text.optional(),
});

export const Purchase = z.strictObject({
  amount: PositiveAmount,
  currency: Currency.optional(),
  autoRecharge: z.strictObject({ amount: PositiveAmount, threshold: Amount }).optional(),
});

export const Refund = z.strictObject({ amount: PositiveAmount.optional() });

export const AutoRechargeSettings = z.strictObject({
  enabled: z.boolean(),
  amount: PositiveAmount.optional(),
  threshold: Amount.optional(),
  monthlyCap: PositiveAmount.nullish(),
});

const DialOutPolicy = z.strictObject({
  conferencing: z.enum(CONFERENCING_DIAL_OUT),
  pstn: z.enum(PSTN_DIAL_OUT),
});

/** A guest's name contains `#EXT#`: `ada_fabrikam.com#EXT#@contoso.onmicrosoft.com`. */
const UserPrincipalName = z
  .string()
  .max(113)
  .regex(/^[^\s@\p{Cc}\p{Cs}]+@[^\s@#\p{Cc}\p{Cs}]+$/u, 'a user principal name such as ada@contoso.com');

export const CreateUser = z.strictObject({
  id: UserId,
  userPrincipalName: UserPrincipalName,
  displayName: Text,
  usageLocation: Country,
  dialOutPolicy: DialOutPolicy.partial().optional(),
});

export const PatchUser = z
  .strictObject({
    userPrincipalName: UserPrincipalName,
    displayName: Text,
    usageLocation: Country,
    dialOutPolicy: DialOutPolicy.partial(),
    status: z.enum(['active', 'blocked']),
  })
  .partial();

export const LicenseQuantity = z.strictObject({ quantity: z.number().int().min(0).max(1_000_000_000) });

/** Strict: a misspelled parameter of a change would change something else. */
export const BulkAssignmentQuery = z.strictObject({
  sku: SkuName,
  action: z.enum(['assign', 'remove']).default('assign'),
});
export const JobQuery = z.object({ cursor: z.string().max(1024).optional() });

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1024).optional(),
});

export const ProductQuery = PageQuery.extend({ currency: Currency.default('USD') });
export const LotQuery = PageQuery.extend({ status: z.enum(['open', 'closed', 'all']).default('all') });
export const PeriodQuery = PageQuery.extend({ from: DateOrInstant.optional(), to: PeriodEnd.optional() });
/** The number of rows without a limit depends on the representation. */
export const UsageQuery = PeriodQuery.extend({
  userId: UserId.optional(),
  limit: PageQuery.shape.limit.unwrap().optional(),
});
export const BalanceQuery = z.object({ at: DateOrInstant.optional() });
export const UserQuery = PageQuery.extend({ search: z.string().max(128).optional() });
export const PoolQuery = PageQuery.extend({
  month: z
    .string()
    .regex(/^[2-9]\d{3}-(0[1-9]|1[0-2])$/, 'a month of the years 2000 to 9999, such as 2026-11')
    .optional(),
});
/** A query parameter that is true or false. */
const Flag = z
  .enum(['true', 'false'], 'true or false')
  .default('false')
  .transform((word) => word === 'true');

/** Strict, so that a misspelled `dryRun` publishes nothing: a published deck is permanent. */
export const DeckQuery = z.strictObject({
  currency: Currency,
  effectiveFrom: DateOrInstant,
  kind: z.enum(DECK_KINDS).default('outbound'),
  rounding: z
    .enum(['exact', '0', '1', '2', '3', '4', '5', '6'], 'exact, or 0 to 6: the decimals of a price')
    .default('exact')
    .transform((text) => (text === 'exact' ? undefined : Number(text)))
    .meta({ description: "Decimals of a call's price, rounded once, at the end and half up." }),
  retroactive: Flag.meta({
    description: 'The deck may take effect at a time when another deck was already in force.',
  }),
  dryRun: Flag.meta({ description: 'Returns what would change, and stores nothing.' }),
});
export const RateQuery = z.object({
  to: DialedNumber,
  at: DateOrInstant.optional(),
  currency: Currency.default('USD'),
});

/** `deep=true` checks the dependencies, for operators only. */
export const HealthQuery = z.object({ deep: z.enum(['true', 'false']).optional() });
