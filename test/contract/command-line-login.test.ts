/** Signing in: what is kept, what of it is used, and what is refused. */
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CommandLine, unsignedToken } from '../support/command-line.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

const EXPIRES_AT = '2026-11-30T08:00:00.000Z';
const exp = Date.parse(EXPIRES_AT) / 1000;
const MEMBER = unsignedToken({ org: 'contoso', scope: 'billing:read billing:write', exp });
const OPERATOR = unsignedToken({ scp: ['operator'], exp });

const ME = {
  subject: '0a1b',
  name: 'Ada King',
  email: 'ada@contoso.example',
  kind: 'person',
  operator: false,
  organization: 'contoso',
  organizations: [{ id: 'contoso', name: 'Contoso', role: 'billing' }],
  scopes: ['billing:read', 'billing:write'],
};
const AN_OPERATOR = { ...ME, operator: true, organization: null, organizations: [], scopes: ['operator'] };
/** Of every route that these tests ask. */
const replyAs = (me: object) => ({ status: 200, body: { ...me, items: [], nextCursor: null } });

let server: ScriptedServer;
let other: ScriptedServer;
let credits: CommandLine;
beforeAll(async () => {
  server = await ScriptedServer.start();
  other = await ScriptedServer.start();
});
afterAll(async () => Promise.all([server.close(), other.close()]));
beforeEach(() => {
  credits = new CommandLine();
  for (const each of [server, other]) each.reply(replyAs(ME));
});

const piped = (text: string) => new PassThrough().end(text);
const login = (token: string, ...more: readonly string[]) =>
  credits.run(['login', '--url', server.url, '--token', '-', ...more], { stdin: piped(`${token}\n`) });
const loginFile = () => join(credits.configFolder, 'login.json');
const authorizations = ({ received }: ScriptedServer) => received.map(({ headers }) => headers.authorization);

describe('credits login', () => {
  test('asks the service whether the token is valid, and says what it is for', async () => {
    const { code, out, err } = await login(MEMBER);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.replaceAll(/ {2,}/g, ' ').split('\n').slice(1, 6)).toEqual([
      'Who Ada King, ada@contoso.example',
      'Organization contoso',
      'Role billing',
      'May billing:read billing:write',
      'Token expires 2026-11-30 08:00:00Z',
    ]);
    expect(out).not.toContain(MEMBER);
    expect(authorizations(server)).toEqual([`Bearer ${MEMBER}`]);
    expect(server.received[0]?.url).toBe('/v1/me');
  });

  test('keeps it where only its owner can read it, whatever was there', async () => {
    await mkdir(credits.configFolder, { recursive: true });
    await writeFile(loginFile(), 'something else');
    await chmod(loginFile(), 0o644);
    expect((await credits.run(['balance'])).err).toContain('Sign in again with credits login.');
    expect((await login(MEMBER, '--url', server.url)).code).toBe(0);
    expect((await stat(loginFile())).mode & 0o777).toBe(0o600);
    expect(await readdir(credits.configFolder)).toEqual(['login.json']);
    expect(JSON.parse(await readFile(loginFile(), 'utf8'))).toEqual({
      url: server.url,
      token: MEMBER,
      organization: 'contoso',
    });
  });

  test('makes a folder that is closed to others', async () => {
    await login(MEMBER);
    expect((await stat(credits.configFolder)).mode & 0o777).toBe(0o700);
    expect(dirname(loginFile())).toBe(credits.configFolder);
  });

  test('asks for the token without an echo on a terminal, and a line can be edited', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    stdin.write(`${MEMBER}x\u007f\r`);
    const { code, out, err } = await credits.run(['login', '--url', server.url, '--token', '-'], {
      stdin,
      columns: 80,
    });
    expect([code, err]).toEqual([0, 'Token: \n']);
    expect(out + err).not.toContain(MEMBER.slice(0, 10));
    expect(authorizations(server)).toEqual([`Bearer ${MEMBER}`]);
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
    ['an empty line', '\r'],
  ])('%s at the prompt ends it, and nothing is kept', async (_name, keys) => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    stdin.write(keys);
    const { code, err } = await credits.run(['login', '--url', server.url, '--token', '-'], {
      stdin,
      columns: 80,
    });
    expect([code, err]).toEqual([2, 'Token: \ncredits: Nothing was given.\n']);
    await expect(stat(loginFile())).rejects.toThrow('ENOENT');
  });

  test.each([
    ['what is not a token', 'secret', 2, 'That is not a token'],
    ['no token', '', 2, 'Nothing was given.'],
    ['one that has expired', unsignedToken({ exp: exp - 86_400 }), 1, 'expired at 2026-11-29 08:00:00Z'],
  ])('%s is refused, and the service is not asked', async (_name, token, code, why) => {
    const outcome = await login(token);
    expect(outcome).toMatchObject({ code, out: '', err: expect.stringContaining(why) });
    expect(server.received).toEqual([]);
    await expect(stat(loginFile())).rejects.toThrow('ENOENT');
  });

  test.each([
    ['another organization', ME, 'fabrikam', 'for the organization contoso, not for fabrikam'],
    [
      'no organization',
      { ...ME, organization: null, organizations: [] },
      'contoso',
      'for no organization, not',
    ],
  ])('one for %s than the one that is named is not kept', async (_name, me, named, why) => {
    server.reply(replyAs(me));
    const outcome = await login(MEMBER, '--org', named);
    expect(outcome).toMatchObject({ code: 1, out: '', err: expect.stringContaining(why) });
    await expect(stat(loginFile())).rejects.toThrow('ENOENT');
  });

  test('what the service refuses is not kept', async () => {
    server.reply({
      status: 401,
      body: { detail: 'A valid bearer token is required.', code: 'unauthorized' },
    });
    const { code, err } = await login(MEMBER);
    expect([code, err]).toEqual([1, expect.stringContaining('credits: A valid bearer token is required.\n')]);
    await expect(stat(loginFile())).rejects.toThrow('ENOENT');
  });

  test('of an operator keeps the organization that is named', async () => {
    server.reply(replyAs(AN_OPERATOR));
    expect((await login(OPERATOR)).out).toMatch(/^Organization +any: name one with --org$/m);
    expect((await credits.run(['balance'])).err).toContain('Which organization?');
    expect((await login(OPERATOR, '--org', 'fabrikam')).out).toMatch(/^Organization +fabrikam$/m);
    await credits.run(['org', 'show']);
    expect(server.received.at(-1)?.url).toBe('/v1/organizations/fabrikam');
  });
});

