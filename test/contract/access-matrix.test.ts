/**
 * Who may ask what: every route, every role, and every organization that a token may be of, over HTTP. What is wrong with
 * a token is found by the HTTP API before a function reads its claims, so the faults of tokens are crossed with the routes
 * and not with the roles: each faulty token claims to be the operator's and to be of the organization.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { ALL_ROUTES, type NamedRoute } from '../../shared/contract/routes/all.ts';
import type { PatchOrganization } from '../../shared/contract/schemas.ts';
import {
  CALLERS,
  type Caller,
  mayAsk,
  ROUTES_WITH_ROLES,
  rowOf,
  SCOPES_OF_CALLER,
} from '../support/contract/access.ts';
import {
  claimsIn,
  type IssuerKeys,
  issueKeys,
  SOUND_TOKENS,
  TOKEN_FAULTS,
} from '../support/contract/tokens.ts';
import { type Answer, newKey, request, startTestStack } from '../support/local-stack.ts';
import { onboard, type Tenant } from '../support/tenant.ts';

jest.setTimeout(120_000);

let folder: string;
let keys: IssuerKeys;
let stack: LocalStack;
let own: Tenant;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'access-'));
  keys = await issueKeys(folder);
  stack = await startTestStack({ dataFolder: folder });
  own = await onboard(stack, 'contoso');
  await onboard(stack, 'fabrikam');
});
afterAll(async () => {
  await stack?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The address of the route in `contoso`, with names of nothing that exists there. */
const addressOf = ({ path }: NamedRoute): string =>
  path
    .replace('{org}', 'contoso')
    .replace('{gateway}', 'sandbox')
    .replace('{sku}', 'E5')
    .replace(/\{\w+\}/g, 'none');

/** Nothing that a route needs is in the request, so that an allowed one changes nothing either. */
const ask = (route: NamedRoute, token?: string) =>
  request(stack, `${route.method} ${addressOf(route)}`, {
    ...(token === undefined ? {} : { token }),
    ...(route.method === 'GET' || route.method === 'DELETE' ? {} : { body: {} }),
    ...(route.idempotent ? { idempotencyKey: newKey() } : {}),
  });

const ROWS = ALL_ROUTES.map((route) => [route.id, route] as const);
const requireRow = (id: string) => {
  const row = rowOf(id);
  if (row === undefined) throw new Error(`${id} has no row in test/support/contract/access.ts`);
  return row;
};

test('every route has a row, and every row has a route', () => {
  expect([...ROUTES_WITH_ROLES].sort()).toEqual(ALL_ROUTES.map(({ id }) => id).sort());
});

test('the addresses that are asked for are those of their routes', () => {
  expect(ALL_ROUTES.map(addressOf).filter((address) => /[{}]/.test(address))).toEqual([]);
});

/** Of which organization the token is. */
const MEMBERSHIPS = { own: 'contoso', other: 'fabrikam', none: undefined } as const;
type Membership = keyof typeof MEMBERSHIPS;
const ORGANIZATION = '/v1/organizations/{org}';

function isAllowed(route: NamedRoute, caller: Caller, membership: Membership): boolean {
  const row = requireRow(route.id);
  if (!mayAsk(row, caller)) return false;
  const isOfOrganization = route.path.startsWith(ORGANIZATION) && row !== 'open';
  return !isOfOrganization || membership === 'own' || caller === 'operator';
}

/** What became of a request; `failed` is what no caller may get. */
function outcomeOf({ status, body }: Answer): 'refused' | 'answered' | `failed: ${number}` {
  if (status === 403 && Object(body).code === 'forbidden') return 'refused';
  return status === 401 || status === 403 || status >= 500 ? `failed: ${status}` : 'answered';
}

const EVERY_TOKEN = CALLERS.flatMap((caller) =>
  (['own', 'other', 'none'] as const).map((membership) => ({ caller, membership })),
);

describe('of every role, with a token of the organization, of another one, and of none', () => {
  let tokens: readonly { readonly caller: Caller; readonly membership: Membership; readonly token: string }[];
  beforeAll(async () => {
    tokens = await Promise.all(
      EVERY_TOKEN.map(async ({ caller, membership }) => ({
        caller,
        membership,
        token: await stack.token(SCOPES_OF_CALLER[caller], MEMBERSHIPS[membership]),
      })),
    );
  });

  test.each(ROWS)('%s answers those who may ask, and refuses the others', async (_id, route) => {
    const outcomes = await Promise.all(
      tokens.map(async ({ caller, membership, token }) => {
        const outcome = outcomeOf(await ask(route, token));
        return `${caller}, ${membership} organization: ${outcome}`;
      }),
    );
    expect(outcomes).toEqual(
      EVERY_TOKEN.map(({ caller, membership }) => {
        const outcome = isAllowed(route, caller, membership) ? 'answered' : 'refused';
        return `${caller}, ${membership} organization: ${outcome}`;
      }),
    );
  });
});

