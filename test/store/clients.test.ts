/** The programs of an organization (spec: A program gets tokens with a secret of its own). */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import {
  createClient,
  listClients,
  removeClient,
  replaceClientSecret,
} from '../../functions/clients/clients.ts';
import { issueToken } from '../../functions/clients/issue-token.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { IssuerUnavailable } from '../../shared/identity/issuer-unavailable.ts';
import type { TokenOrder } from '../../shared/identity/machine-tokens.ts';
import { listJournal } from '../../shared/store/journal/journal-entries.ts';
import { findClient, findClientById } from '../../shared/store/members/clients.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aCaller, aRequest } from '../support/requests.ts';

const database = useDatabase();
const OWNER = aCaller('members:write', 'calls:write', 'billing:read');
const HOUR_SECONDS = 3600;
const Created = z
  .looseObject({ id: z.string(), clientSecret: z.string() })
  .transform((client) => ({ ...client, secret: client.clientSecret }));
const Answered = z.looseObject({ error: z.string().optional(), access_token: z.string().optional() });

let org: string;
let now: Instant;
let ordered: TokenOrder[];
beforeAll(async () => {
  org = await anOrganization();
});
beforeEach(() => {
  now = START;
  ordered = [];
});

async function anOrganization(): Promise<string> {
  const id = nextOrganizationId('clients');
  await openOrganization(database.db, id, START);
  return id;
}

/** An issuer whose tokens are numbered. */
const tokens = {
  issue: async (order: TokenOrder) => {
    ordered.push(order);
    return { accessToken: `token-${ordered.length}`, expiresInSeconds: HOUR_SECONDS };
  },
};
const deps = () => ({ db: database.db, now: () => now, otherIssuer: undefined });

const asked = (parts: { client?: string; body?: unknown; caller?: typeof OWNER; of?: string } = {}) =>
  aRequest({
    params: { org: parts.of ?? org, client: parts.client ?? '' },
    body: JSON.stringify(parts.body ?? {}),
    caller: parts.caller ?? OWNER,
  });

async function create(body: Record<string, unknown> = { name: 'Platform' }, caller = OWNER) {
  return Created.parse((await createClient(deps())(asked({ body, caller }))).body);
}

async function replace(client: string, body: Record<string, unknown> = {}) {
  return Created.parse((await replaceClientSecret(deps())(asked({ client, body }))).body);
}

const basicOf = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

async function ask({ id, secret }: { id: string; secret: string }, fields: Record<string, string> = {}) {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: basicOf(id, secret) };
  const answer = await issueToken({ ...deps(), tokens })(aRequest({ params: {}, headers, body }));
  return { status: answer.status, headers: answer.headers, ...Answered.parse(answer.body) };
}

