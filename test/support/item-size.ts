/** What DynamoDB bills an item by: names and values in bytes, as the developer guide counts them. */
export function itemBytes(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item)
    .filter(([, value]) => value !== undefined)
    .reduce((bytes, [name, value]) => bytes + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberBytes(value);
  if (typeof value === 'boolean' || value === null) return 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.reduce<number>((bytes, part) => bytes + 1 + valueBytes(part), 3);
  if (typeof value === 'object') return 3 + Object.keys(value).length + itemBytes({ ...value });
  throw new TypeError(`no DynamoDB value: ${typeof value}`);
}

/** A byte for two significant digits and one more; a sign takes another. */
function numberBytes(value: number): number {
  const digits = String(Math.abs(value))
    .replace('.', '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (value < 0 ? 1 : 0);
}
