/** Payment methods on the command line: the page on which a card is entered, and billing details. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  MASTERCARD_OF_CONTOSO,
  SESSION_OF_CONTOSO,
  VISA_OF_CONTOSO,
} from '../../shared/contract/answers/organizations.answers.ts';
import { CommandLine } from '../support/command-line.ts';
import { type Scripted, ScriptedServer } from '../support/scripted-server.ts';

const credits = new CommandLine();
const METHODS = '/v1/organizations/contoso/payment-methods';
const LISTS = `GET ${METHODS}?limit=200`;
const BEFORE = '2026-11-02T09:05:00.000Z';
let server: ScriptedServer;

beforeAll(async () => {
  server = await ScriptedServer.start();
});
afterAll(async () => server.close());
beforeEach(() => server.reply({ status: 500 }));

function run(words: readonly string[], now = BEFORE) {
  const place = ['--url', server.url, '--org', 'contoso', '--token', 'token'];
  return credits.run(['payment-methods', ...words, ...place], { browse: () => undefined, now });
}

const requests = () => server.received.map(({ method, url }) => `${method} ${url}`);
const lastSent = () => JSON.parse(server.received.at(-1)?.body ?? '');
const list = (...items: readonly object[]): Scripted => ({ status: 200, body: { items, nextCursor: null } });
const page: Scripted = { status: 201, body: SESSION_OF_CONTOSO };

describe('a card on a page', () => {
  test('is awaited until it is there', async () => {
    const both = list(VISA_OF_CONTOSO, MASTERCARD_OF_CONTOSO);
    server.reply(list(VISA_OF_CONTOSO), page, list(VISA_OF_CONTOSO), both);
    expect(await run(['add'])).toEqual({
      code: 0,
      out: 'mastercard ending in 4444 is number 2.\n',
      err: `Go on at this page:\n${SESSION_OF_CONTOSO.url}\n`,
    });
    expect(requests()).toEqual([LISTS, `POST ${METHODS}/sessions`, LISTS, LISTS]);
  });

  test('gets the billing details that were given, once it is there', async () => {
    const changed = { ...MASTERCARD_OF_CONTOSO, taxId: 'FR40303265045' };
    const both = list(VISA_OF_CONTOSO, MASTERCARD_OF_CONTOSO);
    server.reply(list(VISA_OF_CONTOSO), page, both, { status: 200, body: changed });
    const options = ['--city', 'Paris', '--tax-id', 'FR40303265045', '--email', 'finance@contoso.example'];
    expect(await run(['add', ...options])).toMatchObject({ code: 0 });
    expect(requests().at(-1)).toBe(`PATCH ${METHODS}/${MASTERCARD_OF_CONTOSO.id}`);
    expect(lastSent()).toEqual({
      billingAddress: { ...MASTERCARD_OF_CONTOSO.billingAddress, city: 'Paris' },
      taxId: 'FR40303265045',
      email: 'finance@contoso.example',
    });
  });

  test('that nobody has entered when the page expires ends the wait', async () => {
    server.reply(list(VISA_OF_CONTOSO), page, list(VISA_OF_CONTOSO));
    const { code, out, err } = await run(['add'], SESSION_OF_CONTOSO.expiresAt);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('credits: The page has expired, and no card was entered.');
    expect(requests()).toHaveLength(3);
  });

  test('that was entered in the last moment is found', async () => {
    server.reply(list(), page, list(VISA_OF_CONTOSO));
    expect(await run(['add'], SESSION_OF_CONTOSO.expiresAt)).toMatchObject({ code: 0 });
  });
});

describe('billing details', () => {
  const change = async (...options: readonly string[]) => {
    server.reply(list(VISA_OF_CONTOSO), { status: 200, body: VISA_OF_CONTOSO });
    const ran = await run(['change', VISA_OF_CONTOSO.id, ...options]);
    return { ...ran, sent: ran.code === 0 ? lastSent() : undefined };
  };

  test.each([
    ['a text', ['--purchase-order', 'PO-9'], { purchaseOrder: 'PO-9' }],
    ['no tax id', ['--no-tax-id'], { taxId: null }],
    [
      'no purchase order and no e-mail',
      ['--no-purchase-order', '--no-email'],
      { purchaseOrder: null, email: null },
    ],
    [
      'a line of the address',
      ['--city', 'Paris'],
      { billingAddress: { ...VISA_OF_CONTOSO.billingAddress, city: 'Paris' } },
    ],
    ['another address', ['--no-address', '--city', 'Paris'], { billingAddress: { city: 'Paris' } }],
    ['no address', ['--no-address'], { billingAddress: {} }],
  ])('%s is sent, and nothing else', async (_what, options, body) => {
    const { code, out, sent } = await change(...options);
    expect([code, sent]).toEqual([0, body]);
    expect(out).toMatch(/^Method +visa ending in 4242\nAddress +One Contoso Way, Redmond, WA, US\n/);
    expect(out).toMatch(/\nTax id +-\nE-mail +billing@contoso\.com\n$/);
  });

  test('of a method that is not there, and without a change, nothing is sent', async () => {
    expect(await change()).toMatchObject({ code: 2, err: expect.stringContaining('Say what to change.') });
    expect(requests()).toEqual([]);
    server.reply(list(VISA_OF_CONTOSO));
    const { code, err } = await run(['change', 'pm_none', '--no-tax-id']);
    expect([code, err]).toEqual([2, expect.stringContaining('There is no pm_none')]);
    expect(requests()).toEqual([LISTS]);
  });

  test('are sent with a token', async () => {
    server.reply({ status: 201, body: VISA_OF_CONTOSO });
    await run(['add', 'tok_visa', '--city', 'Paris', '--email', 'finance@contoso.example']);
    expect(lastSent()).toEqual({
      token: 'tok_visa',
      billingAddress: { city: 'Paris' },
      email: 'finance@contoso.example',
    });
  });
});

test('a card that has expired is listed as expired', async () => {
  server.reply(list({ ...VISA_OF_CONTOSO, expired: true }, MASTERCARD_OF_CONTOSO));
  expect((await run(['list'])).out).toMatch(/ 2034-12, expired\n.* 2034-12\n$/);
});
