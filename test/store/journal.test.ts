/** The journal: every change once, with who made it, numbered without gaps whatever happens meanwhile. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { assignLicense, removeLicense } from '../../functions/licenses/assign-license.ts';
import { assignMany } from '../../functions/licenses/assign-many.ts';
import { setLicenseQuantity } from '../../functions/licenses/license-quantities.ts';
import { runLicenseJobs } from '../../functions/licenses/run-license-jobs.ts';
import { createUser, deleteUser, patchUser } from '../../functions/licenses/users.ts';
import { inviteMember, patchMember, removeMember } from '../../functions/members/members.ts';
import { putAutoRecharge } from '../../functions/organizations/auto-recharge-settings.ts';
import { createOrganization, patchOrganization } from '../../functions/organizations/settings.ts';
import { createPurchase } from '../../functions/purchases/create-purchase.ts';
import { getPurchase } from '../../functions/purchases/read-purchases.ts';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { listRateDecks, publishRateDeck } from '../../functions/rates/rate-decks.ts';
import { getJournal } from '../../functions/reports/journal.ts';
import { getLedger } from '../../functions/reports/money.ts';
import { correctCall, voidCall } from '../../functions/usage/reverse-call.ts';
import { JournalEntry as JournalAnswer } from '../../shared/contract/answers/journal.answers.ts';
import { RateDeck } from '../../shared/contract/answers/rates.answers.ts';
import { Entry } from '../../shared/contract/answers/reports.answers.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { JournalEntry } from '../../shared/domain/journal/changes.ts';
import { Refusal } from '../../shared/domain/refusals.ts';
import { type Identity, NOBODY } from '../../shared/lambda/identity.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { findOrder, listOrders } from '../../shared/store/credits/orders.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import { listJournal } from '../../shared/store/journal/journal-entries.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { sendUpdate, update } from '../../shared/store/table/writes.ts';
import { OUTBOUND_CSV } from '../domain/calls/call-fixtures.ts';
import { START } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';
import { openReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
let fixture: PaymentFixture;
let org = '';

const ADA: Identity = { ...NOBODY, subject: 'ada-1', name: 'Ada', scopes: ['billing:write'] };
const SWITCH: Identity = {
  ...NOBODY,
  kind: 'client',
  subject: 's',
  client: 'cli_1',
  scopes: ['billing:write'],
};
const OPERATOR: Identity = { ...NOBODY, subject: 'op-1', name: 'Olga', scopes: ['operator'] };

beforeEach(async () => {
  org = nextOrganizationId('journal');
  fixture = await openPaymentFixture(database.db, org);
});

function requestOf(caller: Identity, body: object = {}, requestId = 'request-1') {
  return aRequest({
    params: { org },
    body: JSON.stringify(body),
    caller,
    requestId,
    sourceAddress: '192.0.2.1',
  });
}

const patch = (body: object, caller = ADA, requestId?: string) =>
  patchOrganization(fixture.deps)(requestOf(caller, body, requestId));

/** Oldest first. */
async function journal(): Promise<JournalEntry[]> {
  const { items } = await listJournal(database.db, org, { page: { limit: 500 } });
  return [...items].reverse();
}

async function lastEntry(): Promise<JournalEntry | undefined> {
  return (await journal()).at(-1);
}

test('entries are kept for good, or for as long as the deployment says', async () => {
  const purgeAtOf = async (sequence: number) => {
    const { Item } = await database.db.client.send(
      new GetCommand({ TableName: database.db.ledgerTable, Key: keys.journalEntry(org, sequence) }),
    );
    return Item && { at: String(Item.at), purgeAt: Item.purgeAt };
  };
  await patch({ payAsYouGo: true }, OPERATOR);
  const first = await lastEntry();
  const db = { ...database.db, retention: { ...database.db.retention, journalDays: 400 } };
  await patchOrganization({ ...fixture.deps, db })(requestOf(OPERATOR, { payAsYouGo: false }));
  expect(await purgeAtOf(first?.sequence ?? 0)).toMatchObject({ purgeAt: undefined });
  const kept = await purgeAtOf((first?.sequence ?? 0) + 1);
  expect(kept?.purgeAt).toBe(Math.floor(Date.parse(kept?.at ?? '') / 1000) + 400 * 86_400);
});