describe('what is kept', () => {
  test('is used where nothing else is given', async () => {
    await login(MEMBER);
    await credits.run(['lots']);
    await credits.run(['lots', '--org', 'fabrikam']);
    await credits.run(['lots', '--token', OPERATOR, '--org', 'fabrikam']);
    expect(
      server.received.slice(1).map(({ url, headers }) => [url.split('/')[3], headers.authorization]),
    ).toEqual([
      ['contoso', `Bearer ${MEMBER}`],
      ['fabrikam', `Bearer ${MEMBER}`],
      ['fabrikam', `Bearer ${OPERATOR}`],
    ]);
  });

  test('is sent to no other service', async () => {
    await login(MEMBER);
    await credits.run(['lots', '--url', other.url, '--org', 'contoso']);
    expect(authorizations(other)).toEqual([undefined]);
    expect((await credits.run(['lots', '--url', other.url])).err).toContain('Which organization?');
    // Of the same service, a slash more changes nothing.
    await credits.run(['lots', '--url', `${server.url}/`]);
    expect(authorizations(server)).toEqual([`Bearer ${MEMBER}`, `Bearer ${MEMBER}`]);
    expect(server.received.at(-1)?.url).toContain('/v1/organizations/contoso/lots');
  });

  test('is shown by whoami, as long as it is valid, and forgotten by logout', async () => {
    await login(MEMBER);
    expect((await credits.run(['whoami'])).out).toMatch(/^Organization +contoso$/m);
    const late = await credits.run(['whoami'], { now: EXPIRES_AT });
    expect(late).toMatchObject({ code: 1, err: expect.stringContaining('The token expired at 2026-11-30') });
    expect((await credits.run(['logout'])).out).toBe('You are signed out.\n');
    expect((await credits.run(['logout'])).out).toBe('You were not signed in.\n');
    const { code, err } = await credits.run(['whoami', '--url', server.url]);
    expect([code, err]).toEqual([2, 'credits: Nobody is signed in. Use credits login.\n']);
  });
});

test('a token names its organization where nothing else does', async () => {
  await credits.run(['lots', '--url', server.url, '--token', MEMBER]);
  expect(server.received[0]?.url).toContain('/v1/organizations/contoso/lots');
});

test('only login reads a token from a pipe', async () => {
  const { code, err } = await credits.run(['lots', '--url', server.url, '--token', '-']);
  expect([code, err]).toEqual([2, 'credits: --token - is for credits login.\n']);
});
