/** Lambda's event filter patterns, as far as they apply to stream records. */
import { isRecord } from '../template/intrinsics.ts';

export type FilterPattern = Readonly<Record<string, unknown>>;

/** Whether a record fits any of the patterns; without a pattern every record does. */
export const fitsAny = (record: unknown, patterns: readonly FilterPattern[]): boolean =>
  patterns.length === 0 || patterns.some((pattern) => fits(record, pattern));

/** Every member of the pattern must fit: a nested pattern, or a list of rules of which one is enough. */
function fits(value: unknown, pattern: FilterPattern): boolean {
  return Object.entries(pattern).every(([name, expected]) => {
    if (name === '$or') return alternatives(expected).some((alternative) => fits(value, alternative));
    const found = isRecord(value) ? value[name] : undefined;
    if (Array.isArray(expected)) return expected.some((rule) => obeys({ value: found, rule }));
    if (isRecord(expected)) return fits(found, expected);
    throw new Error(`Filter pattern: ${name} is neither a list nor an object`);
  });
}

function alternatives(value: unknown): FilterPattern[] {
  if (!Array.isArray(value) || !value.every(isRecord))
    throw new Error('Filter pattern: $or takes a list of objects');
  return value;
}

function obeys({ value, rule }: { value: unknown; rule: unknown }): boolean {
  if (Array.isArray(value)) return value.some((item) => obeys({ value: item, rule }));
  if (!isRecord(rule)) return value === rule;
  const [entry, ...others] = Object.entries(rule);
  if (!entry || others.length > 0) throw new Error('Filter pattern: a rule has exactly one operator');
  const [operator, operand] = entry;
  return obeysOperator({ value, operator, operand });
}

interface Operation {
  readonly value: unknown;
  readonly operator: string;
  readonly operand: unknown;
}

function obeysOperator({ value, operator, operand }: Operation): boolean {
  const isLeaf = value !== undefined && !isRecord(value);
  switch (operator) {
    case 'exists':
      return isLeaf === operand;
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(operand));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(operand));
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase();
    case 'anything-but': {
      const excluded = Array.isArray(operand) ? operand : [operand];
      return isLeaf && !excluded.some((rule) => obeys({ value, rule }));
    }
    case 'numeric':
      return isLeaf && isWithin(Number(value), operand);
    default:
      throw new Error(`Filter pattern: ${operator} is not supported by the local stack`);
  }
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `['>', 0, '<=', 100]`. */
function isWithin(value: number, bounds: unknown): boolean {
  if (!Array.isArray(bounds) || bounds.length % 2 !== 0)
    throw new Error('Filter pattern: numeric takes pairs');
  for (let index = 0; index < bounds.length; index += 2) {
    const compare = COMPARISONS[String(bounds[index])];
    if (!compare) throw new Error(`Filter pattern: ${String(bounds[index])} is not a comparison`);
    if (!compare(value, Number(bounds[index + 1]))) return false;
  }
  return true;
}
