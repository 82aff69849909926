/**
 * Compares two schemas of one value. What a client sends must still be accepted; what it receives must still be what it
 * expects. Both are the same question: is each value of the one schema a value of the other?
 */
import type { Compared, ComparedSchema } from './compared-document.ts';
import type { BreakingChange, Rule } from './rules.ts';

export type Side = 'request' | 'answer';

export interface SchemaPair {
  readonly side: Side;
  readonly released: ComparedSchema;
  readonly current: ComparedSchema;
  readonly at: string;
}

/** Each value of `inner` has to be a value of `outer`: what was sent, and what may be; or what is sent, and what was. */
interface Nested {
  readonly inner: ComparedSchema;
  readonly outer: ComparedSchema;
}

export class SchemaComparison {
  readonly #released: Compared;
  readonly #current: Compared;

  constructor(documents: { readonly released: Compared; readonly current: Compared }) {
    this.#released = documents.released;
    this.#current = documents.current;
  }

  /** Of schemas with alternatives, each is compared with the one that is most like it. */
  changes({ side, released, current, at }: SchemaPair): BreakingChange[] {
    const before = this.#released.alternativesOf(released);
    const after = this.#current.alternativesOf(current);
    const sent = side === 'request' ? before : after;
    const others = side === 'request' ? after : before;
    return sent.flatMap((one) => {
      const found = others.map((other) =>
        side === 'request'
          ? this.#changesOfOne({ side, released: one, current: other, at })
          : this.#changesOfOne({ side, released: other, current: one, at }),
      );
      return found.reduce((fewest, each) => (each.length < fewest.length ? each : fewest));
    });
  }

  #changesOfOne(pair: SchemaPair): BreakingChange[] {
    const { side, released, current, at } = pair;
    const nested =
      side === 'request' ? { inner: released, outer: current } : { inner: current, outer: released };
    const broken = VALUE_RULES.flatMap(({ [side]: rule, holds }) =>
      rule === undefined || holds(nested) ? [] : [{ rule, at }],
    );
    // Schemas of different types have nothing in common that could be compared.
    const ofType = broken.find(
      ({ rule }) => rule === 'request-type-narrowed' || rule === 'answer-type-widened',
    );
    if (ofType) return [ofType];
    const mayGrow = side === 'answer' && released['x-may-grow'] === true;
    return [
      ...broken.filter(({ rule }) => !(mayGrow && rule === 'answer-values-added')),
      ...membersRemoved(pair, nested),
      ...membersRequired(pair, nested),
      ...this.#changesOfParts(pair),
    ];
  }

  #changesOfParts({ side, released, current, at }: SchemaPair): BreakingChange[] {
    const names = Object.keys(released.properties ?? {}).filter((name) => current.properties?.[name]);
    const parts = [
      ...names.map((name) => [released.properties?.[name], current.properties?.[name], `.${name}`] as const),
      [released.items, current.items, '[]'] as const,
      [schemaOf(released.additionalProperties), schemaOf(current.additionalProperties), '.*'] as const,
      [released.propertyNames, current.propertyNames, '.* (names)'] as const,
    ];
    return parts.flatMap(([before, after, part]) =>
      before === undefined && after === undefined
        ? []
        : this.changes({ side, released: before ?? {}, current: after ?? {}, at: `${at}${part}` }),
    );
  }
}

const schemaOf = (additional: ComparedSchema['additionalProperties']): ComparedSchema | undefined =>
  typeof additional === 'object' ? additional : undefined;

interface ValueRule {
  readonly request?: Rule;
  readonly answer?: Rule;
  readonly holds: (nested: Nested) => boolean;
}

