/** Requests for tokens as RFC 6749 demands them (spec: A program gets tokens with a secret of its own). */
import { describe, expect, test } from '@jest/globals';
import { readTokenRequest } from '../../functions/clients/token-request.ts';
import { CLIENTS } from '../../shared/contract/routes/clients.ts';
import { aRequest } from '../support/requests.ts';

const FORM = 'application/x-www-form-urlencoded';
const GRANT = 'grant_type=client_credentials';
const IN_BODY = 'client_id=cli_1&client_secret=s';
const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

function read(body: string, headers: Record<string, string> = {}) {
  const request = aRequest({ body, headers: { 'content-type': FORM, ...headers } });
  return readTokenRequest({ ...request, route: CLIENTS.issueToken });
}

describe('credentials (RFC 6749 section 2.3.1)', () => {
  test.each<[title: string, body: string, authorization: string | undefined, credentials: [string, string]]>([
    ['in the form', `${GRANT}&${IN_BODY}`, undefined, ['cli_1', 's']],
    ['in the header', GRANT, basic('cli_1:s'), ['cli_1', 's']],
    [
      'in the header, beside the same id in the form',
      `${GRANT}&client_id=cli_1`,
      basic('cli_1:s'),
      ['cli_1', 's'],
    ],
    ['in the header, encoded as in a form', GRANT, basic('a%3Ab:c%25+d'), ['a:b', 'c% d']],
    ['in the header, with a colon in the secret', GRANT, basic('cli_1:a:b'), ['cli_1', 'a:b']],
    ['in a header in small letters', GRANT, basic('cli_1:s').replace('Basic', 'basic'), ['cli_1', 's']],
  ])('%s', (_title, body, authorization, [clientId, clientSecret]) => {
    const credentials = read(body, authorization === undefined ? {} : { authorization });
    expect(credentials).toEqual({ clientId, clientSecret, scopes: undefined });
  });
});

describe('faults (RFC 6749 section 5.2)', () => {
  const faults: readonly [title: string, error: string, body: string, authorization?: string][] = [
    ['no grant type', 'invalid_request', IN_BODY],
    ['a grant type without a value is none', 'invalid_request', `grant_type=&${IN_BODY}`],
    ['another grant type', 'unsupported_grant_type', `grant_type=password&${IN_BODY}`],
    ['a parameter twice', 'invalid_request', `${GRANT}&${IN_BODY}&scope=a&scope=b`],
    ['credentials in both places', 'invalid_request', `${GRANT}&${IN_BODY}`, basic('cli_1:s')],
    ['two ids', 'invalid_request', `${GRANT}&client_id=cli_2`, basic('cli_1:s')],
    ['no credentials', 'invalid_client', GRANT],
    ['no secret', 'invalid_client', `${GRANT}&client_id=cli_1`],
    ['an empty secret', 'invalid_client', `${GRANT}&client_id=cli_1&client_secret=`],
    ['another scheme', 'invalid_client', GRANT, 'Bearer abc.def.ghi'],
    ['no colon in the header', 'invalid_client', GRANT, basic('cli_1')],
    ['a header that is not encoded as a form', 'invalid_client', GRANT, basic('cli_1:100%')],
    ['a header that is not base64', 'invalid_client', GRANT, 'Basic cli_1:s'],
    ['a body that is too long', 'invalid_request', `${GRANT}&${IN_BODY}&scope=${'x'.repeat(20_000)}`],
  ];
  test.each(faults.map(([title, ...request]) => [title, request] as const))(
    '%s',
    (_title, [error, body, authorization]) => {
      expect(read(body, authorization === undefined ? {} : { authorization })).toMatchObject({ error });
    },
  );

  test.each(['application/json', ''])('a body of the type "%s"', (type) => {
    expect(read(`${GRANT}&${IN_BODY}`, { 'content-type': type })).toMatchObject({ error: 'invalid_request' });
  });
});

test('a charset is allowed, and scopes are words', () => {
  const headers = { 'content-type': `${FORM};charset=UTF-8` };
  expect(read(`${GRANT}&${IN_BODY}&scope=calls%3Awrite++billing:read`, headers)).toMatchObject({
    scopes: ['calls:write', 'billing:read'],
  });
  expect(read(`${GRANT}&${IN_BODY}&scope=&unknown=1`)).toMatchObject({ scopes: undefined });
});
