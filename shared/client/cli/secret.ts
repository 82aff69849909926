/** Reads a secret that must not stand on the command line, where other users of the machine can see it. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { WrongUse } from './failures.ts';
import type { Terminal } from './terminal.ts';

const MAX_CHARACTERS = 65_536;

/** What is typed, without an echo, or else all that comes through the pipe. Throws `WrongUse` when that is nothing. */
export async function readSecret(prompt: string, { stdin, stderr }: Terminal): Promise<string> {
  const secret = (stdin.isTTY ? await readTyped(prompt, { stdin, stderr }) : await readAll(stdin)).trim();
  if (secret === '') throw new WrongUse('Nothing was given.');
  return secret;
}

async function readAll(stdin: Terminal['stdin']): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > MAX_CHARACTERS) throw new WrongUse('That is too long for a token.');
  }
  return text;
}

/** Throws `WrongUse` for Ctrl-C and Ctrl-D. */
async function readTyped(
  prompt: string,
  { stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>,
): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // It is a terminal for readline, so that a line can be edited; what readline shows of it goes nowhere.
  const lines = createInterface({ input: stdin, output: silent, terminal: true, historySize: 0 });
  stderr.write(prompt);
  try {
    const stopped = new AbortController();
    for (const end of ['SIGINT', 'close'] as const) lines.once(end, () => stopped.abort());
    return await lines.question('', { signal: stopped.signal });
  } catch {
    throw new WrongUse('Nothing was given.');
  } finally {
    lines.close();
    stderr.write('\n');
  }
}
