/** `credits` as npm installs it: a link to the `bin` of package.json, run by whatever Node is on the PATH. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { ScriptedServer } from '../support/scripted-server.ts';

const ROOT = join(import.meta.dirname, '../..');
const Package = z.object({ version: z.string(), bin: z.object({ credits: z.string() }) });
/** As a Node that runs no TypeScript. */
const OLD_NODE = '--no-experimental-strip-types';

let folder = '';
let link = '';
let version = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credits-'));
  link = join(folder, 'credits');
  const { bin, version: released } = Package.parse(
    JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')),
  );
  version = released;
  await symlink(join(ROOT, bin.credits), link);
});
afterAll(async () => rm(folder, { recursive: true }));

function start(command: string, args: readonly string[]) {
  const env = { PATH: process.env.PATH, XDG_CONFIG_HOME: folder };
  return spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function outcomeOf(child: ReturnType<typeof start>) {
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, out, err };
}

test('the link is a command', async () => {
  expect(await outcomeOf(start(link, ['--version']))).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test.each([[[]], [[OLD_NODE]]])('Node with %j runs it, and hands its exit code on', async (flags) => {
  expect(await outcomeOf(start(process.execPath, [...flags, link, 'lots']))).toEqual({
    code: 2,
    out: '',
    err: expect.stringMatching(/^credits: Which service\? /),
  });
});

test('a signal ends the Node that runs it, too', async () => {
  const server = await ScriptedServer.start();
  server.reply('silent');
  const asked = ['lots', '--url', server.url, '--org', 'contoso'];
  const child = start(process.execPath, [OLD_NODE, link, ...asked]);
  while (server.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGTERM');
  // The outputs end when the last process that has them does.
  expect(await outcomeOf(child)).toEqual({ code: 143, out: '', err: '' });
  await server.close();
});
