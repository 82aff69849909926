/** Conditions of writes and queries as values, so that expressions and their placeholders are written here only. */

/** The placeholders of one request. Attributes have one, too, as DynamoDB reserves many words. */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values: unknown[] = [];

  /** `status`, or the path `lease.sequence`. */
  attribute(path: string): string {
    return path
      .split('.')
      .map((name) => {
        const placeholder = this.#names.get(name) ?? `#n${this.#names.size}`;
        this.#names.set(name, placeholder);
        return placeholder;
      })
      .join('.');
  }

  value(value: unknown): string {
    return `:v${this.#values.push(value) - 1}`;
  }

  list(values: readonly unknown[]): string {
    return `(${values.map((value) => this.value(value)).join(', ')})`;
  }

  /** What the request says of them. DynamoDB refuses empty maps. */
  get definitions(): {
    ExpressionAttributeNames?: Record<string, string> | undefined;
    ExpressionAttributeValues?: Record<string, unknown> | undefined;
  } {
    const names = [...this.#names].map(([name, placeholder]) => [placeholder, name]);
    const values = this.#values.map((value, index) => [`:v${index}`, value]);
    return {
      ExpressionAttributeNames: names.length > 0 ? Object.fromEntries(names) : undefined,
      ExpressionAttributeValues: values.length > 0 ? Object.fromEntries(values) : undefined,
    };
  }
}

/** The parts of one PartiQL statement, whose parameters have their order only: parts are written as they stand in it. */
export class StatementParts extends Placeholders {
  readonly parameters: unknown[] = [];

  override attribute(path: string): string {
    return path
      .split('.')
      .map((name) => `"${name}"`)
      .join('.');
  }

  override value(value: unknown): string {
    this.parameters.push(value);
    return '?';
  }

  override list(values: readonly unknown[]): string {
    return `[${values.map((value) => this.value(value)).join(', ')}]`;
  }
}

/** Writes itself as an expression. `isOperand` is whether it stands within AND, where OR needs parentheses. */
export type Condition = (request: Placeholders, isOperand?: boolean) => string;

export const isPresent =
  (attribute: string): Condition =>
  (request) =>
    `attribute_exists(${request.attribute(attribute)})`;

export const isAbsent =
  (attribute: string): Condition =>
  (request) =>
    `attribute_not_exists(${request.attribute(attribute)})`;

/** The item exists. */
export const exists: Condition = isPresent('pk');
/** No item has the key yet. */
export const isNew: Condition = isAbsent('pk');

/**
 * Each attribute has its value. Throws a TypeError for `undefined`: a value that is missing by mistake must not weaken
 * the condition.
 */
export const has = (attributes: Readonly<Record<string, string | number>>): Condition =>
  all(
    ...Object.entries(attributes).map(([attribute, value]): Condition => {
      if (value === undefined) throw new TypeError(`no value to compare ${attribute} with`);
      return (request) => `${request.attribute(attribute)} = ${request.value(value)}`;
    }),
  );

/** The attribute is as it was read: it has this value, or it is absent where that is `undefined`. */
export const isStill = (attribute: string, value: string | number | undefined): Condition =>
  value === undefined ? isAbsent(attribute) : has({ [attribute]: value });

export const isOneOf =
  (attribute: string, values: readonly unknown[]): Condition =>
  (request) =>
    `${request.attribute(attribute)} IN ${request.list(values)}`;

type Comparison = '<' | '<=' | '>' | '>=';

/** Compares an attribute with a value, or with another attribute of the item. */
export const compares =
  (
    attribute: string,
    comparison: Comparison,
    other: string | number | { readonly attribute: string },
  ): Condition =>
  (request) =>
    `${request.attribute(attribute)} ${comparison} ${typeof other === 'object' ? request.attribute(other.attribute) : request.value(other)}`;

/** Both bounds are included. */
export const isBetween =
  (attribute: string, { from, to }: { readonly from: string; readonly to: string }): Condition =>
  (request) =>
    `${request.attribute(attribute)} BETWEEN ${request.value(from)} AND ${request.value(to)}`;

/** The sort key begins with `prefix`. */
export const isPrefixed =
  (prefix: string): Condition =>
  (request) =>
    `begins_with(${request.attribute('sk')}, ${request.value(prefix)})`;

/** The text in an attribute begins with `prefix`. */
export const beginsWith =
  (attribute: string, prefix: string): Condition =>
  (request) =>
    `begins_with(${request.attribute(attribute)}, ${request.value(prefix)})`;

export const all =
  (...conditions: readonly Condition[]): Condition =>
  (request) =>
    conditions.map((condition) => condition(request, conditions.length > 1)).join(' AND ');

export const any =
  (...conditions: readonly Condition[]): Condition =>
  (request, isOperand = false) => {
    const text = conditions.map((condition) => condition(request)).join(' OR ');
    return isOperand ? `(${text})` : text;
  };