/** What the changes of the organization's terms make of nothing, in order. */
const replayed = (entries: readonly JournalEntry[]): Record<string, unknown> =>
  Object.assign(
    {},
    ...entries.filter(({ kind }) => kind.startsWith('organization.')).map(({ after }) => after),
  );

/** Each entry begins where the entry before it ended. */
function expectToContinue(entries: readonly JournalEntry[]): void {
  const state: Record<string, unknown> = {};
  for (const { kind, before, after } of entries.filter((entry) => entry.kind.startsWith('organization.'))) {
    if (kind === 'organization.changed')
      expect(before).toEqual(
        Object.fromEntries(Object.keys(before ?? {}).map((name) => [name, state[name] ?? null])),
      );
    Object.assign(state, after);
  }
}

async function presentTerms() {
  const [{ terms }, { name, statusReason }] = await Promise.all([
    loadAccount(database.db, org),
    loadProfile(database.db, org),
  ]);
  const { funded: _, ...rest } = terms;
  return { ...rest, name, ...(statusReason !== undefined && { statusReason }) };
}

const expectNoGap = (entries: readonly JournalEntry[]) =>
  expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));

describe('what an entry says', () => {
  test('a person changes a term: only what differs, by whom, by which request, from which address', async () => {
    await patch({ name: 'Contoso Ltd', creditsLicenseRequiredFor: 'every-call' });
    expect(await lastEntry()).toEqual({
      sequence: 3,
      at: fixture.clock,
      kind: 'organization.changed',
      subject: org,
      actor: { kind: 'person', id: 'ada-1', name: 'Ada' },
      before: { name: org },
      after: { name: 'Contoso Ltd' },
      requestId: 'request-1',
      sourceAddress: '192.0.2.1',
    });
  });

  test('an operator suspends with a reason', async () => {
    await patch({ status: 'suspended', reason: 'Unpaid' }, OPERATOR);
    expect(await lastEntry()).toMatchObject({
      actor: { kind: 'operator', id: 'op-1', name: 'Olga' },
      before: { status: 'active', statusReason: null },
      after: { status: 'suspended', statusReason: 'Unpaid' },
      reason: 'Unpaid',
    });
  });

  test('a client switches auto-recharge on', async () => {
    const body = { enabled: true, amount: '60.00', threshold: '10.00' };
    await putAutoRecharge(fixture.deps)(requestOf(SWITCH, body));
    expect(await lastEntry()).toMatchObject({
      kind: 'auto-recharge.changed',
      actor: { kind: 'client', id: 'cli_1' },
      before: { enabled: false, amount: '0.00', threshold: '0.00' },
      after: { enabled: true, amount: '60.00', threshold: '10.00' },
    });
  });

  test('a request that changes nothing has no entry', async () => {
    const before = await journal();
    await patch({ name: org });
    expect(await journal()).toEqual(before);
  });

  test('a refused request has no entry', async () => {
    const before = await journal();
    await expect(patch({ payAsYouGo: true })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await journal()).toEqual(before);
  });

  test('an entry is never earlier than the one before, whatever a clock says', async () => {
    await patch({ name: 'A' });
    const { clock } = fixture;
    fixture.clock = addSeconds(clock, -60);
    await patch({ name: 'B' });
    expect((await journal()).slice(-2).map(({ at }) => at)).toEqual([clock, clock]);
  });

  test('a new organization begins its journal', async () => {
    const id = nextOrganizationId('created');
    const body = { id, name: 'Fabrikam', country: 'DE', currency: 'USD', agreement: 'MCA' };
    await createOrganization(fixture.deps)(requestOf(OPERATOR, body));
    const { items } = await listJournal(database.db, id, { page: { limit: 10 } });
    expect(items).toEqual([
      expect.objectContaining({
        sequence: 1,
        kind: 'organization.created',
        actor: { kind: 'operator', id: 'op-1', name: 'Olga' },
        after: expect.objectContaining({ name: 'Fabrikam', country: 'DE', status: 'active' }),
      }),
    ]);
  });
});

