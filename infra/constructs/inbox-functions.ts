/** The functions that read what comes into the bucket: files of calls, which one begins and one goes on with, and decks. */
import {
  DECK_INBOX,
  DECK_OUTBOX,
  INBOX,
  INBOX_RUN_SECONDS,
  INBOX_WORK,
  OUTBOX,
} from '../../shared/contract/files.ts';
import { readFiles, writeFiles } from './file-grants.ts';
import type { FunctionContext } from './function-context.ts';
import type { ScheduledFunction } from './scheduled-function.ts';
import type { ServiceFunction } from './service-function.ts';
import { queryDueItems, readItems, writeItems } from './table-grants.ts';

/** Files that are read at the same time; others wait. What they bring is settled with everything else. */
const MAX_INSTANCES = 5;

export function addInboxReader(context: FunctionContext): ServiceFunction<'read-inbox'> {
  const reads = readsFiles(context);
  return context.add('read-inbox', {
    ...reads,
    grants: [...reads.grants, writeItems(context.ledger, 'PutItem')],
    impact: 'Files of calls that organizations send are read late.',
    maxInstances: MAX_INSTANCES,
  });
}

export function addInboxSweep(context: FunctionContext): {
  'continue-inbox': ScheduledFunction<'continue-inbox'>;
} {
  const reads = readsFiles(context);
  return {
    'continue-inbox': context.addScheduled('continue-inbox', {
      ...reads,
      everyMinutes: 1,
      grants: [...reads.grants, queryDueItems(context.ledger)],
      impact: 'Large files of calls are read in part only, and have no result.',
    }),
  };
}

/** One deck after another, so that the result of a name is of the file that was put last under it. */
export function addDeckReader({
  add,
  environments,
  ledger,
  files,
}: FunctionContext): ServiceFunction<'read-rate-deck'> {
  return add('read-rate-deck', {
    environment: { ...environments.ledger, ...environments.files },
    grants: [
      readItems(ledger),
      writeItems(ledger, 'PutItem'),
      // It looks at its own result when the deck is deleted.
      ...readFiles(files, DECK_INBOX, DECK_OUTBOX),
      writeFiles(files, DECK_OUTBOX),
    ],
    impact: 'Rate decks that are put into the bucket are not published.',
    maxInstances: 1,
    memoryMegabytes: 1769,
    timeoutSeconds: 300,
  });
}

function readsFiles({ environments, ledger, calls, files }: FunctionContext) {
  return {
    environment: { ...environments.tables, ...environments.files },
    grants: [
      readItems(ledger),
      writeItems(ledger, 'UpdateItem'),
      readItems(calls),
      writeItems(calls, 'UpdateItem', 'BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate'),
      ...readFiles(files, INBOX, INBOX_WORK),
      writeFiles(files, OUTBOX, INBOX_WORK),
    ],
    memoryMegabytes: 1024,
    timeoutSeconds: INBOX_RUN_SECONDS,
  };
}
