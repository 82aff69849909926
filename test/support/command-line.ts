/** Runs `credits` within the test, on a terminal that records what is written. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
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
  /** The browser of the person; without it there is none. */
  readonly browse?: (url: string) => unknown;
}

/** A command line with a folder of its own, so that it is signed in nowhere. */
export class CommandLine {
  #stderr: PassThrough | undefined;
  readonly configFolder = join(mkdtempSync(join(tmpdir(), 'credits-')), 'credits');

  async run(args: readonly string[], circumstances: Circumstances = {}): Promise<Ran> {
    const {
      stdin = new PassThrough().end(),
      columns,
      now = '2026-11-29T08:00:00.000Z',
      browse,
    } = circumstances;
    const stdout = screenOf(columns);
    const stderr = screenOf(columns);
    this.#stderr = stderr;
    const code = await run(args, {
      stdin,
      stdout,
      stderr,
      version: '1.2.3',
      configFolder: this.configFolder,
      now: () => new Date(now),
      openBrowser: async (url) => {
        browse?.(url);
        return browse !== undefined;
      },
    });
    return { code, out: textOf(stdout), err: textOf(stderr) };
  }

  /** Waits until the command that runs has written something like this to stderr. */
  async printed(pattern: RegExp): Promise<string> {
    for (;;) {
      const written = this.#stderr?.read();
      if (written) this.#stderr?.unshift(written);
      const found = pattern.exec(String(written ?? ''))?.[0];
      if (found !== undefined) return found;
      await sleep(10);
    }
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
