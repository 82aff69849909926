/** A request that is sent again, in the day of its stored response and after it, is in the journal once. */
import { beforeAll, expect, test } from '@jest/globals';
import { extendLot, writeOffLot } from '../../functions/grants/change-lot.ts';
import { createGrant } from '../../functions/grants/create-grant.ts';
import { moveCredits } from '../../functions/grants/move-credits.ts';
import { createPurchase } from '../../functions/purchases/create-purchase.ts';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { correctCall, voidCall } from '../../functions/usage/reverse-call.ts';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import type { Route } from '../../shared/contract/routes/route.ts';
import type { JournalEntry } from '../../shared/domain/journal/changes.ts';
import type { HttpRequest } from '../../shared/lambda/http.ts';
import { idempotent, type KeyedOperation } from '../../shared/lambda/idempotency.ts';
import { NOBODY } from '../../shared/lambda/identity.ts';
import { listJournal } from '../../shared/store/journal/journal-entries.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { type GrantFixture, openGrantFixture } from '../support/grant-fixture.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
let payments: PaymentFixture;
let calls: ReversalFixture;
let grants: GrantFixture;
let receiver: GrantFixture;
let lots: readonly string[] = [];

beforeAll(async () => {
  payments = await openPaymentFixture(database.db, nextOrganizationId('keyed'));
  await payments.purchase('paid');
  calls = await openReversalFixture(database.db, nextOrganizationId('keyed'));
  await calls.call('c1', 5);
  await calls.call('c2', 5);
  grants = await openGrantFixture(database.db, nextOrganizationId('keyed'));
  receiver = await openGrantFixture(database.db, nextOrganizationId('keyed'));
  for (const key of ['extended', 'written-off', 'moved']) await grants.grant(key);
  lots = (await grants.lots()).map(({ id }) => id);
});

interface Keyed {
  readonly operation: KeyedOperation;
  readonly params: Readonly<Record<string, string>>;
  readonly body: object;
}

const GRANT = { amount: '25.00', kind: 'goodwill', reason: 'Outage', reference: 'TICKET 1' };

/** One row for each route with a key, by the kind that the journal has for it. */
const KEYED: Readonly<Record<string, () => Keyed>> = {
  'purchase.ordered': () => ({
    operation: createPurchase(payments.deps),
    params: { org: payments.org },
    body: { amount: '60.00' },
  }),
  'refund.requested': () => ({
    operation: refundPurchase(payments.deps),
    params: { org: payments.org, purchase: payments.purchaseId('paid') },
    body: { amount: '10.00', reason: 'Bought twice' },
  }),
  'call.voided': () => ({
    operation: voidCall(calls.deps),
    params: { org: calls.org, call: 'c1' },
    body: { reason: 'Bad line' },
  }),
  'call.corrected': () => ({
    operation: correctCall(calls.deps),
    params: { org: calls.org, call: 'c2' },
    body: { durationSeconds: 60 },
  }),
  'credits.granted': () => ({
    operation: createGrant(grants.deps),
    params: { org: grants.org },
    body: GRANT,
  }),
  'lot.extended': () => ({
    operation: extendLot(grants.deps),
    params: { org: grants.org, lot: lots[0] ?? '' },
    body: { expiresAt: '2027-06-01T00:00:00Z', reason: 'Outage' },
  }),
  'lot.written-off': () => ({
    operation: writeOffLot(grants.deps),
    params: { org: grants.org, lot: lots[1] ?? '' },
    body: { reason: 'Given twice' },
  }),
  'credits.moved-out': () => ({
    operation: moveCredits(grants.deps),
    params: { org: grants.org, lot: lots[2] ?? '' },
    body: { organization: receiver.org, reason: 'Merged', reference: 'MERGER 1' },
  }),
};

/** Opens a page of the gateway, where the payer changes something or nothing. */
const CHANGES_NOTHING = 'POST /v1/organizations/{org}/payment-methods/sessions';

const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

test('every route with a key is here', () => {
  const keyed = ALL_ROUTES.filter(({ idempotent: takesKey }) => takesKey).map(nameOf);
  const here = Object.values(KEYED).map((make) => nameOf(make().operation.route));
  expect([...here, CHANGES_NOTHING].sort()).toEqual(keyed.sort());
});

async function journalOf(org = ''): Promise<readonly JournalEntry[]> {
  return (await listJournal(database.db, org, { page: { limit: 500 } })).items;
}

test.each(Object.entries(KEYED))('%s: once, however often it is sent', async (kind, make) => {
  const { operation, params, body } = make();
  const before = await journalOf(params.org);
  const send = (requestId: string): HttpRequest =>
    aRequest({
      params,
      path: operation.route.path,
      headers: { 'idempotency-key': kind },
      body: JSON.stringify(body),
      caller: { ...NOBODY, subject: 'ada-1', name: 'Ada' },
      requestId,
    });
  const { deps } = payments;
  await idempotent(deps, operation)(send('first'));
  await idempotent(deps, operation)(send('again'));
  await Promise.all(['late', 'later'].map((requestId) => operation(send(requestId), kind)));
  const added = (await journalOf(params.org)).slice(0, -before.length);
  expect(added).toMatchObject([
    { kind, sequence: before.length + 1, requestId: 'first', actor: { kind: 'person', id: 'ada-1' } },
  ]);
});
