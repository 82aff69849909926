/** The examples of the API document, one after the other, as the life of one organization. */
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { exampleOf } from '../../infra/api-document/examples.ts';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import { faultsOf } from '../support/contract/answers.ts';
import { OPERATIONS } from '../support/contract/document.ts';
import { isObject } from '../support/contract/validator.ts';
import { request, settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, Tenant } from '../support/tenant.ts';

/** A day of the examples' calls, before any of their decks takes effect. */
const NOW = '2026-11-24T09:00:00.000Z';
/** With the settlement grace. */
const MONTH_IS_OVER = '2026-12-03T00:00:00.000Z';

const stack = useLocalStack(async (started) => {
  started.setClock(NOW);
  await publishDeck(started);
});

async function contoso(): Promise<Tenant> {
  const operator = await stack().token(['operator']);
  return new Tenant(stack(), 'contoso', operator, operator);
}

/** What an example needs that no example before it makes. */
const BEFORE: Readonly<Record<string, () => Promise<unknown>>> = {
  listUsers: async () => (await contoso()).user('grace', { skus: ['E5'] }),
  listLicenses: async () =>
    (await contoso()).user('linus', { skus: ['CALLING_PLAN_DOMESTIC', 'AUDIO_CONFERENCING'] }),
  quoteCall: async () => {
    const organization = await contoso();
    for (const sku of ['E5', 'CALLING_PLAN_DOMESTIC', 'COMMUNICATIONS_CREDITS']) {
      await organization.must(`PUT /users/ada/licenses/${sku}`);
    }
  },
  getCall: () => settle(stack()),
  moveCredits: () => onboard(stack(), 'fabrikam'),
  getAudit: async () => stack().runSchedule('audit-organizations'),
  getRevenue: async () => {
    stack().setClock(MONTH_IS_OVER);
    await stack().runSchedule('close-month');
  },
};

/** Each example is possible after those before it. */
const STORY = [
  ['getSignIn', 'getMe', 'getHealth', 'getDeepHealth', 'getApiDocument', 'getApiPage', 'getConsole'],
  ['publishRateDeck', 'listRateDecks', 'getRate', 'listMarketplace'],
  ['createOrganization', 'listOrganizations', 'getOrganization', 'patchOrganization', 'putPaymentMethod'],
  [
    'listPaymentMethods',
    'addPaymentMethod',
    'patchPaymentMethod',
    'removePaymentMethod',
    'openMethodSession',
  ],
  ['inviteMember', 'listMembers', 'patchMember', 'removeMember'],
  ['createClient', 'listClients', 'replaceClientSecret', 'removeClient'],
  ['createUser', 'listUsers', 'getUser', 'patchUser', 'importUsers'],
  ['setLicenseQuantity', 'assignLicense', 'listLicenses', 'assignMany'],
  ['getAssignments', 'listJobs', 'getJob', 'getJobFailures', 'removeLicense'],
  [
    'createPurchase',
    'listPurchases',
    'getPurchase',
    'renewNextAction',
    'putAutoRecharge',
    'getAutoRecharge',
    'getProducts',
  ],
  ['quoteCall', 'authorizeCall', 'renewLease', 'releaseCall'],
  ['reportUsage', 'getCall', 'getUsage', 'getBalance', 'listLots', 'listEntries', 'listPools', 'listJournal'],
  [
    'createExport',
    'listInvoices',
    'getInvoice',
    'listDocuments',
    'getDocument',
    'getAudit',
    'refundPurchase',
    'voidCall',
    'correctCall',
    'deleteUser',
  ],
  ['createGrant', 'moveCredits', 'extendLot', 'writeOffLot', 'sendOpeningBalances', 'getRevenue'],
].flat();

/**
 * Only the payment gateway can sign its events, only a person who signs in has organizations to choose from, and no other
 * answer has the secret of a program.
 */
const NOT_SENT = ['receiveWebhook', 'chooseOrganization', 'issueToken'];

test('row 26: every operation has an example, and each is sent', () => {
  const exemplified = ALL_ROUTES.filter((route) => route.example).map(({ id }) => id);
  expect(exemplified.sort()).toEqual(ALL_ROUTES.map(({ id }) => id).sort());
  expect([...STORY, ...NOT_SENT].sort()).toEqual(exemplified);
});

/** Ids that the service chooses by chance, by those of the examples. */
const chosen = new Map<string, string>();
const ChosenId = z.object({ id: z.string().regex(/^(job|mem|cli|gra)_/) });

function learnIds(example: unknown, answer: unknown): void {
  const [shown, real] = [example, answer].map((body) => ChosenId.safeParse(body).data?.id);
  if (shown !== undefined && real !== undefined) chosen.set(shown, real);
}

const routeOf = (id: string) => {
  const route = ALL_ROUTES.find((each) => each.id === id);
  const example = route && exampleOf(route);
  if (!example) throw new Error(`${id} has no example`);
  return { route, example };
};

async function sendExample(id: string) {
  const { route, example } = routeOf(id);
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = example.params?.[name] ?? '';
    return encodeURIComponent(chosen.get(value) ?? value);
  });
  const query = new URLSearchParams(example.query).toString();
  const answer = await request(stack(), `${route.method} ${path}${query && `?${query}`}`, {
    ...(route.access.includes('none') ? {} : { token: await stack().token(['operator']) }),
    body: example.body,
    headers: example.headers ?? {},
  });
  return { example, answer };
}

/** The names of all members; of a list, those of its first item. Whether there is another page is as it happens. */
function membersOf(body: unknown): unknown {
  if (Array.isArray(body)) return body.length === 0 ? [] : [membersOf(body[0])];
  if (!isObject(body)) return body === null ? null : 'a value';
  return Object.fromEntries(
    Object.entries(body).map(([name, member]) => [name, name === 'nextCursor' || membersOf(member)]),
  );
}

/** The API document, the pages and the list of rules are longer than their examples. */
const ABBREVIATED = ['getApiDocument', 'getApiPage', 'getConsole', 'getAudit'];

test.each(STORY)('the example of %s is what the service responds with', async (id) => {
  await BEFORE[id]?.();
  const { example, answer } = await sendExample(id);
  expect([answer.status, Object(answer.body).detail]).toEqual([example.status, undefined]);
  if (!ABBREVIATED.includes(id)) expect(membersOf(example.answer ?? '')).toEqual(membersOf(answer.body));
  learnIds(example.answer, answer.body);
});

test.each([...STORY, ...NOT_SENT])('the example answer of %s is as the API document declares', (id) => {
  const operation = OPERATIONS.find((each) => each.id === id);
  const { example } = routeOf(id);
  const declared = operation?.responses.get(String(example.status));
  if (!operation || !declared) throw new Error(`${id} does not declare ${example.status}`);
  const [mediaType] = Object.keys(declared.content ?? {});
  const { answer } = example;
  expect(
    faultsOf(operation, {
      status: example.status,
      headers: new Headers(mediaType === undefined ? {} : { 'content-type': mediaType }),
      text: typeof answer === 'string' || answer === undefined ? (answer ?? '') : JSON.stringify(answer),
    }),
  ).toEqual([]);
});
