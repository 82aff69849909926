/** The service that a command uses, and how it prints what the service answers. */
import type { Command } from 'commander';
import { type CreditsClient, createClient, type OrganizationClient } from '../client.ts';
import { WrongUse } from './failures.ts';
import { KeptToken } from './kept-token.ts';
import { readLogin } from './login-file.ts';
import { heading, type Terminal } from './terminal.ts';
import { claimsOf } from './token-claims.ts';

export interface GlobalOptions {
  readonly url?: string;
  readonly token?: string;
  readonly org?: string;
  readonly json?: true;
}

/** In place of a token: it comes through standard input. */
export const FROM_STDIN = '-';

export interface Session {
  readonly client: CreditsClient;
  readonly url: string;
  /** The token of the next request; undefined when nobody is signed in. Throws when it cannot be renewed. */
  readonly token: () => Promise<string | undefined>;
  /** What `credits login` has kept of this service; absent where a token was given. */
  readonly kept: KeptToken | undefined;
  readonly organizationId: string | undefined;
  /** Throws `WrongUse` when none was named. */
  readonly organization: () => OrganizationClient;
  /** Prints the value as JSON, or else the text. */
  readonly print: (value: unknown, text: () => string) => void;
  readonly terminal: Terminal;
}

/**
 * Options count first, then the environment, then what `credits login` has kept; the token and organization that are
 * kept belong to their service alone. Throws `WrongUse` without a service.
 */
export function openSession(command: Command, terminal: Terminal): Session {
  const { token: given, org, json } = command.optsWithGlobals<GlobalOptions>();
  if (given === FROM_STDIN) throw new WrongUse('--token - is for credits login.');
  const url = serviceOf(command, terminal);
  const kept = readLogin(terminal.configFolder);
  const ofService = kept && new URL(kept.url).origin === new URL(url).origin ? kept : undefined;
  const keptToken = given || !ofService ? undefined : new KeptToken(ofService, terminal);
  const token = async () => given || (await keptToken?.current());
  const organizationId = org || (given ? claimsOf(given)?.organization : ofService?.organization);
  const client = createClient({ url, token, onUnauthorized: async () => keptToken?.renew() ?? false });
  return {
    client,
    url,
    token,
    kept: keptToken,
    organizationId,
    organization: () => {
      if (!organizationId) throw new WrongUse('Which organization? Give --org or set CREDITS_ORG.');
      return client.organization(organizationId);
    },
    print: (value, text) => {
      const shown = json ? JSON.stringify(value, null, 2) : text();
      terminal.stdout.write(`${shown}\n`);
    },
    terminal,
  };
}

/** The URL of the service. Throws `WrongUse` without one. */
export function serviceOf(command: Command, { configFolder }: Terminal): string {
  const { url: given } = command.optsWithGlobals<GlobalOptions>();
  const url = given || readLogin(configFolder)?.url;
  if (!url) throw new WrongUse('Which service? Give --url, set CREDITS_URL, or sign in with credits login.');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new WrongUse(`${url} is not a URL.`);
  return url.replace(/\/+$/, '');
}

export interface Column<T> {
  readonly title: string;
  readonly of: (row: T) => string | number | null;
  /** Numbers stand below each other. */
  readonly right?: true;
}

/** Rows below a heading; on a screen that is too narrow for them, one row after the other. A sentence when there are none. */
export function tableOf<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  { terminal, empty }: { terminal: Terminal; empty: string },
): string {
  if (rows.length === 0) return empty;
  const cells = rows.map((row) => columns.map(({ of }) => String(of(row) ?? '-')));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.right ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const width = widths.reduce((sum, each) => sum + each + 2, -2);
  if (width > (terminal.stdout.columns ?? width)) {
    const named = (row: readonly string[]) => columns.map(({ title }, index) => [title, row[index]] as const);
    return cells.map((row) => detailsOf(named(row))).join('\n\n');
  }
  return [heading(lineOf(columns.map(({ title }) => title)), terminal), ...cells.map(lineOf)].join('\n');
}

/** Names and what they are, one a line; without those that are undefined. */
export function detailsOf(
  rows: readonly (readonly [name: string, value: string | number | null | undefined])[],
): string {
  const shown = rows.filter(([, value]) => value !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${value ?? '-'}`).join('\n');
}

/** `50.00 USD`. */
export const money = (amount: string, { currency }: { readonly currency: string }): string =>
  `${amount} ${currency}`;

/** An instant to the second, in UTC. */
export const moment = (instant: string): string => `${instant.slice(0, 19).replace('T', ' ')}Z`;

/** The first items; all of them without a limit. */
export async function take<T>(items: AsyncIterable<T>, limit: number | undefined): Promise<T[]> {
  const taken: T[] = [];
  if (limit === 0) return taken;
  for await (const item of items) {
    taken.push(item);
    if (taken.length === limit) break;
  }
  return taken;
}
