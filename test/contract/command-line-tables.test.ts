/** Tables of the command line, on screens and in pipes. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CommandLine } from '../support/command-line.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await ScriptedServer.start();
});
afterAll(async () => server.close());

const deck = (id: string, rows: number) => ({
  id,
  kind: 'outbound',
  currency: 'USD',
  effectiveFrom: '2026-01-01T00:00:00.000Z',
  rows,
});
beforeEach(() => {
  const items = [deck('deck_1', 7), deck('deck_22', 2678)];
  server.reply({ status: 200, body: { items, nextCursor: null } });
});

const credits = new CommandLine();
const list = (columns?: number) =>
  credits.run(['rates', 'list', '--url', server.url], columns === undefined ? {} : { columns });

const TABLE = [
  'DECK     KIND      CURRENCY  IN FORCE FROM         ROWS',
  'deck_1   outbound  USD       2026-01-01 00:00:00Z     7',
  'deck_22  outbound  USD       2026-01-01 00:00:00Z  2678',
  '',
].join('\n');

test.each([[undefined], [80], [55]])('a table that fits %p columns has a row on a line', async (columns) => {
  expect(await list(columns)).toEqual({ code: 0, out: TABLE, err: '' });
});

test('a screen that is too narrow gets one row after the other', async () => {
  const { out } = await list(54);
  expect(out).toBe(
    [
      'DECK           deck_1',
      'KIND           outbound',
      'CURRENCY       USD',
      'IN FORCE FROM  2026-01-01 00:00:00Z',
      'ROWS           7',
      '',
      'DECK           deck_22',
      'KIND           outbound',
      'CURRENCY       USD',
      'IN FORCE FROM  2026-01-01 00:00:00Z',
      'ROWS           2678',
      '',
    ].join('\n'),
  );
});
