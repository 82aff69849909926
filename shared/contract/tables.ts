/** The shape of the two tables and their one index, for the stacks and the store alike. */

export const KEY = { partition: 'pk', sort: 'sk' } as const;

/** Sparse index of items that wait for a schedule: `due` names the work, `dueAt` (ISO 8601) the instant. */
export const DUE_INDEX = { name: 'due', partition: 'due', sort: 'dueAt' } as const;

/** Partition of the ledger that keeps how far each schedule has come. */
export const SCHEDULE_PARTITION = 'SCHEDULE';

/** Partition that is asked for whether a table answers; there is nothing in it. */
export const REACH_PARTITION = 'REACH';

/** Attribute that DynamoDB's time to live reads, in epoch seconds. */
export const TIME_TO_LIVE = 'purgeAt';

/** What each stream reader wants, in the language of Lambda event filters; values are DynamoDB JSON. */
export const STREAM_FILTERS = {
  settle: {
    eventName: ['INSERT', 'MODIFY'],
    // Not the marks that it leaves itself on calls without a price: those wait for the schedule.
    dynamodb: { NewImage: { status: { S: ['received'] }, due: { S: [{ exists: false }] } } },
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
