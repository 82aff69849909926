/** The forms of requests that the API document shows are those that are read. */
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { Amount, PositiveAmount } from '../../shared/contract/amount.ts';
import { CreateOrganization, PatchOrganization, SetPaymentMethod } from '../../shared/contract/schemas.ts';

const AMOUNTS = ['0', '0.00', '0.000001', '0.10', '1', '12.5', '12.50', '999999999.999999', '8999999999'];
const NOT_AMOUNTS = [
  '',
  '.',
  '.5',
  '1.',
  '01',
  '00',
  '-1',
  '+1',
  '1e3',
  ' 1',
  '1,50',
  '1.0000001',
  '99999999999',
];
const ZEROS = ['0', '0.0', '0.00', '0.000000'];

const patternOf = (schema: z.ZodType): RegExp =>
  new RegExp(z.toJSONSchema(schema, { io: 'input' }).pattern ?? 'no pattern', 'u');

describe('the pattern of an amount says what is read', () => {
  test.each([...AMOUNTS, ...NOT_AMOUNTS])('%j', (text) => {
    expect(patternOf(Amount).test(text)).toBe(Amount.safeParse(text).success);
    expect(patternOf(PositiveAmount).test(text)).toBe(PositiveAmount.safeParse(text).success);
  });

  test('zero is an amount, and not a positive one', () => {
    for (const text of ZEROS) {
      expect(patternOf(Amount).test(text)).toBe(true);
      expect(patternOf(PositiveAmount).test(text)).toBe(false);
    }
  });
});

test.each(['Contoso', ' Contoso ', '', '  ', 'Zürich 😀', '\n'])(
  'the pattern of a name says that %j is read or not',
  (name) => {
    const { name: schema } = CreateOrganization.shape;
    expect(patternOf(schema).test(name)).toBe(schema.safeParse(name).success);
  },
);

const Address = z.object({ type: z.array(z.string()), maxProperties: z.number() });

test('the document shows every form of an address', () => {
  const { billingAddress } = SetPaymentMethod.shape;
  const { type, maxProperties } = Address.parse(z.toJSONSchema(billingAddress, { io: 'input' }));
  const lines = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, line) => [`line${line}`, 'x']));
  expect(type).toEqual(['string', 'object']);
  expect(billingAddress.safeParse('One Contoso Way\nRedmond').success).toBe(true);
  expect(billingAddress.safeParse({ city: 'Redmond', region: null }).success).toBe(true);
  expect(billingAddress.safeParse(lines(maxProperties)).success).toBe(true);
  expect(billingAddress.safeParse(lines(maxProperties + 1)).success).toBe(false);
});

test('the document says that a reason needs a status', () => {
  expect(z.toJSONSchema(PatchOrganization, { io: 'input' })).toMatchObject({
    dependentRequired: { reason: ['status'] },
  });
  expect(PatchOrganization.safeParse({ reason: 'unpaid' }).success).toBe(false);
  expect(PatchOrganization.safeParse({ reason: 'unpaid', status: 'suspended' }).success).toBe(true);
});
