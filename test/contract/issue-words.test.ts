/** Every schema of a request, and every kind of wrong input: the error is in plain words. */
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import * as callFields from '../../shared/contract/call-fields.ts';
import * as callSchemas from '../../shared/contract/call-schemas.ts';
import * as fields from '../../shared/contract/fields.ts';
import * as quoteSchemas from '../../shared/contract/quote-schema.ts';
import * as schemas from '../../shared/contract/schemas.ts';
import * as usageSchemas from '../../shared/contract/usage-schemas.ts';
import { fieldErrors } from '../../shared/lambda/parse.ts';

const exported: Readonly<Record<string, unknown>> = {
  ...callFields,
  ...callSchemas,
  ...fields,
  ...quoteSchemas,
  ...schemas,
  ...usageSchemas,
};
const SCHEMAS = Object.entries(exported).filter(
  (entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType,
);

const WRONG: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  12.5,
  1e300,
  Number.NaN,
  '',
  'x',
  '12.5',
  'x'.repeat(5000),
  [],
  [1],
  {},
  { x: 1 },
  new Array(2000).fill(0),
  { toString: 1 },
  { toString: null, valueOf: 1 },
  nested(20_000),
];

/** A list in a list in a list: what is made a text step by step runs out of stack. */
function nested(depth: number): unknown {
  return JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
}

/** What zod says of itself. */
const VALIDATORS_WORDS =
  /invalid|expected|received|too (small|big)|unrecognized|must (match|start|end|include|be a)|regex|pattern|zod|>=?\d|<=?\d|\bNaN\b|undefined/i;

const shapeOf = (schema: z.ZodType): readonly string[] => {
  const json: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const { properties = {} } = z
    .looseObject({ properties: z.record(z.string(), z.unknown()).optional() })
    .parse(json);
  return Object.keys(properties);
};

/** The wrong values themselves, in each member, and in each member of each member. */
function* inputsFor(schema: z.ZodType): Generator<unknown> {
  yield* WRONG;
  for (const name of shapeOf(schema)) {
    for (const value of WRONG) {
      yield { [name]: value };
      for (const inner of ['amount', 'threshold', 'conferencing', 'pstn', 'line1']) {
        yield { [name]: { [inner]: value } };
      }
      yield { [name]: [value] };
    }
  }
}

describe("row 19: no message is in a validator's own words", () => {
  test('there are schemas', () => {
    expect(SCHEMAS.length).toBeGreaterThan(30);
  });

  test.each(SCHEMAS)('%s', (_name, schema) => {
    for (const input of inputsFor(schema)) {
      const { error } = schema.safeParse(input);
      for (const { detail } of error ? fieldErrors(error, 'body') : []) {
        expect(detail).not.toMatch(VALIDATORS_WORDS);
        expect(detail).not.toBe('');
      }
    }
  });

  test('every code of an issue has words of its own', () => {
    const every = {
      type: [z.string(), 1],
      small: [z.array(z.string()).min(2), []],
      big: [z.number().lt(3), 3],
      format: [z.email(), 'x'],
      multiple: [z.number().multipleOf(5), 3],
      keys: [z.strictObject({}), { a: 1 }],
      union: [z.union([z.string(), z.number()]), true],
      key: [z.record(z.string().max(1), z.string()), { long: 'x' }],
      element: [z.map(z.string(), z.number()), new Map([['a', 'b']])],
      value: [z.enum(['a', 'b']), 'c'],
      custom: [z.string().refine(() => false), 'x'],
    } as const satisfies Record<string, readonly [z.ZodType, unknown]>;
    for (const [schema, input] of Object.values(every)) {
      const { error } = schema.safeParse(input);
      expect(error).toBeDefined();
      for (const { detail } of error ? fieldErrors(error, 'body') : [])
        expect(detail).not.toMatch(VALIDATORS_WORDS);
    }
  });
});