/** As a client does: again, while the answer is that too many changes came at once. */
async function untilMade(run: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await run();
      return;
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'contended') throw error;
    }
  }
}

describe('numbers without gaps', () => {
  test('sixteen changes at once, each repeated until it is made: each is there once, and they replay', async () => {
    const made = Array.from({ length: 16 }, (_, index) => `request-${index}`);
    await Promise.all(
      made.map((requestId, index) =>
        untilMade(() =>
          index % 2 === 0
            ? patch({ name: `Name ${index}` }, ADA, requestId)
            : patch({ status: 'suspended', reason: `Reason ${index}` }, OPERATOR, requestId),
        ),
      ),
    );
    const entries = await journal();
    expectNoGap(entries);
    const requests = entries.flatMap(({ requestId }) =>
      requestId?.startsWith('request-') ? [requestId] : [],
    );
    expect([...requests].sort()).toEqual([...made].sort());
    expectToContinue(entries);
    expect(replayed(entries)).toEqual(await presentTerms());
  });

  test('a process that dies at any of its requests leaves the change with its entry, or neither', async () => {
    let hasDied = true;
    for (let nth = 1; hasDied; nth += 1) {
      const name = `Name ${nth}`;
      hasDied = await dieAt(nth, () => patch({ name }));
      const entries = await journal();
      expectNoGap(entries);
      const isChanged = (await loadProfile(database.db, org)).name === name;
      expect(entries.some(({ after }) => after?.name === name)).toBe(isChanged);
      expect(replayed(entries)).toEqual(await presentTerms());
      if (!hasDied) expect(nth).toBeGreaterThan(3);
    }
  });
});

/** The `nth` request to the tables is made, and the process does not learn its answer. Returns whether it came so far. */
async function dieAt(nth: number, run: () => Promise<unknown>): Promise<boolean> {
  const { middlewareStack } = database.db.client;
  let made = 0;
  middlewareStack.add(
    (next) => async (args) => {
      made += 1;
      if (made > nth) throw new Error('death');
      const answer = await next(args);
      if (made === nth) throw new Error('death');
      return answer;
    },
    { step: 'initialize', name: 'death', override: true },
  );
  try {
    await run();
    return false;
  } catch {
    return true;
  } finally {
    middlewareStack.remove('death');
  }
}

