/** The places of the bucket `files`. A key is `inbox/<organization>/<name>`, and what comes of it has the same name. */

export const INBOX = 'inbox/';
export const OUTBOX = 'outbox/';
/** `inbox-work/<organization>/<job>/`: the lines of a file that were rejected, in parts. */
export const INBOX_WORK = 'inbox-work/';

/**
 * Rate decks that an operator puts: `rate-decks/inbox/currency=USD/effectiveFrom=2026-12-01/<name>.csv`, or `.csv.gz`. The
 * folders are the parameters of `POST /v1/rate-decks`, in any order. What comes of a deck has the same name in the outbox.
 */
export const DECK_INBOX = 'rate-decks/inbox/';
export const DECK_OUTBOX = 'rate-decks/outbox/';
/** What is put into them is an event for a function. */
export const INBOXES: readonly string[] = [INBOX, DECK_INBOX];
/** Of a deck, once decompressed. As many rows as a deck may have fit, with names of the greatest length. */
export const MAX_DECK_BYTES = 32_000_000;

/** `exports/<organization>/<month>/`: the usage of a month, which is kept as long as calls, and the ledger, which is kept. */
export const EXPORTS = 'exports/';
/** `downloads/<organization>/<job>/`: what an organization has asked for. */
export const DOWNLOADS = 'downloads/';
export const MANIFEST = 'manifest.json';
/** The tag of a file with rows of calls: of a month's export, too, it is deleted when calls of its age are. */
export const OF_CALLS = { rows: 'calls' } as const;

/** How long a function reads files of the inbox before Lambda ends it; by itself it ends earlier. */
export const INBOX_RUN_SECONDS = 300;
