/**
 * What is wrong with a field, in plain words: what to write, not the validator's term. A schema's own words take
 * precedence.
 */
import * as z from 'zod';

type Issue = z.core.$ZodRawIssue;

const VALUE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  nan: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** Longer values are not repeated. */
const MAX_SHOWN = 40;

/** The words for an issue by its code; the last case is for a code that is not listed. */
export function wordsOfIssue(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input, issue.path);
    case 'invalid_value':
      return wrongValue(issue.values, issue.input);
    case 'too_small':
      return issue.inclusive === false
        ? `more than ${issue.minimum}`
        : bound('at least', issue.minimum, issue.origin);
    case 'too_big':
      return issue.inclusive === false
        ? `less than ${issue.maximum}`
        : bound('at most', issue.maximum, issue.origin);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_key':
      return 'has a name that it cannot have';
    case 'unrecognized_keys':
      return 'not a known field';
    case 'invalid_union':
      return 'in none of the forms that it can have';
    default:
      return 'not in the form that it must have';
  }
}

/** The words for a field: what it is, and `required` before it when the field is missing. */
export const meaning = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? `required: ${what}` : what),
});

/** Sets the words for every schema of this process. */
export function describeIssuesInWords(): void {
  z.config({ customError: wordsOfIssue });
}

function wrongType(expected: string, input: unknown, path: Issue['path']): string {
  const kind = VALUE_NAMES[expected] ?? 'another kind of value';
  if (input === undefined) return `required: ${kind}`;
  if (expected === 'int' && typeof input === 'number') return wholeNumber(input, path);
  // Read as a number, but not a number: `limit=ten`, or a parameter that is given twice.
  if (typeof input === 'number' && !Number.isFinite(input)) return `${kind} such as 10, given once`;
  return `${kind}, not ${given(input)}${instead(expected, input)}`;
}

function wholeNumber(input: number, path: Issue['path']): string {
  if (!Number.isSafeInteger(Math.ceil(input))) return 'a whole number of at most 15 digits';
  const isSeconds = /seconds$/i.test(String(path?.at(-1) ?? ''));
  return isSeconds ? `whole seconds, rounded up: ${Math.ceil(input)}` : 'a whole number';
}

function given(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  return VALUE_NAMES[typeof input === 'boolean' ? 'boolean' : typeof input] ?? 'that';
}

/** `: write "5"` for 5, and the other way round. */
function instead(expected: string, input: unknown): string {
  if (input === null) return '; leave it out where there is none';
  const isPlain = typeof input === 'boolean' || (typeof input === 'number' && Number.isFinite(input));
  if (expected === 'string' && isPlain) {
    return `: write "${String(input)}" in quotes`;
  }
  if (typeof input !== 'string' || input.length > MAX_SHOWN) return '';
  const isNumber = (expected === 'number' || expected === 'int') && /^-?\d+(\.\d+)?$/.test(input);
  const isTruth = expected === 'boolean' && /^(true|false)$/.test(input);
  return isNumber || isTruth ? `: write ${input} without quotes` : '';
}

function wrongValue(values: readonly unknown[], input: unknown): string {
  const listed = values.map(String);
  const all = listed.length === 1 ? (listed[0] ?? '') : `one of ${listed.join(', ')}`;
  if (input === undefined) return `required: ${all}`;
  // Only a text is compared: an object may have its own toString, or endless lists in it.
  const text = typeof input === 'string' ? input.trim().toLowerCase() : undefined;
  const meant = listed.find((value) => value.toLowerCase() === text);
  return meant === undefined ? all : `write ${meant}`;
}

function bound(direction: 'at least' | 'at most', limit: number | bigint, origin: string): string {
  if (origin === 'string') {
    return direction === 'at least' && limit === 1 ? 'not empty' : `${direction} ${limit} characters`;
  }
  if (origin === 'array' || origin === 'set' || origin === 'object') {
    return direction === 'at least' && limit === 1 ? 'not empty' : `${direction} ${limit} of them`;
  }
  return `${direction} ${limit}`;
}
