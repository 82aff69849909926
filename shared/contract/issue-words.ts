/**
 * What is wrong with a field, in our words: what to write, never what a validator calls it. Words that a schema has
 * of its own come first.
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

/** One of a closed list of codes. A code that is not in it has the words of the last case. */
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

/** The words of a field that say what it is; where it is missing, that it is required. */
export const meaning = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? `required: ${what}` : what),
});

/** Sets the words for every schema of this process. */
export function tellIssuesInWords(): void {
  z.config({ customError: wordsOfIssue });
}

function wrongType(expected: string, input: unknown, path: Issue['path']): string {
  const wanted = VALUE_NAMES[expected] ?? 'another kind of value';
  if (input === undefined) return `required: ${wanted}`;
  if (expected === 'int' && typeof input === 'number') return wholeNumber(input, path);
  // What was read as a number and is none: `limit=ten`, or one that was given twice.
  if (typeof input === 'number' && !Number.isFinite(input)) return `${wanted} such as 10, given once`;
  return `${wanted}, not ${given(input)}${instead(expected, input)}`;
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
  // Only a text is compared: an object may have a toString of its own, or lists in it without end.
  const text = typeof input === 'string' ? input.trim().toLowerCase() : undefined;
  const meant = listed.find((value) => value.toLowerCase() === text);
  return meant === undefined ? all : `write ${meant}`;
}

function bound(direction: string, limit: number | bigint, origin: string): string {
  if (origin === 'string') {
    return direction === 'at least' && limit === 1 ? 'not empty' : `${direction} ${limit} characters`;
  }
  if (origin === 'array' || origin === 'set' || origin === 'object') {
    return direction === 'at least' && limit === 1 ? 'not empty' : `${direction} ${limit} of them`;
  }
  return `${direction} ${limit}`;
}