describe('money', () => {
  const ledger = async (organizationId = org): Promise<readonly Entry[]> => {
    const { body } = await getLedger(fixture.deps)(aRequest({ params: { org: organizationId } }));
    return z.object({ items: z.array(Entry) }).parse(body).items;
  };

  test('a purchase is in the journal once, and its entry in the ledger has who ordered it', async () => {
    const order = requestOf(ADA, { amount: '50.00' });
    await createPurchase(fixture.deps)(order, 'k');
    await createPurchase(fixture.deps)(order, 'k');
    const ordered = (await journal()).filter(({ kind }) => kind === 'purchase.ordered');
    const id = fixture.purchaseId('k');
    expect(ordered).toMatchObject([{ subject: id, after: { amount: '50.00', currency: 'USD' } }]);
    expect(await findOrder(database.db, org, id)).toMatchObject({ actor: { kind: 'person', id: 'ada-1' } });
    const actor = { kind: 'person', id: 'ada-1', name: 'Ada' };
    expect((await ledger())[0]).toMatchObject({ type: 'purchase', actor });
  });

  test('auto-recharge that a purchase switches on is a change of its own, when the purchase succeeds', async () => {
    const autoRecharge = { amount: '60.00', threshold: '10.00' };
    await createPurchase(fixture.deps)(requestOf(ADA, { amount: '50.00', autoRecharge }), 'k');
    expect(await lastEntry()).toMatchObject({
      kind: 'auto-recharge.changed',
      actor: { id: 'ada-1' },
      after: { enabled: true, ...autoRecharge },
    });
  });

  test('a refund has its reason in the journal, in the ledger, and in its answer', async () => {
    await fixture.purchase('k');
    const body = JSON.stringify({ amount: '20.00', reason: 'Bought twice' });
    const params = { org, purchase: fixture.purchaseId('k') };
    const request = { ...requestOf(ADA), params, body };
    const said = { actor: { kind: 'person', id: 'ada-1', name: 'Ada' }, reason: 'Bought twice' };
    expect((await refundPurchase(fixture.deps)(request, 'r')).body).toMatchObject(said);
    expect(await lastEntry()).toMatchObject({
      kind: 'refund.requested',
      ...said,
      after: { amount: '20.00' },
    });
    expect((await ledger())[0]).toMatchObject({ type: 'refund', ...said });
  });

  test('a recharge is by its schedule, and a chargeback by the gateway', async () => {
    await fixture.switchOnRecharge('50.00', '20.00');
    await fixture.stream();
    const [recharge] = (await listOrders(database.db, org, { limit: 1 })).items;
    await fixture.dispute(recharge?.id ?? '');
    expect((await ledger()).map(({ type, actor }) => [type, actor?.kind, actor?.id])).toEqual([
      ['chargeback', 'gateway', 'payments'],
      ['recharge', 'schedule', 'auto-recharge'],
    ]);
  });

  test('a void and a correction have their reasons; usage is by the function that settles it', async () => {
    const calls = await openReversalFixture(database.db, `${org}-calls`);
    await calls.call('c1', 5);
    await calls.call('c2', 5);
    const ask = (callId: string, body: object) => ({ ...calls.request(callId, body), caller: ADA });
    await voidCall(calls.deps)(ask('c1', { reason: 'Bad line' }), 'v');
    await correctCall(calls.deps)(ask('c2', { durationSeconds: 60, reason: 'Hung up late' }), 'c');
    const { items } = await listJournal(database.db, calls.org, { page: { limit: 2 } });
    expect(items).toMatchObject([
      {
        kind: 'call.corrected',
        subject: 'c2',
        reason: 'Hung up late',
        before: { charge: '5.00', durationSeconds: 300 },
        after: { charge: '1.00', durationSeconds: 60 },
      },
      { kind: 'call.voided', subject: 'c1', reason: 'Bad line', after: { status: 'voided', charge: '0.00' } },
    ]);
    const said = (await ledger(calls.org))
      .slice(0, 3)
      .map(({ type, actor, reason }) => [type, actor?.id, reason]);
    expect(said).toEqual([
      ['correction', 'ada-1', 'Hung up late'],
      ['void', 'ada-1', 'Bad line'],
      ['usage', 'settle', undefined],
    ]);
  });

  test('an entry, an order and a refund of the earlier layout have no actor', async () => {
    await fixture.purchase('k');
    const id = fixture.purchaseId('k');
    for (const key of [keys.entry(org, 1), keys.order(org, id)])
      await sendUpdate(database.db, update(database.db.ledgerTable, key, { remove: ['actor'] }));
    expect((await ledger())[0]?.actor).toBeNull();
    const params = { org, purchase: id };
    expect((await getPurchase(fixture.deps)(aRequest({ params }))).body).toMatchObject({ id, actor: null });
  });
});

