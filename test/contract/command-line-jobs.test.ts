/** A file of calls that the service reads, on the command line. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { USAGE_OF_CONTOSO } from '../../shared/contract/answers/jobs.answers.ts';
import { CommandLine } from '../support/command-line.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await ScriptedServer.start();
});
afterAll(async () => server.close());

const credits = new CommandLine();
const jobs = (...words: string[]) =>
  credits.run(['jobs', ...words, '--url', server.url, '--org', 'contoso', '--token', 'token'], {
    columns: 160,
  });

test('is listed by its name', async () => {
  server.reply({ status: 200, body: { items: [USAGE_OF_CONTOSO], nextCursor: null } });
  const { out } = await jobs('list');
  expect(out).toMatch(/ read inbox\/contoso\/calls\.csv\.gz +completed +1200 +1200 +1\n$/);
});

test('is shown with what became of its records', async () => {
  server.reply({ status: 200, body: USAGE_OF_CONTOSO });
  const { out } = await jobs('show', USAGE_OF_CONTOSO.id);
  expect(out).toMatch(
    /What +read inbox\/contoso\/calls\.csv\.gz\n[\s\S]*Accepted +1180\nDuplicates +19\nFailed +1\n$/,
  );
});

test('has no bar while nobody knows how many records there are', async () => {
  const running = { ...USAGE_OF_CONTOSO, status: 'running', finishedAt: null };
  server.reply({ status: 200, body: running }, { status: 200, body: USAGE_OF_CONTOSO });
  const { err } = await jobs('show', USAGE_OF_CONTOSO.id, '--wait');
  expect(err).toContain('1200 lines, 1 failed');
  expect(err).not.toContain('%');
});

test('says why it was not read to its end, which --wait makes an exit code', async () => {
  const usage = {
    file: 'inbox/contoso/calls.txt',
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    fault: 'no calls',
  };
  const counts = { total: 0, done: 0, succeeded: 0, failed: 0 };
  server.reply({ status: 200, body: { ...USAGE_OF_CONTOSO, status: 'failed', ...counts, usage } });
  const { code, out } = await jobs('show', USAGE_OF_CONTOSO.id, '--wait');
  expect(out).toMatch(/Given up +no calls\n$/);
  expect(code).toBe(1);
});
