/** The places of the bucket `files`. A key is `inbox/<organization>/<name>`, and what comes of it has the same name. */

export const INBOX = 'inbox/';
export const OUTBOX = 'outbox/';
/** `inbox-work/<organization>/<job>/`: the lines of a file that were rejected, in parts. */
export const INBOX_WORK = 'inbox-work/';

/** `exports/<organization>/<month>/`: the usage and the ledger of a month, which are kept. */
export const EXPORTS = 'exports/';
/** `downloads/<organization>/<job>/`: what an organization has asked for. */
export const DOWNLOADS = 'downloads/';
export const MANIFEST = 'manifest.json';

/** How long a function reads files of the inbox before Lambda ends it; by itself it ends earlier. */
export const INBOX_RUN_SECONDS = 300;
