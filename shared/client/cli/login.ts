/** `credits login`, `logout` and `whoami`. */
import type { Command } from 'commander';
import { createClient } from '../client.ts';
import { WrongUse } from './failures.ts';
import { forgetLogin, keepLogin } from './login-file.ts';
import { readSecret } from './secret.ts';
import { detailsOf, FROM_STDIN, type GlobalOptions, moment, openSession, serviceOf } from './session.ts';
import type { Terminal } from './terminal.ts';
import { claimsOf, type TokenClaims } from './token-claims.ts';

const LOGIN_HELP = `
The token is asked for without an echo, or read from a pipe; what --token or
CREDITS_TOKEN gives is taken as it is. It is kept, with the URL and the
organization, in a file of your configuration folder that only you can read.
Commands use it with that service alone, where they are given no other.

Examples:
    credits login --url http://127.0.0.1:3000
    pass show credits | credits login --url https://api.example --token -`;

export function addLoginCommands(program: Command, terminal: Terminal): void {
  program
    .command('login')
    .description('sign in: keep the service, a token and the organization')
    .addHelpText('after', LOGIN_HELP)
    .action(async (_options: unknown, command: Command) => signIn(command, terminal));
  program
    .command('logout')
    .description('forget the token that is kept')
    .action(async (_options: unknown, command: Command) => {
      const wasSignedIn = await forgetLogin(terminal.configFolder);
      const { json } = command.optsWithGlobals<GlobalOptions>();
      const said = wasSignedIn ? 'You are signed out.' : 'You were not signed in.';
      terminal.stdout.write(`${json ? JSON.stringify({ wasSignedIn }) : said}\n`);
    });
  program
    .command('whoami')
    .description('show the service, and what the token is for and until when')
    .action(async (_options: unknown, command: Command) => {
      const { print, url, token, organizationId } = openSession(command, terminal);
      if (token === undefined) throw new WrongUse('Nobody is signed in. Use credits login.');
      const shown = { url, ...readClaims(token, terminal), organization: organizationId };
      print(shown, () => describe(shown));
    });
}

async function signIn(command: Command, terminal: Terminal): Promise<void> {
  const { token: given, org, json } = command.optsWithGlobals<GlobalOptions>();
  const url = serviceOf(command, terminal);
  const token = given && given !== FROM_STDIN ? given : await readSecret('Token: ', terminal);
  const claims = readClaims(token, terminal);
  const organization = organizationFor(claims, org);
  // Any valid token may ask for it: a refusal is about the token.
  await createClient({ url, token }).get('/v1/products', { query: { limit: 1 } });
  const file = await keepLogin(terminal.configFolder, { url, token, organization });
  const shown = { url, ...claims, organization };
  const text = `${describe(shown)}\nKept in ${file}`;
  terminal.stdout.write(`${json ? JSON.stringify({ ...shown, file }, null, 2) : text}\n`);
}

/** Throws when the text is not a token, or when it has expired. */
function readClaims(token: string, { now }: Terminal): TokenClaims {
  const claims = claimsOf(token);
  if (!claims) throw new WrongUse('That is not a token: the service takes JSON Web Tokens.');
  const { expiresAt } = claims;
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now().getTime())
    throw new Error(`The token expired at ${moment(expiresAt)}. Sign in with another one.`);
  return claims;
}

/** Throws when the token is for another organization than the one that was named. */
function organizationFor(
  { organization, scopes }: TokenClaims,
  named: string | undefined,
): string | undefined {
  if (!named) return organization;
  if (scopes.includes('operator') || organization === named) return named;
  const scope = organization === undefined ? 'no organization' : `the organization ${organization}`;
  throw new Error(`The token is for ${scope}, not for ${named}.`);
}

interface SignedIn extends TokenClaims {
  readonly url: string;
}

const describe = ({ url, organization, scopes, expiresAt }: SignedIn): string =>
  detailsOf([
    ['Service', url],
    ['Organization', organization ?? (scopes.includes('operator') ? 'any: name one with --org' : 'none')],
    ['May', scopes.join(' ') || 'nothing'],
    ['Expires', expiresAt === undefined ? 'never' : moment(expiresAt)],
  ]);
