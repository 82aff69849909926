/** What operators do with credits on the command line: what moves money asks first. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  MOVED_FROM_CONTOSO,
  OPENING_BALANCES,
  type OpeningBalances,
} from '../../shared/contract/answers/grants.answers.ts';
import { GRANT_OF_CONTOSO } from '../../shared/contract/answers/purchases.answers.ts';
import { CommandLine } from '../support/command-line.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

const credits = new CommandLine();
const LOT = GRANT_OF_CONTOSO.id;
let server: ScriptedServer;
let folder = '';
let file = '';

beforeAll(async () => {
  server = await ScriptedServer.start();
  folder = await mkdtemp(join(tmpdir(), 'credits-'));
  file = join(folder, 'balances.csv');
  await writeFile(file, 'organization,amount,kind,expiresAt,reference,reason\ncontoso,1.00,migration,,A,b\n');
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => server.reply({ status: 500 }));

/** `keys` are those that a person types; without them there is no terminal. */
function run(words: readonly string[], keys?: string) {
  const stdin = keys === undefined ? undefined : Object.assign(new PassThrough(), { isTTY: true });
  stdin?.write(keys);
  const place = ['--url', server.url, '--org', 'contoso', '--token', 'token'];
  return credits.run([...words, ...place], { ...(stdin && { stdin, columns: 100 }) });
}

const requests = () => server.received.map(({ method, url }) => `${method} ${url}`);
const sent = () => server.received.map(({ body }) => JSON.parse(body));
const keysSent = () => server.received.map(({ headers }) => headers['idempotency-key']);

describe('credits lots extend', () => {
  test('puts off the expiry, for a reason', async () => {
    server.reply({ status: 200, body: { ...GRANT_OF_CONTOSO, expiresAt: '2028-01-31T00:00:00.000Z' } });
    const words = ['lots', 'extend', LOT, '--expires', '2028-01-31T00:00:00Z', '--reason', 'prolonged'];
    const { code, out } = await run([...words, '--key', 'k1']);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^Lot +gra_.*\n.*\nExpires +2028-01-31 00:00:00Z\n/),
    ]);
    expect(requests()).toEqual([`POST /v1/organizations/contoso/lots/${LOT}/extend`]);
    expect(sent()).toEqual([{ expiresAt: '2028-01-31T00:00:00Z', reason: 'prolonged' }]);
    expect(keysSent()).toEqual(['k1']);
  });

  test.each([
    ['--expires', 'x'],
    ['--reason', 'y'],
  ])('needs more than %s', async (...option) => {
    expect(await run(['lots', 'extend', LOT, ...option])).toMatchObject({ code: 2 });
    expect(requests()).toEqual([]);
  });
});

const ACTS = [
  {
    words: ['lots', 'write-off', LOT, '--reason', 'given twice'],
    name: LOT,
    warning: `What is unspent of ${LOT} will be written off for good.`,
    reply: { status: 200, body: { ...GRANT_OF_CONTOSO, remaining: '0.00', status: 'closed' } },
    request: `POST /v1/organizations/contoso/lots/${LOT}/write-off`,
    body: { reason: 'given twice' },
    out: /^Lot +gra_.*\nRemaining +0\.00 USD\n/,
  },
  {
    words: [
      'lots',
      'move',
      LOT,
      '--to',
      'fabrikam',
      '--amount',
      '10.00',
      '--reason',
      'merged',
      '--reference',
      'T-1',
    ],
    name: 'fabrikam',
    warning: `10.00 of ${LOT} will go to fabrikam.`,
    reply: { status: 201, body: MOVED_FROM_CONTOSO },
    request: `POST /v1/organizations/contoso/lots/${LOT}/move`,
    body: { organization: 'fabrikam', amount: '10.00', reason: 'merged', reference: 'T-1' },
    out: /^Moved +10\.00 USD\nLeft of the lot +15\.00 USD\nTo +fabrikam\n/,
  },
] as const;

