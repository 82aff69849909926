/**
 * All keys and access patterns. Each key has its inverse beside it: `keys.lot(org, id)` and `keys.lot.idOf(sk)`.
 *
 * Ledger table
 *   ORG#<org>            ACCOUNT               the account: every decision about money
 *                        PROFILE               name, payment method
 *                        LOT#<lot>             one lot; sorts in the order of spending  -> due `expire-lots`
 *                        ORDER#<order>         one purchase or recharge                 -> due `reconcile-payments`
 *                        ORDERED#<kind>#<instant>#<order>   the orders of a kind by time
 *                        REFUND#<refund>       one refund of a purchase                 -> due `reconcile-payments`
 *                        METHODSESSION#<key>   a page on which a card is entered        -> due `reconcile-payments`
 *                        DISPUTE#<dispute>     one chargeback, so that it is booked once
 *                        BOOKING#<booking>     what an operator did with credits by hand, so that it is done once
 *                        BOOKED#<reference>    the lot that the operator's own reference names, once
 *                        ENTRY#<12 digits>     one ledger entry, numbered without gaps
 *                        DEBT#<16 digits>      the debts that one entry made, from that place of the queue on
 *                        REPAID#<16 digits>    one payment of debts, from that place on
 *                        DEBTCANCELLED#<16 digits>   a debt that was cancelled, from that place on
 *                        INVOICE#<8 digits>    one invoice, numbered without gaps -> due `report-taxes`
 *                        CREDITNOTE#<8 digits> one credit note, numbered without gaps -> due `report-taxes`
 *                        MONTH#<YYYY-MM>       what the ledger moved in a month, and its statement -> due `close-books`
 *                        POSTPAID#<YYYY-MM>    the statement of postpaid usage of a month -> due `close-month`
 *                        JOURNAL               how many entries the journal has
 *                        JOURNAL#<12 digits>   one change of what is not money, numbered without gaps
 *                        MEMBER#<member>       one person who may sign in for the organization
 *                        MEMBERS               how many members and owners there are
 *                        CLIENT#<client>       one program that gets tokens with a secret of its own
 *                        USER#<user>           one user with licenses
 *                        UPN#<name>            user principal name -> user, unique
 *                        LICENSES              quantity and assigned per SKU
 *                        JOB#<job>             one list that is worked on line by line, one file of the inbox, or one
 *                                              export  -> due `run-license-jobs`, `run-user-imports`, `read-inbox`,
 *                                              `run-exports`, `run-erasures`
 *                        JOBLINES#<job>#<4 digits>    its lines, compressed
 *                        JOBERRORS#<job>#<6 digits>   the lines that failed, from that line on
 *                        POOLS#<YYYY-MM>       seats and use of every minute pool; 0000-00 before the first
 *                        REQUEST#<key>         one idempotent request, purged after a day
 *   DECKS                LISTED#<effective from>#<deck>   one published deck
 *                        WINDOW#<currency>     the decks in force around now: read with every decision
 *   DECKS#<currency>#<kind>   <effective from> the deck that is in force from then on
 *   DECK#<deck>          CHUNK#<3 digits>      the rows of a deck, compressed
 *   SCHEDULE             <name>                the progress of a schedule
 *   AUDIT                <org>#<4 digits>      a part of the tallies from which the organization's next audit goes on
 *                        #<org>                what the organization's last audit found
 *   REVENUE#<YYYY-MM>    ORG#<org>             what an organization's credits of the month came to
 *                        TOTAL#<currency>      the sums of all organizations whose month is closed
 *                        OPENED                how many organizations have the month
 *   EMAIL#<e-mail>       MEMBER#<org>          a person with this address was invited there, and who accepted it
 *   PERSON#<subject>     MEMBER#<org>          the person is a member there: read at every sign-in
 *                        CHOICE                for which organization the person works
 *   CLIENT#<client>      OWNER                 of which organization the program is
 *   ORGANIZATIONS        ORG#<org>             this organization exists
 *
 * Calls table
 *   CALL#<org>#<call>    CALL                  one call: authorized -> received -> settled -> voided; a call that its
 *                                              page speaks for names the page               -> due `unsettled`
 *   DAY#<org>#<day>      PAGE#<received>#<id>  up to a hundred calls of that day that one request reported, and what
 *                                              became of them                               -> due `unsettled`
 *   INTAKE#<shard>       <minute>#<org>#<day>  in that minute, calls of that day were reported: the sweep finds the
 *                                              pages of a minute by it
 *
 * Both tables: the sparse index `due` lists the items that wait for a schedule, by instant.
 */
