/** What a refusal says of many faults: no request makes its answer large. */

/** A client corrects what is listed, and sends again. */
const MOST_ERRORS = 100;
const MOST_IN_WORDS = 10;
const LONGEST_TEXT_CHARACTERS = 500;

interface ListedError {
  readonly field?: string;
  readonly detail: string;
}

/** The first errors, with so much of each text; `moreErrors` counts those that are left out. */
export function listErrors<E extends ListedError>(all: readonly E[]) {
  const errors = all.slice(0, MOST_ERRORS).map((error) => ({
    ...error,
    ...(error.field === undefined ? {} : { field: shorten(error.field) }),
    detail: shorten(error.detail),
  }));
  return { errors, ...(all.length > errors.length ? { moreErrors: all.length - errors.length } : {}) };
}

/** The same in words: `amount: required; currency: unknown; and 3 more`. */
export function tellErrors<E extends ListedError>(all: readonly E[], nameOf: (error: E) => string): string {
  const told = all
    .slice(0, MOST_IN_WORDS)
    .map((error) => `${shorten(nameOf(error))}: ${shorten(error.detail)}`);
  return [...told, ...(all.length > told.length ? [`and ${all.length - told.length} more`] : [])].join('; ');
}

/** As much of a text that came with a request as an answer shows. */
export const shorten = (text: string): string =>
  text.length > LONGEST_TEXT_CHARACTERS ? `${text.slice(0, LONGEST_TEXT_CHARACTERS - 1)}…` : text;