describe('people', () => {
  const userDeps = () => ({ db: database.db, now: () => fixture.clock });
  const ask = (params: Readonly<Record<string, string>>, body: object = {}) => ({
    ...requestOf(ADA, body),
    params: { org, ...params },
  });
  const GRACE = {
    id: 'grace',
    userPrincipalName: 'grace@contoso.org',
    displayName: 'Grace',
    usageLocation: 'US',
  };
  const kinds = async () => (await journal()).slice(2).map(({ kind, subject }) => `${kind} ${subject}`);

  test('users and their licenses, one by one: each change once, with what differs', async () => {
    const plan = { user: 'grace', sku: 'E5' };
    await setLicenseQuantity(userDeps())(ask({ sku: 'E5' }, { quantity: 2 }));
    await createUser(userDeps())(ask({}, GRACE));
    await assignLicense(userDeps())(ask(plan));
    await assignLicense(userDeps())(ask(plan));
    await patchUser(userDeps())(ask({ user: 'grace' }, { usageLocation: 'GB' }));
    await removeLicense(userDeps())(ask(plan));
    await deleteUser(userDeps())(ask({ user: 'grace' }));
    expect(await kinds()).toEqual([
      'license.quantity-set E5',
      'user.added grace',
      'license.assigned grace',
      'user.changed grace',
      'license.removed grace',
      'user.removed grace',
    ]);
    const [quantity, , assigned, moved, , removed] = (await journal()).slice(2);
    expect(quantity).toMatchObject({ before: { quantity: 0 }, after: { quantity: 2 } });
    expect(assigned).toMatchObject({ after: { sku: 'E5' }, actor: { id: 'ada-1' } });
    expect(moved).toMatchObject({ before: { usageLocation: 'US' }, after: { usageLocation: 'GB' } });
    expect(removed).toMatchObject({ before: { status: 'active' }, after: { status: 'removed' } });
  });

  test('a list that a schedule finishes is by the person who sent it', async () => {
    await setLicenseQuantity(userDeps())(ask({ sku: 'E5' }, { quantity: 2 }));
    await createUser(userDeps())(ask({}, GRACE));
    const bytes = () => Buffer.from('grace@contoso.org');
    const list = { headers: { 'content-type': 'text/plain' }, bytes, remainingMs: () => 0 };
    const query = { sku: 'E5', action: 'assign' };
    await assignMany(userDeps())({ ...ask({}), ...list, query });
    expect((await kinds()).length).toBe(2);
    await runLicenseJobs(userDeps())({ remainingMs: () => 60_000 });
    expect(await lastEntry()).toMatchObject({
      kind: 'licenses.assigned',
      actor: { kind: 'person', id: 'ada-1' },
      requestId: 'request-1',
      after: { sku: 'E5', users: ['grace'] },
    });
  });

  test('members: invited, changed, removed; a refused change has no entry', async () => {
    const deps = { ...userDeps(), invite: async () => 'mailed' as const };
    const invite = (email: string, role: string) => inviteMember(deps)(ask({}, { email, role }));
    await invite('olga@contoso.org', 'owner');
    const { body } = await invite('max@contoso.org', 'billing');
    const { id: member } = z.object({ id: z.string() }).parse(body);
    await patchMember(userDeps())(ask({ member }, { role: 'auditor' }));
    await removeMember(userDeps())(ask({ member }));
    const [olga] = (await journal()).slice(2);
    const gone = removeMember(userDeps())(ask({ member: olga?.subject ?? '' }));
    await expect(gone).rejects.toMatchObject({ code: 'last-owner' });
    expect((await kinds()).map((kind) => kind.split(' ')[0])).toEqual([
      'member.invited',
      'member.invited',
      'member.changed',
      'member.removed',
    ]);
    const [changed] = (await journal()).slice(4);
    expect(changed).toMatchObject({ before: { role: 'billing' }, after: { role: 'auditor' } });
  });

  test('a rate deck says which operator published it, to operators alone', async () => {
    const query = { currency: 'USD', effectiveFrom: '2040-01-01T00:00:00Z', kind: 'outbound' };
    const headers = { 'content-type': 'text/csv' };
    const deck = { ...requestOf(OPERATOR), query, headers, bytes: () => Buffer.from(OUTBOUND_CSV) };
    const actor = { kind: 'operator', id: 'op-1', name: 'Olga' };
    expect((await publishRateDeck(userDeps())(deck)).body).toMatchObject({ actor });
    const first = async (caller: Identity) => {
      const { body } = await listRateDecks(userDeps())({ ...requestOf(caller), query: { limit: '1' } });
      return z.object({ items: z.array(RateDeck) }).parse(body).items[0];
    };
    expect(await first(OPERATOR)).toMatchObject({ actor });
    expect(await first(ADA)).not.toHaveProperty('actor');
  });
});

