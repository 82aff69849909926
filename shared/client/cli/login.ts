/** `credits login`, `logout`, `whoami` and `use`. */
import type { Command } from 'commander';
import { createClient } from '../client.ts';
import type { Me } from '../generated/api.ts';
import { revokeToken } from '../sign-in.ts';
import { signInWithBrowser } from './browser-sign-in.ts';
import { WrongUse } from './failures.ts';
import { forgetLogin, keepLogin, type Login, readLogin } from './login-file.ts';
import { readSecret } from './secret.ts';
import { detailsOf, FROM_STDIN, type GlobalOptions, moment, openSession, serviceOf } from './session.ts';
import type { Terminal } from './terminal.ts';
import { claimsOf, type TokenClaims } from './token-claims.ts';

const LOGIN_HELP = `
You sign in in your browser, and the sign-in is renewed as long as you use it.
For a machine there are tokens: --token - reads one from a pipe, or asks for it
without an echo; what --token or CREDITS_TOKEN gives is taken as it is. What is
kept, with the URL and the organization, is in a file of your configuration
folder that only you can read. Commands use it with that service alone, where
they are given no other token.

Examples:
    credits login --url http://127.0.0.1:3000
    pass show credits | credits login --url https://api.example --token -`;

export function addLoginCommands(program: Command, terminal: Terminal): void {
  program
    .command('login')
    .description('sign in with the browser, or keep a token')
    .addHelpText('after', LOGIN_HELP)
    .action(async (_options: unknown, command: Command) => signIn(command, terminal));
  program
    .command('logout')
    .description('sign out, and forget the token that is kept')
    .action(async (_options: unknown, command: Command) => signOut(command, terminal));
  program
    .command('whoami')
    .description('show who is signed in, for which organization, and what that allows')
    .action(async (_options: unknown, command: Command) => showWho(command, terminal));
  program
    .command('use <organization>')
    .description('work for another of your organizations')
    .action(async (organization: string, _options: unknown, command: Command) =>
      useOrganization(organization, command, terminal),
    );
}

async function signIn(command: Command, terminal: Terminal): Promise<void> {
  const { token: given, org: named, json } = command.optsWithGlobals<GlobalOptions>();
  const url = serviceOf(command, terminal);
  const signed = given
    ? { token: given === FROM_STDIN ? await readSecret('Token: ', terminal) : given }
    : await signInWithBrowser(createClient({ url }), terminal);
  const claims = readClaims(signed.token, terminal);
  const me = await createClient({ url, token: signed.token }).get('/v1/me');
  const login: Login = { url, ...signed, organization: organizationFor(me, named) };
  const file = await keepLogin(terminal.configFolder, login);
  const shown = { url, ...me, organization: login.organization ?? null, expiresAt: claims.expiresAt };
  const text = `${describe(shown)}\nKept in ${file}`;
  terminal.stdout.write(`${json ? JSON.stringify({ ...shown, file }, null, 2) : text}\n`);
}

/** The file is gone even where the issuer cannot be reached. */
async function signOut(command: Command, { configFolder, stdout }: Terminal): Promise<void> {
  const { json } = command.optsWithGlobals<GlobalOptions>();
  const renewal = keptRenewal(configFolder);
  const wasSignedIn = await forgetLogin(configFolder);
  const said = wasSignedIn ? 'You are signed out.' : 'You were not signed in.';
  stdout.write(`${json ? JSON.stringify({ wasSignedIn }) : said}\n`);
  if (renewal) await revokeToken({ ...renewal, scopes: [] }, renewal.refreshToken);
}

/** Undefined for a file that cannot be read, too: it is removed all the same. */
function keptRenewal(configFolder: string): Login['renewal'] {
  try {
    return readLogin(configFolder)?.renewal;
  } catch {
    return undefined;
  }
}

async function showWho(command: Command, terminal: Terminal): Promise<void> {
  const { client, print, url, token: tokenNow, organizationId } = openSession(command, terminal);
  const token = await tokenNow();
  if (token === undefined) throw new WrongUse('Nobody is signed in. Use credits login.');
  const { expiresAt } = readClaims(token, terminal);
  const shown = { url, ...(await client.get('/v1/me')), organization: organizationId ?? null, expiresAt };
  print(shown, () => describe(shown));
}

/** An operator may name any organization; a person chooses one of their own, and the next token is of it. */
async function useOrganization(organization: string, command: Command, terminal: Terminal): Promise<void> {
  const { client, kept, print } = openSession(command, terminal);
  if (!kept) throw new WrongUse('Nobody is signed in. Use credits login.');
  const { operator } = await client.get('/v1/me');
  if (!operator) {
    if (!kept.login.renewal) {
      throw new WrongUse('The token that is kept is for one organization. Sign in with credits login.');
    }
    await client.put('/v1/me/organization', { body: { organization } });
    await kept.renew();
  }
  await keepLogin(terminal.configFolder, { ...kept.login, organization });
  print({ organization }, () => `You work for ${organization}.`);
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
function organizationFor({ operator, organization }: Me, named: string | undefined): string | undefined {
  if (!named) return organization ?? undefined;
  if (operator || organization === named) return named;
  const scope = organization === null ? 'no organization' : `the organization ${organization}`;
  throw new Error(`The token is for ${scope}, not for ${named}.`);
}

interface SignedIn extends Omit<Me, 'organization'> {
  readonly url: string;
  readonly organization: string | null;
  readonly expiresAt: string | undefined;
}

function describe({ url, name, email, subject, ...signedIn }: SignedIn): string {
  const { organization, organizations, operator, scopes, expiresAt } = signedIn;
  const others = organizations.filter(({ id }) => id !== organization).map(({ id }) => id);
  const role = organizations.find(({ id }) => id === organization)?.role;
  const none = operator ? 'any: name one with --org' : 'none: credits use <organization> chooses one';
  return detailsOf([
    ['Service', url],
    ['Who', [name, email].filter((part) => part !== null).join(', ') || subject],
    ['Organization', organization ?? none],
    ['Role', role ?? undefined],
    ['Also in', others.length > 0 ? others.join(', ') : undefined],
    ['May', scopes.join(' ') || 'nothing'],
    ['Token expires', expiresAt === undefined ? 'never' : moment(expiresAt)],
  ]);
}