import { AUDIT_PARTITION, SCHEDULE_PARTITION } from '../../contract/tables.ts';
import type { Currency } from '../../domain/currencies.ts';
import type {
  BookingId,
  CallId,
  ClientId,
  DisputeId,
  JobId,
  LotId,
  MemberId,
  OrderId,
  OrganizationId,
  PersonId,
  RateDeckId,
  RefundId,
  UserId,
} from '../../domain/ids.ts';
import type { Instant, Month } from '../../domain/instants.ts';
import type { Micros } from '../../domain/money.ts';

export interface Key {
  pk: string;
  sk: string;
}

const partitionOf = (organizationId: OrganizationId): string => `ORG#${organizationId}`;

const inOrganization = (organizationId: OrganizationId, sk: string): Key => ({
  pk: partitionOf(organizationId),
  sk,
});

/** Writes the id in a sort key as text, and reads it from there. */
interface IdText<Id> {
  readonly write: (id: Id) => string;
  readonly read: (text: string) => Id;
}

const asIs: IdText<string> = { write: (id) => id, read: (text) => text };

/** Numbers with leading zeros sort by their value. */
const digits = (length: number): IdText<number> => ({
  write: (value) => String(value).padStart(length, '0'),
  read: Number,
});

/** A place in the queue of debts; money that can be counted has at most 16 digits. */
const place: IdText<Micros> = digits(16);

/** The key of one kind of item of an organization; `prefix` begins its sort keys, and `idOf` reads the id from one. */
interface KindOfKey<Id> {
  (organizationId: OrganizationId, id: Id): Key;
  readonly prefix: string;
  readonly idOf: (sk: string) => Id;
}

function kind<Id>(prefix: string, { write, read }: IdText<Id>): KindOfKey<Id> {
  const key = (organizationId: OrganizationId, id: Id) => inOrganization(organizationId, prefix + write(id));
  return Object.assign(key, { prefix, idOf: (sk: string) => read(sk.slice(prefix.length)) });
}

function partitionOfDay(organizationId: OrganizationId, day: string): string {
  return `DAY#${organizationId}#${day}`;
}

const JOB_LINES = 'JOBLINES#';
const JOB_ERRORS = 'JOBERRORS#';

const PAGE = 'PAGE#';

function pageName(receivedAt: Instant, id: string): string {
  return `${PAGE}${receivedAt}#${id}`;
}

function talliesPrefix(organizationId: OrganizationId): string {
  return `${organizationId}#`;
}

const addressOf = (email: string): string => `EMAIL#${email.toLowerCase()}`;

const personOf = (subject: PersonId): string => `PERSON#${subject}`;

const MEMBER_OF = 'MEMBER#';

const markShard = (shard: number): string => `INTAKE#${shard}`;

function markOf(sk: string): IntakeMark {
  const [minute = '', organizationId = '', day = ''] = sk.split('#');
  return { minute, organizationId, day };
}

function markPrefix(minute: string): string {
  return `${minute}#`;
}

function orderedPrefix(orderKind: string): string {
  return `ORDERED#${orderKind}#`;
}

const TOTAL = 'TOTAL#';

function revenueOf(month: Month): string {
  return `REVENUE#${month}`;
}

