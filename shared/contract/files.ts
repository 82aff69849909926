/** The places of the bucket `files`. A key is `inbox/<organization>/<name>`, and what comes of it has the same name. */

export const INBOX = 'inbox/';
export const OUTBOX = 'outbox/';
/** The lines of a file that were rejected until then, while the file is being read. */
export const INBOX_WORK = 'inbox-work/';