describe('with something wrong about the token', () => {
  const isOpen = ([id]: (typeof ROWS)[number]): boolean => requireRow(id) === 'open';
  const allWith = (status: number) => Object.keys(TOKEN_FAULTS).map((fault) => [fault, status]);
  let faulty: readonly (readonly [fault: string, token: string])[];
  let sound: readonly (readonly [name: string, token: string])[];
  beforeAll(async () => {
    const claims = claimsIn(await stack.token(['operator'], 'contoso'));
    const makeAll = (making: typeof TOKEN_FAULTS) =>
      Promise.all(
        Object.entries(making).map(async ([name, make]) => [name, await make(keys, claims)] as const),
      );
    [faulty, sound] = await Promise.all([makeAll(TOKEN_FAULTS), makeAll(SOUND_TOKENS)]);
  });

  test.each(ROWS.filter((row) => !isOpen(row)))('%s asks for a sound token', async (_id, route) => {
    const refused = faulty.map(async ([fault, token]) => [fault, (await ask(route, token)).status]);
    expect(await Promise.all(refused)).toEqual(allWith(401));
    const answered = sound.map(async ([name, token]) => [name, outcomeOf(await ask(route, token))]);
    expect(await Promise.all(answered)).toEqual(Object.keys(SOUND_TOKENS).map((name) => [name, 'answered']));
    expect((await ask(route)).status).toBe(401);
  });

  test.each(ROWS.filter(isOpen))('%s answers as without a token', async (_id, route) => {
    const { status } = await ask(route);
    const answered = faulty.map(async ([fault, token]) => [fault, (await ask(route, token)).status]);
    expect(await Promise.all(answered)).toEqual(allWith(status));
  });
});

/** Whether an owner may change the setting of the organization; the others are the operator's. */
const OWNER_MAY_CHANGE: Readonly<Record<keyof typeof PatchOrganization.shape, boolean>> = {
  name: true,
  creditsLicenseRequiredFor: true,
  status: false,
  reason: false,
  payAsYouGo: false,
  agreement: false,
  country: false,
};

const SETTINGS: Readonly<Record<keyof typeof OWNER_MAY_CHANGE, unknown>> = {
  name: 'Contoso Ltd',
  creditsLicenseRequiredFor: 'paid-calls',
  status: 'suspended',
  reason: 'unpaid',
  payAsYouGo: true,
  agreement: 'MCA',
  country: 'GB',
};

describe('row 17: what is the operator\u2019s to decide', () => {
  test.each(Object.entries(OWNER_MAY_CHANGE))(
    'of the settings, %s: an owner may change it: %s',
    async (field, may) => {
      const token = await stack.token(SCOPES_OF_CALLER.owner, 'contoso');
      const before = await own.must('GET ');
      const setting = Object.entries(SETTINGS).find(([name]) => name === field)?.[1];
      const body = { ...(field === 'reason' ? { status: 'active' } : {}), [field]: setting };
      const { status, body: answer } = await own.send('PATCH ', { token, body });
      if (may) {
        expect([status, answer]).toEqual([200, expect.objectContaining({ [field]: setting })]);
        return;
      }
      expect([status, answer]).toEqual([
        403,
        expect.objectContaining({ code: 'forbidden', requiredScopes: ['operator'] }),
      ]);
      expect(await own.must('GET ')).toEqual(before);
    },
  );

  test.each([
    ['POST', '/v1/organizations'],
    ['PUT', '/v1/organizations/{org}/licenses/{sku}'],
    ['POST', '/v1/rate-decks'],
  ])('%s %s is', (method, path) => {
    const route = ALL_ROUTES.find((each) => each.method === method && each.path === path);
    expect(requireRow(route?.id ?? '')).toBe('operator');
  });

  test('a recharge without a monthly cap is', async () => {
    const token = await stack.token(SCOPES_OF_CALLER.owner, 'contoso');
    const body = { enabled: true, amount: '50.00', threshold: '5.00', monthlyCap: null };
    const { status, body: answer } = await own.send('PUT /auto-recharge', { token, body });
    expect([status, answer]).toEqual([
      403,
      expect.objectContaining({ code: 'forbidden', requiredScopes: ['operator'] }),
    ]);
  });
});
