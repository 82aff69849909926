/** Completion, in the shells themselves. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CommandLine } from '../support/command-line.ts';
import { testInShell } from '../support/shell.ts';

const execute = promisify(execFile);
const credits = new CommandLine();

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credits-'));
  await writeFile(join(folder, 'calls of may.csv'), '');
  await writeFile(join(folder, 'users.csv'), '');
  for (const shell of ['bash', 'zsh']) {
    const { out } = await credits.run(['completion', shell]);
    await writeFile(join(folder, `completion.${shell}`), out);
  }
});
afterAll(async () => rm(folder, { recursive: true }));

/** What is typed, up to the cursor, and what a shell offers for its last word. */
const OFFERS: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['credits l', ['login', 'logout', 'lots', 'ledger', 'licenses']],
  ['credits licenses ', ['list', 'set', 'assign', 'remove']],
  ['credits --json --org contoso call a', ['authorize']],
  ['credits licenses assign COMM', ['COMMUNICATIONS_CREDITS']],
  ['credits lots --status ', ['open', 'closed', 'all']],
  ['credits completion ', ['bash', 'zsh']],
  ['credits fund 100.00 --rech', ['--recharge-amount', '--recharge-threshold']],
  ['credits quote --j', ['--json']],
  ['credits balance --org ', []],
  ['credits rates publish u', ['users.csv']],
  ['credits usage import ca', ['calls of may.csv']],
  ['credits licenses assign E5 --file u', ['users.csv']],
];

const wordsOf = (typed: string): readonly string[] => typed.split(' ');
/** At an empty word, a shell may offer the options, too. */
const isCommand = (offer: string): boolean => offer !== '' && !offer.startsWith('--');
const shown = ({ typed, offered }: { typed: string; offered: readonly string[] }) =>
  typed.includes(' --') && !typed.endsWith(' ') ? offered.filter(Boolean) : offered.filter(isCommand);

const lines = (text: string): string[] => text.split('\n');

const BASH = `source completion.bash
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _credits
for each in "\${COMPREPLY[@]}"; do echo "$each"; done`;

test.each(OFFERS)('bash completes %j', async (typed, offered) => {
  const asked = ['--norc', '-c', BASH, 'bash', ...wordsOf(typed)];
  const { stdout, stderr } = await execute('bash', asked, { cwd: folder });
  expect(stderr).toBe('');
  expect(shown({ typed, offered: lines(stdout) }).toSorted()).toEqual([...offered].sort());
});

/** zsh's own functions show what they are given. */
const ZSH = `compdef() { true }
compadd() { shift; print -rl -- "$@" }
_describe() { local name; for name in "\${(@P)@[-1]}"; do print -r -- "\${name%%:*}"; done }
_files() { print -rl -- \${~:-"\${words[CURRENT]}*"} }
source ./completion.zsh
words=("$@"); CURRENT=$#; _credits`;

testInShell('zsh').each(OFFERS)('zsh completes %j', async (typed, offered) => {
  const asked = ['-f', '-c', ZSH, 'zsh', ...wordsOf(typed)];
  const { stdout, stderr } = await execute('zsh', asked, { cwd: folder });
  expect(stderr).toBe('');
  const word = wordsOf(typed).at(-1) ?? '';
  const matching = lines(stdout).filter((offer) => offer.startsWith(word));
  expect(shown({ typed, offered: matching }).toSorted()).toEqual([...offered].sort());
});

test('another shell is refused', async () => {
  const { code, err } = await credits.run(['completion', 'fish']);
  expect([code, err]).toEqual([2, expect.stringContaining('Allowed choices are bash, zsh.')]);
});