describe('GET journal', () => {
  const get = async (query: Readonly<Record<string, string>>, headers = {}) =>
    getJournal(fixture.deps)(aRequest({ params: { org }, query, headers, path: '/journal' }));
  const Answer = z.object({ items: z.array(JournalAnswer), nextCursor: z.string().nullable() });
  const page = async (query: Readonly<Record<string, string>> = {}) => Answer.parse((await get(query)).body);
  const numbers = async (query: Readonly<Record<string, string>>) =>
    (await page(query)).items.map(({ sequence }) => sequence);

  beforeEach(async () => {
    for (const [index, caller] of [ADA, OPERATOR, ADA, SWITCH].entries()) {
      fixture.clock = addSeconds(START, (index + 1) * 86_400);
      await patch({ name: `Name ${index}` }, caller);
    }
  });

  test('newest first, page by page', async () => {
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: Record<string, string> = cursor === '' ? { limit: '4' } : { limit: '4', cursor };
      const { items, nextCursor } = await page(query);
      seen.push(...items.map(({ sequence }) => sequence));
      cursor = nextCursor;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1]);
  });

  test.each([
    ['the actor', { actor: 'ada-1' }, [5, 3, 2, 1]],
    ['a client', { actor: 'cli_1' }, [6]],
    ['the kind', { kind: 'payment-method.changed' }, [2]],
    ['actor and kind', { actor: 'ada-1', kind: 'organization.changed' }, [5, 3]],
    ['a first instant', { from: addSeconds(START, 2 * 86_400) }, [6, 5, 4]],
    ['an instant that ends it', { to: addSeconds(START, 2 * 86_400) }, [3, 2, 1]],
    ['a day at its end', { to: addSeconds(START, 2 * 86_400).slice(0, 10) }, [4, 3, 2, 1]],
    ['nobody', { actor: 'eve' }, []],
  ])('by %s', async (_what, query, expected) => {
    expect(await numbers(query)).toEqual(expected);
  });

  test('filtered pages lead on from one to the next', async () => {
    const first = await page({ actor: 'ada-1', limit: '1' });
    expect(first.items.map(({ sequence }) => sequence)).toEqual([5]);
    expect(await numbers({ actor: 'ada-1', cursor: first.nextCursor ?? '' })).toEqual([3, 2, 1]);
  });

  test('a kind that there is not, and a cursor of another list, are refused', async () => {
    await expect(get({ kind: 'usage' })).rejects.toMatchObject({ code: 'invalid-request' });
    const cursor = Buffer.from('ENTRY#000000000001').toString('base64url');
    await expect(get({ cursor })).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('CSV is safe to open, and leads to the next page', async () => {
    await patch({ name: '=1+1' }, { ...ADA, name: '@SUM(A1)' });
    const answer = await get({ limit: '2' }, { accept: 'text/csv' });
    expect(answer.headers?.link).toContain('rel="next"');
    const [header, ...rows] = String(answer.body).trimEnd().split('\r\n');
    expect(header).toBe(
      'sequence,at,actorKind,actorId,actorName,kind,subject,before,after,reason,requestId,sourceAddress',
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain("'@SUM(A1)");
    expect(rows[0]).toContain('"{""name"":""=1+1""}"');
  });
});
