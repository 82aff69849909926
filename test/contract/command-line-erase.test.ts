/** Erasing a user on the command line: a person is asked, and a script says that it means it. */
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ERASURE_OF_CONTOSO } from '../../shared/contract/answers/jobs.answers.ts';
import { CommandLine } from '../support/command-line.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await ScriptedServer.start();
});
afterAll(async () => server.close());
beforeEach(() => {
  server.received.length = 0;
});

const credits = new CommandLine();

/** `keys` are those that a person types; without them there is no terminal. */
function remove(words: readonly string[], keys?: string) {
  const place = ['--url', server.url, '--org', 'contoso', '--token', 'token'];
  const stdin = keys === undefined ? undefined : Object.assign(new PassThrough(), { isTTY: true });
  stdin?.write(keys);
  return credits.run(['users', 'remove', 'grace', ...words, ...place], {
    ...(stdin && { stdin }),
    columns: 80,
  });
}

const requests = () => server.received.map(({ method, url }) => `${method} ${url}`);
const ERASES = ['DELETE /v1/organizations/contoso/users/grace?erase=true'];

test.each([
  ['a person types the id', ['--erase'], 'grace\r'],
  ['a script says --yes', ['--erase', '--yes'], undefined],
])('when %s, the user is erased', async (_when, words, keys) => {
  server.reply({ status: 202, body: ERASURE_OF_CONTOSO });
  const { code, out } = await remove(words, keys);
  expect([code, out]).toEqual([
    0,
    `grace: removed; the data are being erased: credits jobs show ${ERASURE_OF_CONTOSO.id}\n`,
  ]);
  expect(requests()).toEqual(ERASES);
});

test.each([
  ['types another name', 'grade\r', 'Nothing was changed.'],
  ['types nothing', '\r', 'Nothing was changed.'],
  ['presses Ctrl-C', '\u0003', 'Nothing was changed.'],
  ['presses Ctrl-D', '\u0004', 'Nothing was changed.'],
  ['is not there', undefined, 'Give --yes if that is meant.'],
])('when a person %s, nothing is sent', async (_when, keys, why) => {
  const { code, err } = await remove(['--erase'], keys);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(why) });
  expect(err).toContain('will be erased for good');
  expect(requests()).toEqual([]);
});

test('without --erase nobody is asked', async () => {
  server.reply({ status: 204 });
  expect(await remove([])).toMatchObject({ code: 0, out: 'grace: removed\n' });
  expect(requests()).toEqual(['DELETE /v1/organizations/contoso/users/grace']);
});
