/** A program of an organization gets tokens over HTTP and calls with them (spec: A program gets tokens with a secret of its own). */
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { AccessToken, ClientWithSecret } from '../../shared/contract/answers/clients.answers.ts';
import { expectBody, type LocalStack, newKey, request, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck } from '../support/tenant.ts';

const stack = useLocalStack(async (started: LocalStack) => {
  await publishDeck(started);
  const contoso = await onboard(started, 'contoso');
  await contoso.fund('50.00');
  await contoso.user('ada', { skus: ['CALLING_PLAN_PAYG', 'COMMUNICATIONS_CREDITS'] });
});
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const ask = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  request(stack(), 'POST /v1/oauth/token', {
    body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString(),
    headers: { ...FORM, ...headers },
  });

const inForm = ({ clientId, clientSecret }: Credentials) =>
  ask({ client_id: clientId, client_secret: clientSecret });

const inHeader = ({ clientId, clientSecret }: Credentials) =>
  ask({}, { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` });

const authorize = (token: string, organization = 'contoso') =>
  request(stack(), `POST /v1/organizations/${organization}/calls/${newKey()}/authorization`, {
    token,
    body: { type: 'user_out', userId: 'ada', to: '+442079460000' },
  });

test('a program is added, gets a token, and authorizes a call with it; with two secrets, with one, with none', async () => {
  const token = await stack().token(['members:write', 'calls:write'], 'contoso');
  const clients = (operation: string, body?: unknown) => {
    const [method, path = ''] = operation.split(' ');
    return request(stack(), `${method} /v1/organizations/contoso/clients${path}`, { token, body });
  };
  const first = await expectBody(ClientWithSecret, clients('POST', { name: 'Calling platform' }));
  const issued = await expectBody(AccessToken, inForm(first));
  expect(issued).toMatchObject({ token_type: 'Bearer', scope: 'calls:write' });
  expect(issued.expires_in).toBeLessThanOrEqual(3600);
  expect(await authorize(issued.access_token)).toMatchObject({ status: 200, body: { decision: 'allow' } });
  expect((await authorize(issued.access_token, 'fabrikam')).status).toBe(403);

  const second = await expectBody(ClientWithSecret, clients(`POST /${first.id}/rotate`, {}));
  for (const credentials of [first, second]) {
    const answer = await expectBody(AccessToken, inHeader(credentials));
    expect((await authorize(answer.access_token)).status).toBe(200);
  }
  await clients(`POST /${first.id}/rotate`, { keepHours: 0 });
  expect((await inForm(second)).status).toBe(401);
  expect((await clients(`DELETE /${first.id}`)).status).toBe(204);
  const refused = await inHeader(first);
  expect(refused).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
  expect(refused.headers.get('cache-control')).toBe('no-store');
  expect((await authorize(issued.access_token)).status).toBe(200);
});

test('what a program does has its name in the journal', async () => {
  const operator = await stack().token(['operator']);
  const path = '/v1/organizations/contoso';
  const body = { name: 'Accounting', role: 'billing' };
  const client = await expectBody(
    ClientWithSecret,
    request(stack(), `POST ${path}/clients`, { token: operator, body }),
  );
  const { access_token: token } = await expectBody(AccessToken, inForm(client));
  const change = { enabled: true, amount: '60.00', threshold: '5.00' };
  const changed = await request(stack(), `PUT ${path}/auto-recharge`, { token, body: change });
  expect(changed.status).toBe(200);
  const Journal = z.object({ items: z.array(z.looseObject({ actor: z.unknown(), kind: z.string() })) });
  const { items } = await expectBody(Journal, request(stack(), `GET ${path}/journal`, { token }));
  expect(items.find(({ kind }) => kind === 'auto-recharge.changed')?.actor).toEqual({
    kind: 'client',
    id: client.id,
    name: 'Accounting',
  });
});
