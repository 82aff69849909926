/** Values of JSON Schemas, as fast-check makes them: ordinary ones, and those at the edges of what a schema allows. */
import * as fc from 'fast-check';
import { type JsonSchema, resolve } from './document.ts';
import { FORMATS } from './formats.ts';
import { isObject } from './validator.ts';

/** Values that mean something to the service, by the name of the member or parameter, such as the ids of users. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

type Check = (schema: JsonSchema, value: unknown) => boolean;

export interface Making {
  readonly known: KnownValues;
  readonly isValid: Check;
  /** Whether members fit one another as descriptions say, where a schema cannot. */
  readonly isConsistent: (object: JsonSchema) => boolean;
}

const MAX_EXTRA_ITEMS = 4;
const MAX_EXTRA_CHARACTERS = 12;
const MAX_NUMBER = 1_000_000_000;
/** Of ten values, this many are known ones where there are any. */
const KNOWN_OF_TEN = 8;

/** Values of the schema. `name` is that of the member or parameter that they are for. */
export function valuesOf(schema: JsonSchema, making: Making, name = ''): fc.Arbitrary<unknown> {
  const made = anyOf(schema, making).filter((value) => making.isValid(schema, value));
  const known = (making.known[name] ?? []).filter((value) => making.isValid(schema, value));
  if (known.length === 0) return made;
  return fc.oneof(
    { arbitrary: fc.constantFrom(...known), weight: KNOWN_OF_TEN },
    { arbitrary: made, weight: 10 - KNOWN_OF_TEN },
  );
}

/** The schema with what its reference stands for, and with the members of all its parts. */
export function flatten(schema: JsonSchema): JsonSchema {
  const resolved = resolve(schema);
  if (!isObject(resolved)) return {};
  const { allOf, ...own } = resolved;
  const parts = Array.isArray(allOf) ? allOf.filter(isObject).map(flatten) : [];
  if (parts.length === 0) return own;
  const all = [...parts, own];
  return {
    ...Object.assign({}, ...all),
    properties: Object.assign({}, ...all.map(membersOf)),
    required: all.flatMap((part) => textsOf(part.required)),
  };
}

export const membersOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  isObject(schema.properties)
    ? Object.fromEntries(
        Object.entries(schema.properties).map(([name, member]) => [name, isObject(member) ? member : {}]),
      )
    : {};

export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

export const choicesOf = (schema: JsonSchema): JsonSchema[] => {
  const choices = schema.oneOf ?? schema.anyOf;
  return Array.isArray(choices) ? choices.filter(isObject) : [];
};

export const typesOf = ({ type }: JsonSchema): string[] =>
  typeof type === 'string' ? [type] : textsOf(type);

function anyOf(given: JsonSchema, making: Making): fc.Arbitrary<unknown> {
  const schema = flatten(given);
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const choices = choicesOf(schema);
  if (choices.length > 0) {
    const { oneOf: _one, anyOf: _any, ...common } = schema;
    return fc.oneof(...choices.map((choice) => valuesOf({ ...common, ...choice }, making)));
  }
  const types = typesOf(schema);
  if (types.length === 0) return fc.jsonValue();
  return fc.oneof(...types.map((type) => ofType(type, schema, making)));
}

function ofType(type: string, schema: JsonSchema, making: Making): fc.Arbitrary<unknown> {
  if (type === 'string') return textOf(schema);
  if (type === 'integer') return integerOf(schema);
  if (type === 'number') return fc.oneof(integerOf(schema), fc.double({ ...boundsOf(schema), noNaN: true }));
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  return type === 'array' ? arrayOf(schema, making) : objectOf(schema, making);
}

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

function boundsOf(schema: JsonSchema): { min: number; max: number } {
  const above = numberOf(schema.exclusiveMinimum);
  const below = numberOf(schema.exclusiveMaximum);
  const min = numberOf(schema.minimum) ?? (above === undefined ? -MAX_NUMBER : above + 1);
  const max = numberOf(schema.maximum) ?? (below === undefined ? MAX_NUMBER : below - 1);
  return { min: Math.max(min, Number.MIN_SAFE_INTEGER), max: Math.min(max, Number.MAX_SAFE_INTEGER) };
}

/** Small numbers often, and the bounds themselves. */
function integerOf(schema: JsonSchema): fc.Arbitrary<number> {
  const { min, max } = boundsOf(schema);
  return fc.oneof(
    fc.integer({ min, max }),
    fc.integer({ min, max: Math.min(max, min + 600) }),
    fc.constantFrom(min, max),
  );
}

