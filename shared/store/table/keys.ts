/**
 * Keys and access patterns, all of them.
 *
 * Ledger table
 *   ORG#<org>            ACCOUNT               the account: every decision about money
 *                        PROFILE               name, payment method
 *                        LOT#<lot>             one lot; sorts by purchase               -> due `expire-lots`
 *                        ORDER#<order>         one purchase or recharge                 -> due `reconcile-payments`
 *                        ORDERED#<kind>#<instant>#<order>   the orders of a kind by time
 *                        REFUND#<refund>       one refund of a purchase                 -> due `reconcile-payments`
 *                        DISPUTE#<dispute>     one chargeback, so that it is booked once
 *                        ENTRY#<12 digits>     one ledger entry, numbered without gaps
 *                        DEBT#<16 digits>      whose debts one entry made, from that place of the queue on
 *                        REPAID#<16 digits>    one payment of debts, from that place on
 *                        DEBTCANCELLED#<16 digits>   what nobody owes any more, from that place on
 *                        INVOICE#<8 digits>    one invoice, numbered without gaps
 *                        POSTPAID#<YYYY-MM>    the statement of postpaid usage of a month -> due `close-month`
 *                        USER#<user>           one user with licenses
 *                        UPN#<name>            user principal name -> user, unique
 *                        LICENSES              quantity and assigned per SKU
 *                        JOB#<job>             one bulk assignment of licenses          -> due `run-license-jobs`
 *                        JOBLINES#<job>#<4 digits>    its lines, compressed
 *                        JOBERRORS#<job>#<6 digits>   the lines that failed, from that line on
 *                        POOLS#<YYYY-MM>       seats and use of every minute pool; 0000-00 before the first
 *                        REQUEST#<key>         one idempotent request, purged after a day
 *   DECKS                LISTED#<effective from>#<deck>   one published deck
 *                        WINDOW#<currency>     the decks in force around now: read with every decision
 *   DECKS#<currency>#<kind>   <effective from> the deck that is in force from then on
 *   DECK#<deck>          CHUNK#<3 digits>      the rows of a deck, compressed
 *   SCHEDULE             <name>                how far a schedule has come
 *   ORGANIZATIONS        ORG#<org>             that there is this organization
 *
 * Calls table
 *   CALL#<org>#<call>    CALL                  one call: authorized -> received -> settled -> voided
 *   DAY#<org>#<day>      PAGE#<received>#<id>  the calls of that day that one request reported
 *                                                                                       -> due `settle-stragglers#<shard>`
 *
 * Both tables: the sparse index `due` lists what waits for a schedule, by instant.
 */
import { SCHEDULE_PARTITION } from '../../contract/tables.ts';

export interface Key {
  pk: string;
  sk: string;
}

const inOrganization = (organizationId: string, sk: string): Key => ({ pk: `ORG#${organizationId}`, sk });

/** A place in the queue of debts; money that can be counted has at most 16 digits. */
const place = (micros: number): string => String(micros).padStart(16, '0');

export const keys = {
  organization: (org: string) => `ORG#${org}`,
  account: (org: string) => inOrganization(org, 'ACCOUNT'),
  profile: (org: string) => inOrganization(org, 'PROFILE'),
  lot: (org: string, lotId: string) => inOrganization(org, `LOT#${lotId}`),
  order: (org: string, orderId: string) => inOrganization(org, `ORDER#${orderId}`),
  orderByTime: (order: { organizationId: string; kind: string; createdAt: string; id: string }) =>
    inOrganization(order.organizationId, `ORDERED#${order.kind}#${order.createdAt}#${order.id}`),
  refund: (org: string, refundId: string) => inOrganization(org, `REFUND#${refundId}`),
  dispute: (org: string, disputeId: string) => inOrganization(org, `DISPUTE#${disputeId}`),
  entry: (org: string, sequence: number) =>
    inOrganization(org, `ENTRY#${String(sequence).padStart(12, '0')}`),
  debt: (org: string, fromMicros: number) => inOrganization(org, `DEBT#${place(fromMicros)}`),
  debtPayment: (org: string, fromMicros: number) => inOrganization(org, `REPAID#${place(fromMicros)}`),
  cancelledDebt: (org: string, fromMicros: number) =>
    inOrganization(org, `DEBTCANCELLED#${place(fromMicros)}`),
  invoice: (org: string, number: number) => inOrganization(org, `INVOICE#${String(number).padStart(8, '0')}`),
  statement: (org: string, month: string) => inOrganization(org, `POSTPAID#${month}`),
  user: (org: string, userId: string) => inOrganization(org, `USER#${userId}`),
  userPrincipalName: (org: string, name: string) => inOrganization(org, `UPN#${name.toLowerCase()}`),
  licenses: (org: string) => inOrganization(org, 'LICENSES'),
  licenseJob: (org: string, jobId: string) => inOrganization(org, `JOB#${jobId}`),
  licenseJobLines: (org: string, jobId: string, chunk: number) =>
    inOrganization(org, `JOBLINES#${jobId}#${String(chunk).padStart(4, '0')}`),
  licenseJobErrors: (org: string, jobId: string, line: number) =>
    inOrganization(org, `JOBERRORS#${jobId}#${String(line).padStart(6, '0')}`),
  pools: (org: string, month: string) => inOrganization(org, `POOLS#${month}`),
  request: (org: string, key: string) => inOrganization(org, `REQUEST#${key}`),
  decks: 'DECKS',
  deckListed: (deck: { effectiveFrom: string; id: string }): Key => ({
    pk: 'DECKS',
    sk: `LISTED#${deck.effectiveFrom}#${deck.id}`,
  }),
  deckWindow: (currency: string): Key => ({ pk: 'DECKS', sk: `WINDOW#${currency}` }),
  deckTimes: (currency: string, kind: string) => `DECKS#${currency}#${kind}`,
  deckChunk: (deckId: string, chunk: number): Key => ({
    pk: `DECK#${deckId}`,
    sk: `CHUNK#${String(chunk).padStart(3, '0')}`,
  }),
  organizations: () => 'ORGANIZATIONS',
  organizationListed: (org: string): Key => ({ pk: 'ORGANIZATIONS', sk: `ORG#${org}` }),
  schedule: (name: string): Key => ({ pk: SCHEDULE_PARTITION, sk: name }),
  call: (org: string, callId: string): Key => ({ pk: `CALL#${org}#${callId}`, sk: 'CALL' }),
  day: (org: string, day: string) => `DAY#${org}#${day}`,
} as const;

export interface CallName {
  readonly organizationId: string;
  readonly callId: string;
}

/** The organization and the call in a call's partition key; organization ids have no `#`. */
export function callOf(pk: string): CallName {
  const end = pk.indexOf('#', 5);
  return { organizationId: pk.slice(5, end), callId: pk.slice(end + 1) };
}

/** The organization in the partition key of a day. */
export function organizationOfDay(pk: string): string {
  return pk.slice('DAY#'.length, pk.lastIndexOf('#'));
}