describe('a program', () => {
  test('authorizes and reports calls unless it is given something else, and its secret is shown once', async () => {
    const { secret, clientSecret: _, ...client } = await create();
    expect(client).toEqual({
      id: expect.stringMatching(/^cli_[0-9a-f]{24}$/),
      clientId: client.id,
      name: 'Platform',
      role: 'platform',
      scopes: ['calls:write'],
      createdAt: START,
      secretCreatedAt: START,
      earlierSecretValidUntil: null,
      lastUsedOn: null,
    });
    expect(secret).toMatch(/^ccs_[\w-]{43}$/);
    const { body } = await listClients(deps())(asked());
    expect(body).toMatchObject({ items: [client] });
    expect(JSON.stringify(body)).not.toContain(secret);
    expect(JSON.stringify(await findClient(database.db, org, client.id))).not.toContain(secret);
  });

  test('may have scopes of its own', async () => {
    const created = await create({ name: 'Reader', scopes: ['billing:read', 'calls:write'] });
    expect(created).toMatchObject({ role: null, scopes: ['billing:read', 'calls:write'] });
  });

  test.each([
    [{ role: 'owner' }, 'role', ['billing:write', 'licenses:read', 'licenses:write']],
    [{ scopes: ['licenses:read', 'calls:write'] }, 'scopes', ['licenses:read']],
  ])('gets nothing that its maker has not: %j', async (parts, field, requiredScopes) => {
    const refused = create({ name: 'Platform', ...parts });
    await expect(refused).rejects.toMatchObject({ code: 'forbidden', members: { field, requiredScopes } });
  });

  test('may get every role from an operator, but not the scope of operators from anybody', async () => {
    const owner = await create({ name: 'Owner', role: 'owner' }, aCaller('operator'));
    expect(owner).toMatchObject({ scopes: expect.arrayContaining(['billing:write']) });
    const operating = create({ name: 'Operator', scopes: ['operator'] }, aCaller('operator'));
    await expect(operating).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('with a higher role does not give its secret to one who has less', async () => {
    const owner = await create({ name: 'Owner', role: 'owner' }, aCaller('operator'));
    await expect(replace(owner.id)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test.each([
    ['a role beside scopes', { name: 'x', role: 'platform', scopes: ['calls:write'] }],
    ['no scope at all', { name: 'x', scopes: [] }],
    ['no name', {}],
  ])('is not made of %s', async (_what, body) => {
    await expect(create(body)).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('is of an organization that exists, and of no other', async () => {
    const nowhere = createClient(deps())(asked({ of: 'nowhere', body: { name: 'x' } }));
    await expect(nowhere).rejects.toMatchObject({ code: 'not-found' });
    const { id } = await create();
    const other = await anOrganization();
    const removed = removeClient(deps())(asked({ of: other, client: id }));
    await expect(removed).rejects.toMatchObject({ code: 'not-found' });
    expect(await findClientById(database.db, id)).toMatchObject({ organizationId: org });
  });

  test('is managed at the issuer, if the deployment has another one', async () => {
    const elsewhere = { ...deps(), otherIssuer: 'https://login.example' };
    const refusal = { code: 'clients-managed-elsewhere', members: { issuer: 'https://login.example' } };
    for (const operation of [listClients, createClient, replaceClientSecret, removeClient]) {
      await expect(operation(elsewhere)(asked({ body: { name: 'x' } }))).rejects.toMatchObject(refusal);
    }
  });
});

test('each change of a program is in the journal, without its secrets (spec: The journal has every change)', async () => {
  const own = await anOrganization();
  const maker = { ...OWNER, kind: 'person' as const, subject: 'ada', name: 'Ada' };
  const { id } = Created.parse(
    (await createClient(deps())(asked({ of: own, body: { name: 'Platform' }, caller: maker }))).body,
  );
  const path = { of: own, client: id, caller: maker };
  await replaceClientSecret(deps())(asked({ ...path, body: { keepHours: 0 } }));
  await removeClient(deps())(asked(path));
  const { items } = await listJournal(database.db, own, { page: { limit: 10 } });
  expect(
    items
      .map(({ kind, subject, actor }) => ({ kind, subject, name: actor.name }))
      .reverse()
      .slice(1),
  ).toEqual(
    ['client.added', 'client.secret-replaced', 'client.removed'].map((kind) => ({
      kind,
      subject: id,
      name: 'Ada',
    })),
  );
  expect(JSON.stringify(items)).not.toMatch(/ccs_|sha256/);
});

describe('its secrets', () => {
  test('the earlier one stays valid for the time that the answer names', async () => {
    const first = await create();
    const second = await replace(first.id, { keepHours: 2 });
    const until = addSeconds(START, 2 * HOUR_SECONDS);
    expect(second).toMatchObject({ id: first.id, earlierSecretValidUntil: until });
    expect((await ask(first)).status).toBe(200);
    expect((await ask(second)).status).toBe(200);
    now = addSeconds(until, -1);
    expect((await ask(first)).status).toBe(200);
    now = until;
    expect(await ask(first)).toMatchObject({ status: 401, error: 'invalid_client' });
    expect((await ask(second)).status).toBe(200);
    const { items } = z
      .object({ items: z.array(z.looseObject({ id: z.string() })) })
      .parse((await listClients(deps())(asked())).body);
    expect(items.find(({ id }) => id === first.id)).toMatchObject({ earlierSecretValidUntil: null });
  });

  test('the earlier one stays valid for a day unless another time is given', async () => {
    const first = await create();
    expect(await replace(first.id)).toMatchObject({
      earlierSecretValidUntil: addSeconds(START, 24 * HOUR_SECONDS),
    });
  });

  test('two are valid at most: the third one ends the first', async () => {
    const first = await create();
    const second = await replace(first.id);
    const third = await replace(first.id);
    const statuses = [];
    for (const { secret } of [first, second, third])
      statuses.push((await ask({ id: first.id, secret })).status);
    expect(statuses).toEqual([401, 200, 200]);
  });

  test('one that is known to others ends at once', async () => {
    const first = await create();
    const second = await replace(first.id, { keepHours: 0 });
    expect(second).toMatchObject({ earlierSecretValidUntil: null });
    expect((await ask(first)).status).toBe(401);
    expect((await ask(second)).status).toBe(200);
  });

  test('two that are asked for at once are both made, one after the other', async () => {
    const first = await create();
    const made = await Promise.all([replace(first.id), replace(first.id)]);
    for (const { secret } of made) expect((await ask({ id: first.id, secret })).status).toBe(200);
  });

  test('are gone with the program, for which no token is made any more', async () => {
    const client = await create();
    expect((await ask(client)).status).toBe(200);
    expect((await removeClient(deps())(asked({ client: client.id }))).status).toBe(204);
    expect(await ask(client)).toMatchObject({ status: 401, error: 'invalid_client' });
    expect(await findClientById(database.db, client.id)).toBeUndefined();
    await expect(removeClient(deps())(asked({ client: client.id }))).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('a token', () => {
  test('has the scopes of the program, and caches do not keep it', async () => {
    const client = await create({ name: 'Reader', scopes: ['billing:read', 'calls:write'] });
    expect(await ask(client)).toEqual({
      status: 200,
      headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
      access_token: 'token-1',
      token_type: 'Bearer',
      expires_in: HOUR_SECONDS,
      scope: 'billing:read calls:write',
    });
    expect(ordered).toMatchObject([
      { client: { id: client.id, organizationId: org }, scopes: ['billing:read', 'calls:write'] },
    ]);
  });

  test('may have fewer scopes, and never others', async () => {
    const client = await create({ name: 'Reader', scopes: ['billing:read', 'calls:write'] });
    expect(await ask(client, { scope: 'calls:write' })).toMatchObject({ status: 200, scope: 'calls:write' });
    for (const scope of ['billing:write', 'calls:write operator', 'calls']) {
      expect(await ask(client, { scope })).toMatchObject({ status: 400, error: 'invalid_scope' });
    }
    expect(ordered).toHaveLength(1);
  });

  test('is given to nobody with another secret, or with that of another program', async () => {
    const [one, other] = [await create(), await create()];
    for (const secret of [other.secret, `${one.secret}x`, one.secret.slice(0, -1), 'ccs_', ' ']) {
      expect(await ask({ id: one.id, secret })).toMatchObject({ status: 401, error: 'invalid_client' });
    }
    for (const id of ['cli_000000000000000000000000', 'contoso', `CLIENT#${one.id}`]) {
      expect(await ask({ id, secret: one.secret })).toMatchObject({ status: 401, error: 'invalid_client' });
    }
    expect(ordered).toEqual([]);
  });

  test('is remembered with its day, and only the first of a day is written', async () => {
    const client = await create();
    await ask(client);
    const lastUse = async () => (await findClient(database.db, org, client.id))?.lastUsedOn;
    expect(await lastUse()).toBe(START.slice(0, 10));
    now = addSeconds(START, -48 * HOUR_SECONDS);
    await ask(client);
    expect(await lastUse()).toBe(START.slice(0, 10));
    now = addSeconds(START, 48 * HOUR_SECONDS);
    await ask(client);
    expect(await lastUse()).toBe(now.slice(0, 10));
  });

  test('that the issuer does not give is a fault, and no use', async () => {
    const client = await create();
    const failing = { issue: async () => Promise.reject(new IssuerUnavailable('down')) };
    const body = 'grant_type=client_credentials';
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: basicOf(client.id, client.secret),
    };
    const asking = issueToken({ ...deps(), tokens: failing })(aRequest({ params: {}, headers, body }));
    await expect(asking).rejects.toBeInstanceOf(IssuerUnavailable);
    expect((await findClient(database.db, org, client.id))?.lastUsedOn).toBeUndefined();
  });
});
