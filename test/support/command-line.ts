/** Runs `credits` within the test, on a terminal that records what is written. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { run } from '../../shared/client/cli/run.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Circumstances {
  readonly stdin?: Readable & { readonly isTTY?: boolean };
  /** A screen of that width, without colors; without it both outputs are pipes. */
  readonly columns?: number;
  readonly now?: string;
}

/** A command line with a folder of its own, so that it is signed in nowhere. */
export class CommandLine {
  readonly configFolder = join(mkdtempSync(join(tmpdir(), 'credits-')), 'credits');

  async run(args: readonly string[], circumstances: Circumstances = {}): Promise<Ran> {
    const { stdin = new PassThrough().end(), columns, now = '2026-11-29T08:00:00.000Z' } = circumstances;
    const stdout = screenOf(columns);
    const stderr = screenOf(columns);
    const code = await run(args, {
      stdin,
      stdout,
      stderr,
      version: '1.2.3',
      configFolder: this.configFolder,
      now: () => new Date(now),
    });
    return { code, out: textOf(stdout), err: textOf(stderr) };
  }
}

const screenOf = (columns: number | undefined) =>
  Object.assign(
    new PassThrough(),
    columns === undefined ? {} : { isTTY: true, columns, getColorDepth: () => 1 },
  );

const textOf = (screen: PassThrough): string => String(screen.read() ?? '');

/** What a token says, in the form of one; nobody has signed it. */
export function unsignedToken(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.signature`;
}
