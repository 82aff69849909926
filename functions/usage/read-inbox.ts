/** A file has come into the inbox: it is noted, and read as far as there is time. */
import { log } from '../../shared/lambda/log.ts';
import type { ObjectHandler } from '../../shared/lambda/object-created.ts';
import { noteInboxFile } from '../../shared/store/jobs/inbox-files.ts';
import { type InboxDeps, jobIdOf, organizationOf } from './inbox-deps.ts';
import { runInboxFile } from './run-inbox-file.ts';

/** Time for the last step, and for the result. */
export const INBOX_RESERVE_MS = 60_000;

/** An event may come more than once: the first begins the file, and the schedule goes on with it. */
export function readInbox(deps: InboxDeps): ObjectHandler {
  return async (object, { remainingMs }) => {
    const organizationId = organizationOf(object.key);
    if (organizationId === undefined) {
      log.warn('not a file of an organization', { object: object.key });
      return { status: 'ignored' };
    }
    const { key, etag, sizeBytes } = object;
    const arrived = { organizationId, id: jobIdOf(object), key, etag, sizeBytes };
    const file = await noteInboxFile(deps.db, arrived, deps.now());
    if (!file) return { status: 'known' };
    return { status: await runInboxFile(deps, file, () => remainingMs() > INBOX_RESERVE_MS) };
  };
}