describe.each(ACTS)('credits $words.0 $words.1', ({ words, name, warning, reply, request, body, out }) => {
  test.each([
    ['a person types the name', [], `${name}\r`],
    ['a script says --yes', ['--yes'], undefined],
  ])('is done when %s', async (_when, more, keys) => {
    server.reply(reply);
    const ran = await run([...words, ...more], keys);
    expect([ran.code, ran.out]).toEqual([0, expect.stringMatching(out)]);
    expect([requests(), sent()]).toEqual([[request], [body]]);
  });

  test.each([
    ['types something else', 'yes\r'],
    ['is not there', undefined],
  ])('sends nothing when a person %s', async (_when, keys) => {
    const { code, err } = await run(words, keys);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(warning) });
    expect(requests()).toEqual([]);
  });
});

test('a move without an amount is of all that is unspent', async () => {
  server.reply({ status: 201, body: MOVED_FROM_CONTOSO });
  await run(['lots', 'move', LOT, '--to', 'fabrikam', '--reason', 'merged', '--reference', 'T-1', '--yes']);
  expect(sent()).toEqual([{ organization: 'fabrikam', reason: 'merged', reference: 'T-1' }]);
});

describe('credits grants import', () => {
  const TRIAL = 'POST /v1/opening-balances?dryRun=true';
  const GIVES = 'POST /v1/opening-balances';
  const given: OpeningBalances = { ...OPENING_BALANCES, dryRun: false };

  test('shows what would become of each line, asks, and gives', async () => {
    server.reply({ status: 200, body: OPENING_BALANCES }, { status: 200, body: given });
    const { code, out, err } = await run(['grants', 'import', file], 'give\r');
    expect(err).toMatch(/ 2 +contoso +OLD-1 +120\.50 +given\n +3 +unknown +OLD-2 +- +refused: not-found: /);
    expect(err).toMatch(
      /1 line would be given, 0 given already, 1 refused\n.*Credits will be given by 1 line\./,
    );
    expect([code, out]).toEqual([4, expect.stringContaining('1 line was given, 0 given already, 1 refused')]);
    expect(requests()).toEqual([TRIAL, GIVES]);
  });

  test.each([
    ['types something else', 'no\r', [TRIAL]],
    ['is not there', undefined, [TRIAL]],
  ])('gives nothing when a person %s', async (_when, keys, asked) => {
    server.reply({ status: 200, body: OPENING_BALANCES });
    const { code, out } = await run(['grants', 'import', file], keys);
    expect([code, out]).toEqual([2, '']);
    expect(requests()).toEqual(asked);
  });

  test.each([
    ['with --dry-run', ['--dry-run'], OPENING_BALANCES, 4],
    ['with --dry-run and --yes', ['--dry-run', '--yes'], { ...OPENING_BALANCES, refused: 0 }, 0],
    ['when no line would be given', [], { ...OPENING_BALANCES, given: 0, alreadyGiven: 1, refused: 0 }, 0],
  ])('%s it is a trial alone, and asks nobody', async (_when, options, body, exitCode) => {
    server.reply({ status: 200, body });
    const { code, out } = await run(['grants', 'import', file, ...options]);
    expect([code, out]).toEqual([exitCode, expect.stringContaining('WOULD BE')]);
    expect(requests()).toEqual([TRIAL]);
  });

  test('with --yes the lines for which there was no time are sent again, each is counted once', async () => {
    const parts = [
      { ...given, given: 2, alreadyGiven: 1, refused: 0, left: 3 },
      { ...given, given: 3, alreadyGiven: 3, refused: 0, left: 0 },
    ];
    server.reply(...parts.map((body) => ({ status: 200, body })));
    const { code, out } = await run(['grants', 'import', file, '--yes']);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('5 lines were given, 1 given already, 0 refused\n'),
    ]);
    expect(requests()).toEqual([GIVES, GIVES]);
  });

  test('ends when no line gets on', async () => {
    server.reply({ status: 200, body: { ...given, given: 0, refused: 0, left: 2 } });
    const { code, out } = await run(['grants', 'import', file, '--yes']);
    expect([code, out]).toEqual([4, expect.stringContaining('2 left for another time')]);
    expect(requests()).toEqual([GIVES]);
  });

  test('is JSON for machines: what was given, and nothing else', async () => {
    server.reply({ status: 200, body: given });
    const { out } = await run(['grants', 'import', file, '--yes', '--json']);
    expect(JSON.parse(out)).toEqual(given);
  });
});