describe('row 19: a refusal says what to write instead', () => {
  const errorsOf = (schema: z.ZodType, input: unknown): Record<string, string> => {
    const { error } = schema.safeParse(input);
    const errors = error ? fieldErrors(error, 'body') : [];
    return Object.fromEntries(errors.map(({ field, detail }) => [field, detail]));
  };
  const record = { type: 'ucap_out', callId: 'c', to: '+14255550123', startedAt: '2026-11-22T10:00:00Z' };

  test.each([
    [
      'fractional seconds',
      usageSchemas.UsageRecordBody,
      { ...record, durationSeconds: 12.5 },
      'durationSeconds',
      'whole seconds, rounded up: 13',
    ],
    [
      'seconds in quotes',
      usageSchemas.UsageRecordBody,
      { ...record, durationSeconds: '60' },
      'durationSeconds',
      'a number, not a text: write 60 without quotes',
    ],
    ['a missing field', usageSchemas.UsageRecordBody, record, 'durationSeconds', 'required: a number'],
    ['a missing amount', schemas.CreatePurchase, {}, 'amount', 'required: a decimal string such as "12.50"'],
    [
      'an amount as a number',
      schemas.CreatePurchase,
      { amount: 12.5 },
      'amount',
      'a decimal string such as "12.50"',
    ],
    [
      'a decimal comma',
      schemas.CreatePurchase,
      { amount: '12,50' },
      'amount',
      'write decimals with a point: 12.50',
    ],
    [
      'half a character',
      schemas.PatchUser,
      { displayName: 'z\ud800' },
      'displayName',
      'whole characters, without half of a surrogate pair',
    ],
    [
      'half a character of a user principal name',
      schemas.PatchUser,
      { userPrincipalName: 'z\ud800@contoso.com' },
      'userPrincipalName',
      'a user principal name such as ada@contoso.com',
    ],
    [
      'a control character',
      schemas.PatchUser,
      { userPrincipalName: 'z\u0000@contoso.com' },
      'userPrincipalName',
      'a user principal name such as ada@contoso.com',
    ],
    ['a sign', schemas.CreatePurchase, { amount: '-5' }, 'amount', 'not negative'],
    [
      'scientific notation',
      schemas.CreatePurchase,
      { amount: '1e3' },
      'amount',
      'a decimal string of at most 6 decimals, such as "12.50"',
    ],
    [
      'more decimals than there are',
      schemas.CreatePurchase,
      { amount: '0.1234567' },
      'amount',
      'at most 6 decimals',
    ],
    [
      'more than can be counted',
      schemas.CreatePurchase,
      { amount: '9999999999999999' },
      'amount',
      'at most 9007199254.740991',
    ],
    [
      'a misspelled word in the query of a deck',
      schemas.DeckQuery,
      { currency: 'USD', effectiveFrom: '2030-01-01', dryrun: 'true' },
      'dryrun',
      'not a known field',
    ],
    [
      'a misspelled word in the query of a list',
      schemas.BulkAssignmentQuery,
      { sku: 'E5', Action: 'remove' },
      'Action',
      'not a known field',
    ],
    ['negative seconds', usageSchemas.Correction, { durationSeconds: -1 }, 'durationSeconds', 'at least 0'],
    [
      'fractional seconds of a correction',
      usageSchemas.Correction,
      { durationSeconds: 0.2 },
      'durationSeconds',
      'whole seconds, rounded up: 1',
    ],
    [
      'a start without a zone',
      usageSchemas.UsageRecordBody,
      { ...record, startedAt: '2026-11-22T10:00:00', durationSeconds: 1 },
      'startedAt',
      'there is no zone: add Z for UTC, or an offset such as +02:00: 2026-11-22T10:00:00Z',
    ],
    [
      'a start in seconds',
      usageSchemas.UsageRecordBody,
      { ...record, startedAt: 1795000000, durationSeconds: 1 },
      'startedAt',
      'an ISO 8601 instant in a text, such as "2026-11-22T10:00:00Z"',
    ],
    [
      'an amount that is a number',
      schemas.CreatePurchase,
      { amount: 50 },
      'amount',
      'a decimal string such as "12.50"',
    ],
    [
      'a truth in quotes',
      schemas.AutoRechargeSettings,
      { enabled: 'true' },
      'enabled',
      'true or false, not a text: write true without quotes',
    ],
    [
      'a name that is a number',
      schemas.PatchOrganization,
      { name: 365 },
      'name',
      'a text, not a number: write "365" in quotes',
    ],
    ['an empty name', schemas.PatchOrganization, { name: ' ' }, 'name', 'not empty'],
    ['a choice in other letters', schemas.PatchOrganization, { status: 'Active' }, 'status', 'write active'],
    [
      'a choice that there is not',
      schemas.PatchOrganization,
      { status: 'gone' },
      'status',
      'one of active, suspended',
    ],
    [
      'nothing at all',
      schemas.CreatePurchase,
      null,
      'body',
      'an object, not null; leave it out where there is none',
    ],
    ['a list for an object', schemas.CreatePurchase, [], 'body', 'an object, not a list'],
    ['too large a page', schemas.PageQuery, { limit: '500' }, 'limit', 'at most 200'],
    ['a page of words', schemas.PageQuery, { limit: 'all' }, 'limit', 'a number such as 10, given once'],
    [
      'a country that is none',
      schemas.PatchUser,
      { usageLocation: 'UK' },
      'usageLocation',
      'an assigned ISO 3166-1 alpha-2 code such as US: write GB',
    ],
    [
      'a currency in small letters',
      schemas.RateQuery,
      { to: '+14255550123', currency: 'eur' },
      'currency',
      'a current ISO 4217 code such as USD: write EUR',
    ],
  ])('%s', (_case, schema, input, field, detail) => {
    expect(errorsOf(schema, input)).toEqual({ [field]: detail });
  });
});

describe('row 18: an id that no address can hold is refused where it is chosen', () => {
  test.each(['.', '..'])('%s', (id) => {
    for (const schema of [fields.CallId, fields.UserId]) {
      const { error } = schema.safeParse(id);
      expect(error?.issues.map(({ message }) => message)).toEqual(['not . or .., which no address can hold']);
    }
    expect(schemas.OrganizationId.safeParse(id).success).toBe(false);
  });

  test.each(['...', '.a', 'a..', '-', '%2e'])('%s can be reached', (id) => {
    expect(fields.CallId.safeParse(id).success).toBe(true);
  });
});