const VALUE_RULES: readonly ValueRule[] = [
  {
    request: 'request-type-narrowed',
    answer: 'answer-type-widened',
    holds: ({ inner, outer }) => isPart({ inner: typesOf(inner), outer: typesOf(outer) }),
  },
  {
    request: 'request-values-removed',
    answer: 'answer-values-added',
    holds: ({ inner, outer }) => isPart({ inner: valuesOf(inner), outer: valuesOf(outer) }),
  },
  {
    request: 'request-format-changed',
    answer: 'answer-format-changed',
    holds: ({ inner, outer }) =>
      [undefined, 'binary', inner.format].includes(outer.format) &&
      [undefined, inner.pattern].includes(outer.pattern),
  },
  {
    request: 'request-bounds-tightened',
    answer: 'answer-bounds-widened',
    holds: (nested) =>
      LEAST.every((name) => isAtLeast(nested, name)) && MOST.every((name) => isAtMost(nested, name)),
  },
  {
    request: 'request-member-dependent',
    holds: ({ inner, outer }) =>
      Object.entries(outer.dependentRequired ?? {}).every(([name, others]) =>
        others.every((other) => inner.dependentRequired?.[name]?.includes(other)),
      ),
  },
  {
    request: 'request-member-dependent',
    holds: ({ inner, outer }) =>
      (outer.if === undefined && outer.not === undefined) || conditionOf(inner) === conditionOf(outer),
  },
  {
    request: 'request-default-changed',
    holds: ({ inner, outer }) =>
      inner.default === undefined || JSON.stringify(inner.default) === JSON.stringify(outer.default),
  },
];

/** Whether the inner set is a part of the outer one; undefined is the set of everything. */
function isPart({
  inner,
  outer,
}: Readonly<Record<'inner' | 'outer', readonly string[] | undefined>>): boolean {
  return outer === undefined || (inner?.every((each) => outer.includes(each)) ?? false);
}

/** An integer is a number, too. */
function typesOf({ type }: ComparedSchema): readonly string[] | undefined {
  const types = typeof type === 'string' ? [type] : type;
  return types?.includes('number') ? [...types, 'integer'] : types;
}

const conditionOf = (schema: ComparedSchema): string => JSON.stringify([schema.if, schema.else, schema.not]);

function valuesOf({ enum: values, const: value }: ComparedSchema): readonly string[] | undefined {
  const listed = value === undefined ? values : [value];
  return listed?.map((each) => JSON.stringify(each));
}

const LEAST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const;
const MOST = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const;

const isAtLeast = ({ inner, outer }: Nested, name: (typeof LEAST)[number]): boolean =>
  outer[name] === undefined || (inner[name] ?? Number.NEGATIVE_INFINITY) >= outer[name];
const isAtMost = ({ inner, outer }: Nested, name: (typeof MOST)[number]): boolean =>
  outer[name] === undefined || (inner[name] ?? Number.POSITIVE_INFINITY) <= outer[name];

function membersRemoved({ side, released, current, at }: SchemaPair, { outer }: Nested): BreakingChange[] {
  const remains = new Set(Object.keys(current.properties ?? {}));
  const removed = Object.keys(released.properties ?? {}).filter((name) => !remains.has(name));
  const isClosed = outer.additionalProperties === false;
  if (side === 'request') {
    const closes =
      isClosed && released.additionalProperties !== false
        ? [{ rule: 'request-member-removed', at } as const]
        : [];
    return [
      ...removed.map((name) => ({ rule: 'request-member-removed', at: `${at}.${name}` }) as const),
      ...closes,
    ];
  }
  return removed.map((name) => ({ rule: 'answer-member-removed', at: `${at}.${name}` }));
}

function membersRequired({ side, at }: SchemaPair, { inner, outer }: Nested): BreakingChange[] {
  const rule = side === 'request' ? 'request-member-required' : 'answer-member-optional';
  const present = new Set(inner.required);
  const missing = (outer.required ?? []).filter((name) => !present.has(name));
  const remaining = missing.filter((name) => side === 'request' || inner.properties?.[name] !== undefined);
  return remaining.map((name) => ({ rule, at: `${at}.${name}` }));
}
