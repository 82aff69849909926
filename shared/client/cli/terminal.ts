/** Where a command reads and writes. */
import type { Readable } from 'node:stream';
import { styleText } from 'node:util';

interface Screen extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** How many characters a line has room for. */
  readonly columns?: number;
}

export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** Of this program. */
  readonly version: string;
  /** Where this program keeps what is the user's own. */
  readonly configFolder: string;
  readonly now: () => Date;
  /** Shows an address in the person's browser. Returns whether there is one. */
  readonly openBrowser: (url: string) => Promise<boolean>;
  /** Set by a command that is done but for some lines. */
  exitCode?: number;
}

/** Bold where the screen has it; `NO_COLOR` and a pipe have not. */
export const heading = (text: string, { stdout }: Terminal): string =>
  styleText('bold', text, { stream: stdout });

/** A line that is written over by the next one, for a person who waits; nothing in a pipe. */
export function showProgress({ stderr }: Terminal, text: string): void {
  if (stderr.isTTY) stderr.write(`\r\u001b[K${text}`);
}

export function endProgress({ stderr }: Terminal): void {
  if (stderr.isTTY) stderr.write('\r\u001b[K');
}
