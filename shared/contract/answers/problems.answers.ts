/** How each problem looks: RFC 9457, and the members that its code brings along. */
import * as z from 'zod';
import { REQUEST_CLASSES } from '../fair-share.ts';
import { type AnyProblemCode, problemKindOf } from '../problems.ts';
import { CurrencyCode, Money, UtcInstant } from './fields.answers.ts';

const Field = z.string().meta({
  description: 'What of the request is wrong: `amount`, `records[3].startedAt`, `Idempotency-Key` or `body`.',
});

const FieldFault = z
  .object({
    field: Field.optional(),
    detail: z.string().meta({ description: 'What is wrong with it, for people.' }),
    line: z.int().min(1).optional().meta({ description: 'The line of a document, counted from 1.' }),
    column: z.int().min(1).optional().meta({ description: 'The character in its line, counted from 1.' }),
    byteOffset: z.int().min(0).optional().meta({ description: 'The byte in the document, counted from 0.' }),
  })
  .meta({ id: 'FieldFault', description: 'One thing that is wrong with a request.' });

const LISTED_ERRORS = {
  field: Field.optional(),
  errors: z
    .array(FieldFault)
    .optional()
    .meta({ description: 'The first 100 things that are wrong with the request.' }),
  moreErrors: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'The number of those that are not listed, if there are any.' }),
};

const Names = z.array(z.string());

/** Members beside those of every problem. A gateway in front of the service sends the same codes without them. */
const MEMBERS: Readonly<Partial<Record<AnyProblemCode, z.ZodRawShape>>> = {
  'invalid-request': LISTED_ERRORS,
  'payload-too-large': {
    field: Field.optional(),
    maximumBytes: z.int().optional().meta({ description: 'The size that is accepted.' }),
  },
  'unsupported-media-type': {
    field: Field.optional(),
    accepted: z.array(z.string()).optional().meta({ description: 'The media types that are read.' }),
    charsets: z.array(z.string()).optional().meta({ description: 'The charsets that are read.' }),
  },
  forbidden: {
    field: Field.optional(),
    requiredScopes: Names.optional().meta({
      description: 'Scopes of which the token lacks one that is enough.',
    }),
    tokenScopes: Names.optional().meta({ description: 'The scopes that the token has.' }),
    tokenOrganizations: Names.optional().meta({ description: 'The organizations that the token is of.' }),
  },
  'idempotency-key-required': { field: Field },
  'idempotency-key-reused': { field: Field },
  'organization-exists': { field: Field },
  'user-exists': { field: Field },
  'member-exists': { field: Field },
  'clients-managed-elsewhere': {
    issuer: z.string().meta({ description: 'The issuer where programs are managed.' }),
  },
  'too-many-requests': {
    requestClass: z
      .enum(REQUEST_CLASSES)
      .meta({ description: 'Of which requests there were too many.', 'x-may-grow': true }),
  },
  'last-owner': { field: Field },
  'amount-out-of-range': { field: Field, minimum: Money, maximum: Money },
  'currency-mismatch': { field: Field, currency: CurrencyCode },
  'currency-not-sold': { field: Field, currency: CurrencyCode },
  'agreement-cannot-purchase': { agreement: z.string() },
  'credits-not-sold-in-country': { country: z.string().meta({ description: 'ISO 3166-1 alpha-2.' }) },
  'invalid-payment-method': { field: Field },
  'payment-declined': {
    purchase: z.string().meta({ description: 'The id of the purchase that was declined.' }),
    reason: z.string().meta({ description: 'Why, as the payment gateway names it.' }),
  },
  'nothing-to-refund': { field: Field, refundable: Money },
  'purchase-not-refundable': { purchaseStatus: z.string() },
  'refund-declined': {
    refund: z.string(),
    purchase: z.string(),
    reason: z.string().meta({ description: 'Why, as the payment gateway names it.' }),
  },
  'reference-used': {
    field: Field,
    reference: z.string(),
    lot: z.string().meta({ description: 'The lot that the reference names.' }),
  },
  'lot-ended': {
    lotStatus: z.enum(['expired', 'spent']).meta({
      description: '`expired`: what was left is forfeited, booked or not. `spent`: nothing is left.',
    }),
  },
  'nothing-to-take': {
    field: Field,
    available: Money.meta({ description: 'What of the lot is unspent and not held for calls.' }),
  },
  'no-license-available': {
    sku: z.string(),
    quantity: z.int().meta({ description: 'The number of licenses, all of which are assigned.' }),
  },
  'not-eligible': { sku: z.string() },
  'stale-sequence': {
    field: Field,
    sequence: z.int().meta({ description: 'The sequence that the lease has reached.' }),
  },
  'call-finished': { callStatus: z.string() },
  'call-not-settled': { callStatus: z.string() },
  'conflicting-record': { field: Field },
  'invalid-rate-deck': LISTED_ERRORS,
  'deck-in-past': { field: Field, effectiveFrom: UtcInstant, inForceSince: UtcInstant },
  'no-rate': { field: Field },
  'dependency-unavailable': {
    dependencies: z
      .record(z.string(), z.enum(['ok', 'failing']))
      .meta({ description: 'The state of each dependency.' }),
  },
};

/** `invalid-request` is `InvalidRequestProblem`. */
const nameOf = (code: AnyProblemCode): string =>
  `${code.replace(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase())}Problem`;

const schemas = new Map<AnyProblemCode, ProblemSchema>();
type ProblemSchema = ReturnType<typeof defineProblem>;

/** The schema of a problem, always the same one. A member may be added to it. */
export function problemSchemaOf(code: AnyProblemCode): ProblemSchema {
  const schema = schemas.get(code) ?? defineProblem(code);
  schemas.set(code, schema);
  return schema;
}

function defineProblem(code: AnyProblemCode) {
  const { status, title } = problemKindOf(code);
  return z
    .object({
      type: z.string().meta({ description: 'A URN that ends in the code.' }),
      title: z.string().meta({ description: 'What kind of problem this is, for people.' }),
      status: z.literal(status),
      detail: z.string().meta({ description: 'What is wrong this time, for people.' }),
      instance: z.string().meta({ description: 'The path of the request.' }),
      code: z.literal(code).meta({ description: 'What kind of problem this is, for programs.' }),
      ...MEMBERS[code],
    })
    .meta({ id: nameOf(code), description: `${title} (RFC 9457).` });
}

/** What API Gateway responds with where it does not invoke a function. */
export const GatewayMessage = z
  .object({ message: z.string() })
  .meta({ id: 'GatewayMessage', description: 'A response of API Gateway itself.' });
