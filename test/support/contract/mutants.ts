/** Values that a schema refuses, each one step away from a value that it allows. */
import { choicesOf, flatten, membersOf, numberOf, textsOf, typesOf } from './arbitraries.ts';
import type { JsonSchema } from './document.ts';
import { isObject } from './validator.ts';

export interface Mutant {
  /** Why the schema refuses it: `amount: missing`. */
  readonly reason: string;
  readonly value: unknown;
}

/** A value of each type of JSON. */
const OF_EACH_TYPE: readonly unknown[] = [null, true, 7, 7.5, 'seven', [], ['seven'], {}, { seven: 7 }];

const MALFORMED_INSTANTS = [
  '2026-02-30T00:00:00Z',
  '2026-11-22T25:00:00Z',
  '2026-11-22 10:00:00Z',
  '2026-11-22T10:00:00',
  '22.11.2026',
  '+010000-01-01T00:00:00Z',
  '1999-12-31T23:59:59Z',
  'now',
  '',
];

const UNKNOWN_MEMBER = 'misspelled';

/** The mutants of a value; among them may be some that the schema allows after all. */
export function mutantsOf(given: JsonSchema, value: unknown): Mutant[] {
  const schema = flatten(given);
  const whole = [...wrongTypes(schema), ...wrongTexts(schema, value), ...wrongNumbers(schema)];
  if (Array.isArray(value)) return [...whole, ...wrongItems(schema, value)];
  return isObject(value) ? [...whole, ...wrongMembers(schema, value)] : whole;
}

function wrongTypes(schema: JsonSchema): Mutant[] {
  const types = choicesOf(schema).flatMap((choice) => typesOf(flatten(choice)));
  const allowed = [...typesOf(schema), ...types].join(' or ') || 'this type';
  return OF_EACH_TYPE.map((value) => ({ reason: `${JSON.stringify(value)} is not ${allowed}`, value }));
}

function wrongTexts(schema: JsonSchema, value: unknown): Mutant[] {
  if (typeof value !== 'string') return [];
  const longest = numberOf(schema.maxLength);
  const isInstant = [schema, ...choicesOf(schema)].some(({ format }) => /^date/.test(String(format)));
  const wrong = [
    '',
    `${value}\u0000`,
    ` ${value}`,
    `${value}!`,
    value.toLowerCase(),
    `-${value}`,
    '\ud800',
    ...(longest === undefined ? [] : ['a'.repeat(longest + 1)]),
    ...(isInstant ? MALFORMED_INSTANTS : []),
  ];
  return wrong.map((text) => ({ reason: `the text ${JSON.stringify(text.slice(0, 60))}`, value: text }));
}

function wrongNumbers(schema: JsonSchema): Mutant[] {
  const bounds = [
    (numberOf(schema.minimum) ?? 0) - 1,
    numberOf(schema.exclusiveMinimum) ?? -1,
    (numberOf(schema.maximum) ?? 0) + 1,
    numberOf(schema.exclusiveMaximum) ?? 0.5,
  ];
  const isNumber = typesOf(schema).some((type) => type === 'integer' || type === 'number');
  return isNumber ? bounds.map((value) => ({ reason: `${value} is out of bounds`, value })) : [];
}

function wrongItems(schema: JsonSchema, items: readonly unknown[]): Mutant[] {
  const item = isObject(schema.items) ? schema.items : {};
  const longest = numberOf(schema.maxItems);
  const tooMany = longest === undefined ? [] : Array.from({ length: longest + 1 }, () => items[0] ?? null);
  return [
    ...items.flatMap((each, index) =>
      mutantsOf(item, each).map(({ reason, value }) => ({
        reason: `item ${index}: ${reason}`,
        value: items.with(index, value),
      })),
    ),
    ...(longest === undefined ? [] : [{ reason: `${longest + 1} items`, value: tooMany }]),
  ];
}

function wrongMembers(schema: JsonSchema, object: JsonSchema): Mutant[] {
  const members = membersOf(schema);
  const missing = textsOf(schema.required).map((name) => {
    const { [name]: _, ...others } = object;
    return { reason: `${name}: missing`, value: others };
  });
  const changed = Object.entries(object).flatMap(([name, value]) =>
    mutantsOf(members[name] ?? {}, value).map((mutant) => ({
      reason: `${name}: ${mutant.reason}`,
      value: { ...object, [name]: mutant.value },
    })),
  );
  const unknown = { reason: 'an unknown member', value: { ...object, [UNKNOWN_MEMBER]: 1 } };
  return [...missing, ...changed, unknown];
}
