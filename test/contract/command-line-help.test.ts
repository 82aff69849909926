/** The help of every command. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine } from '../support/command-line.ts';

const COLUMNS = 80;
const credits = new CommandLine();

interface Help {
  /** `licenses assign`; empty for the whole. */
  readonly command: string;
  readonly text: string;
}

const helps: Help[] = [];
beforeAll(async () => collect([]));

/** Of the command, and of those that its help lists. */
async function collect(words: readonly string[]): Promise<void> {
  const { code, out, err } = await credits.run([...words, '--help'], { columns: COLUMNS });
  expect({ words, code, err }).toEqual({ words, code: 0, err: '' });
  helps.push({ command: words.join(' '), text: out });
  const [, commands = ''] = out.split('\nCommands:\n');
  const listed = [...(commands.split('\n\n')[0] ?? '').matchAll(/^ {2}([a-z-]+)/gm)].map(
    ([, name = '']) => name,
  );
  for (const name of listed) if (name !== 'help') await collect([...words, name]);
}

/** Name and description of each option and command that a help lists; a description may go on below. */
const rowsOf = ({ text }: Help) =>
  [...text.matchAll(/^ {2}((?:-|[a-z]).*?)(?: {2,}(.*)|)$/gm)].map(([, name, description]) => ({
    name,
    description,
  }));

describe('of every command', () => {
  test('is there', () => {
    const names = helps.map(({ command }) => command);
    expect(names.length).toBeGreaterThan(40);
    expect(names).toEqual(
      expect.arrayContaining(['', 'login', 'licenses assign', 'call renew', 'rates publish']),
    );
    expect(helps.filter(({ command, text }) => !text.startsWith(`Usage: credits ${command}`.trim()))).toEqual(
      [],
    );
  });

  test('fits a terminal of 80 columns', () => {
    const wide = helps.flatMap(({ text }) => text.split('\n').filter((line) => line.length > COLUMNS));
    expect(wide).toEqual([]);
  });

  test('describes each option and command', () => {
    const silent = helps.flatMap((help) =>
      rowsOf(help)
        .filter(({ description }) => description === undefined || description.startsWith('('))
        .map(({ name }) => `${help.command}: ${name}`),
    );
    expect(silent).toEqual([]);
  });
});