/** Half of a surrogate pair, which only JSON can hold; what ends a text or a line elsewhere; and names that objects have. */
const ODD = ['\ud800', '\u0000', '\u2028', '__proto__'];

/** Texts in many scripts; at its longest a text has characters beyond 16 bits, which count as one (RFC 8259, 8.2). */
function textOf(schema: JsonSchema): fc.Arbitrary<string> {
  const minLength = numberOf(schema.minLength) ?? 0;
  const longest = numberOf(schema.maxLength);
  const maxLength = Math.min(longest ?? Number.POSITIVE_INFINITY, minLength + MAX_EXTRA_CHARACTERS);
  if (schema.format === 'date-time') return instants();
  const format = FORMATS[String(schema.format)];
  if (format) return fc.constantFrom(...format.examples);
  if (schema.format === 'uri') return fc.webUrl({ validSchemes: ['http', 'https'], size: 'small' });
  if (schema.format === 'date') return instants().map((instant) => instant.slice(0, 10));
  if (typeof schema.pattern === 'string') return fc.stringMatching(simplified(schema.pattern));
  const ordinary = fc.string({ unit: 'grapheme', minLength, maxLength });
  const rare = fc.string({
    unit: fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom(...ODD)),
    minLength,
    maxLength,
  });
  if (longest === undefined || longest > 2000) return fc.oneof(ordinary, rare);
  return fc.oneof(ordinary, rare, fc.constantFrom('😀'.repeat(longest), 'a'.repeat(longest)));
}

/** A pattern that fast-check can make texts for: most of what matches it is allowed by `pattern`. */
const simplified = (pattern: string): RegExp =>
  new RegExp(
    pattern
      .replace(/\(\?[=!][^()]*\)/g, '')
      .replaceAll('\\P{Cs}', '[ -~à-üα-ω😀]')
      .replaceAll('\\p{Cs}', '')
      .replaceAll('\\p{Cc}', '\\x00-\\x1f'),
    'u',
  );

/** Instants with offsets, and with fewer and more digits than milliseconds have. */
function instants(): fc.Arbitrary<string> {
  const range = {
    min: new Date('2000-01-02T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
    noInvalidDate: true,
  };
  const recent = { ...range, min: new Date('2025-01-01T00:00:00Z'), max: new Date('2027-12-31T00:00:00Z') };
  const zones = ['Z', 'Z', '+02:00', '-09:30'];
  const fractions = ['', '.5', '.123', '.123456789'];
  return fc
    .tuple(
      fc.oneof(fc.date(range), fc.date(recent)),
      fc.constantFrom(...fractions),
      fc.constantFrom(...zones),
    )
    .map(([date, fraction, zone]) => `${date.toISOString().slice(0, 19)}${fraction}${zone}`);
}

function arrayOf(schema: JsonSchema, making: Making): fc.Arbitrary<unknown> {
  const minLength = numberOf(schema.minItems) ?? 0;
  const maxLength = Math.min(
    numberOf(schema.maxItems) ?? Number.POSITIVE_INFINITY,
    minLength + MAX_EXTRA_ITEMS,
  );
  return fc.array(valuesOf(isObject(schema.items) ? schema.items : {}, making), { minLength, maxLength });
}

/** With some of the optional members, and with all of them as often as with none. */
function objectOf(schema: JsonSchema, making: Making): fc.Arbitrary<unknown> {
  const members = Object.entries(membersOf(schema)).map(
    ([name, member]) => [name, valuesOf(member, making, name)] as const,
  );
  const required = textsOf(schema.required).filter((name) => members.some(([each]) => each === name));
  const named = fc
    .record(Object.fromEntries(members), { requiredKeys: required, noNullPrototype: true })
    .filter(making.isConsistent);
  if (!isObject(schema.additionalProperties) || Object.keys(schema.additionalProperties).length === 0)
    return named;
  const names = valuesOf(
    isObject(schema.propertyNames)
      ? { type: 'string', ...schema.propertyNames }
      : { type: 'string', maxLength: 20 },
    making,
  );
  const others = fc.dictionary(names.map(String), valuesOf(schema.additionalProperties, making), {
    maxKeys: Math.min(numberOf(schema.maxProperties) ?? MAX_EXTRA_ITEMS, MAX_EXTRA_ITEMS),
    noNullPrototype: true,
  });
  return fc.tuple(named, others).map(([own, more]) => ({ ...more, ...own }));
}
