/** Goes on with the files of the inbox that no run is at: one that had no time left, or that has died. */
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import type { InboxFile } from '../../shared/store/jobs/inbox-file.ts';
import { beginRun, waitingInboxFiles } from '../../shared/store/jobs/inbox-files.ts';
import type { InboxDeps } from './inbox-deps.ts';
import { INBOX_RESERVE_MS } from './read-inbox.ts';
import { type RunOutcome, runInboxFile } from './run-inbox-file.ts';

/** A large file gives the others their turn. */
const TURN_MS = 60_000;

export function continueInbox(deps: InboxDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { completed: 0, unreadable: 0, left: 0, failed: 0 };
    for await (const files of waitingInboxFiles(deps.db, deps.now())) {
      for (const file of files) {
        if (remainingMs() <= INBOX_RESERVE_MS) return counts;
        const until = Math.max(INBOX_RESERVE_MS, remainingMs() - TURN_MS);
        const outcome = await goOn(deps, file, () => remainingMs() > until);
        if (outcome !== 'lost') counts[outcome] += 1;
      }
    }
    return counts;
  };
}

type Outcome = Exclude<RunOutcome, 'failed'> | 'unreadable' | 'failed';

/** A run that fails keeps no other file from being read. Its own waits until the run counts as dead. */
async function goOn(deps: InboxDeps, file: InboxFile, mayContinue: () => boolean): Promise<Outcome> {
  try {
    const begun = await beginRun(deps.db, file, deps.now());
    if (!begun) return 'lost';
    const outcome = await runInboxFile(deps, begun, mayContinue);
    return outcome === 'failed' ? 'unreadable' : outcome;
  } catch (error) {
    log.error('file of calls not read', { file: file.key, line: file.line, error });
    return 'failed';
  }
}
