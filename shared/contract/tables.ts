/** The keys, the index and the stream filters of the two tables, for the stacks and for the store. */

export const KEY = { partition: 'pk', sort: 'sk' } as const;

/** Sparse index of items that are due for a schedule: `due` names the work, `dueAt` (ISO 8601) the instant. */
export const DUE_INDEX = { name: 'due', partition: 'due', sort: 'dueAt' } as const;

/** The partition of the ledger with the progress of each schedule. */
export const SCHEDULE_PARTITION = 'SCHEDULE';

/** The partition of the ledger with what each organization's audit goes on from. */
export const AUDIT_PARTITION = 'AUDIT';

/** An empty partition. The health check reads it to see whether the table responds. */
export const REACH_PARTITION = 'REACH';

/** Attribute that DynamoDB's time to live reads, in epoch seconds. */
export const TIME_TO_LIVE = 'purgeAt';

/** The records that each stream reader receives, as Lambda event filters; values are DynamoDB JSON. */
export const STREAM_FILTERS = {
  settle: {
    // A page as its request wrote it. What changes it later is settlement itself, a void or a correction.
    eventName: ['INSERT'],
    dynamodb: { NewImage: { rows: { B: [{ exists: true }] } } },
  },
  'auto-recharge': {
    eventName: ['INSERT', 'MODIFY'],
    dynamodb: { NewImage: { rechargeDue: { BOOL: [true] } } },
  },
  'publish-ledger-events': {
    eventName: ['INSERT', 'MODIFY'],
    dynamodb: { NewImage: { outbox: { S: [{ exists: true }] } } },
  },
  'publish-call-events': {
    eventName: ['INSERT', 'MODIFY'],
    dynamodb: { NewImage: { outbox: { S: [{ exists: true }] } } },
  },
} as const;