export const keys = {
  organization: Object.assign(partitionOf, {
    idOf: (pk: string): OrganizationId => pk.slice(partitionOf('').length),
  }),
  account: (org: OrganizationId) => inOrganization(org, 'ACCOUNT'),
  profile: (org: OrganizationId) => inOrganization(org, 'PROFILE'),
  lot: kind<LotId>('LOT#', asIs),
  order: kind<OrderId>('ORDER#', asIs),
  orderByTime: Object.assign(
    (order: { organizationId: OrganizationId; kind: string; createdAt: Instant; id: OrderId }) =>
      inOrganization(order.organizationId, `${orderedPrefix(order.kind)}${order.createdAt}#${order.id}`),
    {
      prefixOf: orderedPrefix,
      /** `<instant>#<order>`: the same for both kinds. */
      placeOf: (sk: string, orderKind: string) => sk.slice(orderedPrefix(orderKind).length),
    },
  ),
  refund: kind<RefundId>('REFUND#', asIs),
  dispute: kind<DisputeId>('DISPUTE#', asIs),
  booking: kind<BookingId>('BOOKING#', asIs),
  /** Its id is the operator's own reference. */
  bookedReference: kind('BOOKED#', asIs),
  methodSession: kind<string>('METHODSESSION#', asIs),
  entry: kind('ENTRY#', digits(12)),
  debt: kind('DEBT#', place),
  debtPayment: kind('REPAID#', place),
  cancelledDebt: kind('DEBTCANCELLED#', place),
  invoice: kind('INVOICE#', digits(8)),
  creditNote: kind('CREDITNOTE#', digits(8)),
  statement: kind<Month>('POSTPAID#', asIs),
  month: kind<Month>('MONTH#', asIs),
  revenue: Object.assign(
    (month: Month, org: OrganizationId): Key => ({ pk: revenueOf(month), sk: partitionOf(org) }),
    {
      prefix: partitionOf(''),
      partitionOf: revenueOf,
      idOf: (sk: string): OrganizationId => sk.slice(partitionOf('').length),
    },
  ),
  revenueTotal: Object.assign(
    (month: Month, currency: Currency): Key => ({ pk: revenueOf(month), sk: TOTAL + currency }),
    { prefix: TOTAL, idOf: (sk: string): Currency => sk.slice(TOTAL.length) },
  ),
  revenueOpened: (month: Month): Key => ({ pk: revenueOf(month), sk: 'OPENED' }),
  journal: (org: OrganizationId) => inOrganization(org, 'JOURNAL'),
  journalEntry: kind('JOURNAL#', digits(12)),
  member: kind<MemberId>('MEMBER#', asIs),
  roster: (org: OrganizationId) => inOrganization(org, 'MEMBERS'),
  address: addressOf,
  invitation: Object.assign(
    (email: string, org: OrganizationId): Key => ({ pk: addressOf(email), sk: MEMBER_OF + org }),
    { prefix: MEMBER_OF, idOf: (sk: string): OrganizationId => sk.slice(MEMBER_OF.length) },
  ),
  person: personOf,
  membership: Object.assign(
    (subject: PersonId, org: OrganizationId): Key => ({ pk: personOf(subject), sk: MEMBER_OF + org }),
    { prefix: MEMBER_OF, idOf: (sk: string): OrganizationId => sk.slice(MEMBER_OF.length) },
  ),
  choice: (subject: PersonId): Key => ({ pk: personOf(subject), sk: 'CHOICE' }),
  client: kind<ClientId>('CLIENT#', asIs),
  clientOwner: (id: ClientId): Key => ({ pk: `CLIENT#${id}`, sk: 'OWNER' }),
  user: kind<UserId>('USER#', asIs),
  /** Its id is the name in lower case. */
  userPrincipalName: kind('UPN#', { ...asIs, write: (name: string) => name.toLowerCase() }),
  licenses: (org: OrganizationId) => inOrganization(org, 'LICENSES'),
  job: kind<JobId>('JOB#', asIs),
  jobLines: Object.assign(
    (org: OrganizationId, jobId: JobId, chunk: number) =>
      inOrganization(org, `${JOB_LINES}${jobId}#${String(chunk).padStart(4, '0')}`),
    { prefix: JOB_LINES },
  ),
  jobErrors: Object.assign(
    (org: OrganizationId, jobId: JobId, line: number) =>
      inOrganization(org, `${JOB_ERRORS}${jobId}#${String(line).padStart(6, '0')}`),
    { prefix: JOB_ERRORS, prefixOf: (jobId: JobId) => `${JOB_ERRORS}${jobId}#` },
  ),
  /** The sort keys of what repeats texts that were sent: lines of jobs, those that failed, and the journal. */
  sentTexts: { from: JOB_ERRORS, to: 'JOURNAL#~' },
  pools: kind<Month>('POOLS#', asIs),
  request: kind('REQUEST#', asIs),
  decks: 'DECKS',
  deckListed: Object.assign(
    (deck: { effectiveFrom: Instant; id: RateDeckId }): Key => ({
      pk: 'DECKS',
      sk: `LISTED#${deck.effectiveFrom}#${deck.id}`,
    }),
    { prefix: 'LISTED#' },
  ),
  deckWindow: (currency: Currency): Key => ({ pk: 'DECKS', sk: `WINDOW#${currency}` }),
  deckTimes: (currency: Currency, kind: string) => `DECKS#${currency}#${kind}`,
  deckChunk: (deckId: RateDeckId, chunk: number): Key => ({
    pk: `DECK#${deckId}`,
    sk: `CHUNK#${String(chunk).padStart(3, '0')}`,
  }),
  organizations: () => 'ORGANIZATIONS',
  organizationListed: Object.assign(
    (org: OrganizationId): Key => ({ pk: 'ORGANIZATIONS', sk: partitionOf(org) }),
    {
      prefix: partitionOf(''),
      idOf: (sk: string): OrganizationId => sk.slice(partitionOf('').length),
    },
  ),
  schedule: (name: string): Key => ({ pk: SCHEDULE_PARTITION, sk: name }),
  auditTallies: Object.assign(
    (org: OrganizationId, part: number): Key => ({
      pk: AUDIT_PARTITION,
      sk: `${talliesPrefix(org)}${String(part).padStart(4, '0')}`,
    }),
    { prefixOf: talliesPrefix },
  ),
  /** No id of an organization begins with `#`, so that it is none of the tallies' keys. */
  auditReport: (org: OrganizationId): Key => ({ pk: AUDIT_PARTITION, sk: `#${org}` }),
  call: (org: OrganizationId, callId: CallId): Key => ({ pk: `CALL#${org}#${callId}`, sk: 'CALL' }),
  /** How the partitions of an organization's calls, and of its days, begin. */
  partitionsOfCalls: (org: OrganizationId): readonly string[] => [`CALL#${org}#`, partitionOfDay(org, '')],
  day: partitionOfDay,
  /** The sort key of a page. Pages of a day sort by the instant at which they came. */
  pageName,
  /** The id with which {@link pageName} was made. */
  requestOfPage: (name: string): string => name.slice(name.indexOf('#', PAGE.length) + 1),
  /** The sort keys of the pages that were received from one minute to another, both included. */
  pageRange: ({ from, to }: { readonly from: string; readonly to: string }) => ({
    from: PAGE + from,
    to: `${PAGE}${to}~`,
  }),
  page: (page: PageName): Key => ({ pk: partitionOfDay(page.organizationId, page.day), sk: page.name }),
  intakeMark: Object.assign(
    ({ shard, ...mark }: IntakeMark & { readonly shard: number }): Key => ({
      pk: markShard(shard),
      sk: `${markPrefix(mark.minute)}${mark.organizationId}#${mark.day}`,
    }),
    { shardOf: markShard, prefixOf: markPrefix, idOf: markOf },
  ),
} as const;

/** In `minute`, such as `2026-01-05T09:30`, the organization had calls of this day reported. */
export interface IntakeMark {
  readonly minute: string;
  readonly organizationId: OrganizationId;
  readonly day: string;
}

export interface PageName {
  readonly organizationId: OrganizationId;
  readonly day: string;
  /** Its sort key: it begins with the instant at which the request came. */
  readonly name: string;
}

export interface CallName {
  readonly organizationId: OrganizationId;
  readonly callId: CallId;
}

/** The organization and the call in a call's partition key; organization ids have no `#`. */
export function callOf(pk: string): CallName {
  const end = pk.indexOf('#', 5);
  return { organizationId: pk.slice(5, end), callId: pk.slice(end + 1) };
}

/** The organization and the day in the partition key of a day. */
export function dayOf(pk: string): { readonly organizationId: OrganizationId; readonly day: string } {
  const end = pk.lastIndexOf('#');
  return { organizationId: pk.slice('DAY#'.length, end), day: pk.slice(end + 1) };
}

export const isPageKey = ({ sk }: Key): boolean => sk.startsWith(PAGE);

export const pageOfKey = ({ pk, sk }: Key): PageName => ({ ...dayOf(pk), name: sk });
