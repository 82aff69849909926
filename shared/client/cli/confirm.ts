/** Asks before what cannot be undone: a person types its name, and a script says `--yes`. */
import { createInterface } from 'node:readline/promises';
import { WrongUse } from './failures.ts';
import type { Terminal } from './terminal.ts';

interface Question {
  /** What will happen, in whole sentences. */
  readonly warning: string;
  /** What the person has to type. */
  readonly name: string;
  readonly yes: boolean | undefined;
}

/** Throws `WrongUse` when the person types something else, Ctrl-C or Ctrl-D, and where nobody can be asked. */
export async function confirmByName(
  { stdin, stderr }: Terminal,
  { warning, name, yes }: Question,
): Promise<void> {
  if (yes) return;
  if (!stdin.isTTY) throw new WrongUse(`${warning} Give --yes if that is meant.`);
  const lines = createInterface({ input: stdin, output: stderr, terminal: true, historySize: 0 });
  const stopped = new AbortController();
  for (const end of ['SIGINT', 'close'] as const) lines.once(end, () => stopped.abort());
  try {
    const typed = await lines.question(`${warning}\nType ${name} to go on: `, { signal: stopped.signal });
    if (typed.trim() === name) return;
  } catch {
    stderr.write('\n');
  } finally {
    lines.close();
  }
  throw new WrongUse('Nothing was changed.');
}
