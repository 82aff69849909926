/** From an empty deployment, an organization is set up and its calls are made and reported, with `credits` alone. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { NUMBERS, SMALL_DECK } from '../support/decks.ts';
import { eventually, request, settle, useLocalStack } from '../support/local-stack.ts';

const CREDITS = join(import.meta.dirname, '../../shared/client/cli/credits.js');
const ADMINISTRATOR = ['billing:read', 'billing:write', 'licenses:write', 'calls:write'];

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Each has a configuration folder of their own, and is signed in there by the first test. */
type Person = 'operator' | 'administrator';

/** Tokens of the identity provider, which has no command. */
const tokens: Record<Person, string> = { operator: '', administrator: '' };
let folder = '';
const stack = useLocalStack(async (started) => {
  tokens.operator = await started.token(['operator']);
  tokens.administrator = await started.token(ADMINISTRATOR, 'contoso');
});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credits-'));
});
afterAll(async () => rm(folder, { recursive: true }));

interface More {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** A word of the line has no blanks. */
function run(line: string, person: Person, { environment, input = '' }: More = {}): Promise<Outcome> {
  const env = {
    PATH: process.env.PATH,
    XDG_CONFIG_HOME: join(folder, person),
    // A hundred starts of the same sources: the first one compiles them.
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    ...environment,
  };
  return new Promise((resolve) => {
    const args = [CREDITS, ...line.split(' ')];
    const child = execFile(process.execPath, args, { env, cwd: folder }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
    child.stdin?.end(input);
  });
}

const credits = (line: string) => run(line, 'administrator');
const asOperator = (line: string) => run(line, 'operator');

async function must(outcome: Promise<Outcome>): Promise<string> {
  const { code, out, err } = await outcome;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

async function json<S extends z.ZodType>(schema: S, line: string): Promise<z.output<S>> {
  return schema.parse(JSON.parse(await must(credits(`${line} --json`))));
}

const write = (name: string, lines: readonly string[]) => writeFile(join(folder, name), lines.join('\n'));

describe('the three steps, from a terminal', () => {
  test('both sign in with their tokens, and need not name the service again', async () => {
    const login = `login --url ${stack().url} --token -`;
    for (const person of ['operator', 'administrator'] as const) {
      const signedIn = await must(run(login, person, { input: `${tokens[person]}\n` }));
      expect(signedIn).toMatch(/^Service +http:.*\n[\s\S]*\nKept in .*login\.json\n$/);
    }
    expect(await must(credits('whoami'))).toMatch(/Organization +contoso\nMay +billing:read billing:write /);
    expect(await credits('org show')).toMatchObject({
      code: 1,
      err: expect.stringContaining('not-found (404)'),
    });
  });

  test('an operator publishes rates and onboards the organization', async () => {
    await writeFile(join(folder, 'deck.csv'), SMALL_DECK);
    const publish = 'rates publish deck.csv --currency USD --effective-from 2020-01-01T00:00:00Z';
    expect(await must(asOperator(`${publish} --dry-run`))).toMatch(
      /Rows added +\d+\n[\s\S]*this was a trial/,
    );
    expect(await must(asOperator('rates list'))).toBe('No rates are published.\n');
    expect(await must(asOperator(publish))).toMatch(/^Deck +\S+/);
    expect(await must(asOperator('rates list'))).toMatch(
      /^DECK .*\n.* outbound +USD +2020-01-01 00:00:00Z +\d+\n$/,
    );
    const create = 'org create contoso --name Contoso --country US --currency USD';
    expect(await must(asOperator(create))).toMatch(/Agreement +MOSA/);
    expect(await must(credits('org show'))).toMatch(/^Id +contoso\nName +Contoso\n/);
  });

  test('step 1: users are given a service, within what was bought', async () => {
    await must(asOperator('licenses set AUDIO_CONFERENCING 2 --org contoso'));
    for (const user of ['meg', 'sam', 'carl']) {
      await must(credits(`users add ${user} --upn ${user}@contoso.example --name ${user} --location US`));
    }
    expect(await must(credits('licenses assign AUDIO_CONFERENCING meg sam'))).toBe(
      'meg: AUDIO_CONFERENCING assigned\nsam: AUDIO_CONFERENCING assigned\n',
    );
    const refused = await credits('licenses assign AUDIO_CONFERENCING carl');
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/^credits: .+\n {2}code: no-license-available \(409\)\n/);
    expect(await must(credits('licenses list'))).toMatch(/AUDIO_CONFERENCING +2 +2 +0\n/);
  });

  test('step 2: credits are bought, and auto-recharge is switched on', async () => {
    const early = await credits('fund 100.00');
    expect(early).toMatchObject({
      code: 1,
      err: expect.stringContaining('code: payment-method-required (402)'),
    });
    const address = '--line1 Street --city Redmond --region WA --country US';
    expect(await must(credits(`payment-method set tok_visa ${address}`))).toContain(
      'Purchases are charged to',
    );
    expect(await must(credits('payment-methods add tok_mastercard'))).toBe(
      'mastercard ending in 4444 is number 2.\n',
    );
    expect(await must(credits('payment-methods list'))).toMatch(
      /^NUMBER +METHOD +CARD +EXPIRES\n +1 +pm_\w+ +visa ending in 4242 +2034-12\n +2 +pm_/,
    );
    const little = await credits('fund 49.99');
    expect(little.err).toContain('credits: amount: between 50.00 and');
    expect(little.err).toContain('\n  field: amount\n');
    const fund = 'fund 100.00 --recharge-amount 60.00 --recharge-threshold 20.00 --key first';
    const first = await must(credits(fund));
    expect(first).toMatch(/Status +succeeded\nAmount +100\.00 USD\nExpires +\d{4}-/);
    expect(await must(credits(fund))).toBe(first);
    expect(await must(credits('balance'))).toMatch(/^Balance +100\.00 USD\n[\s\S]*Available +100\.00 USD\n/);
    expect(await must(credits('lots'))).toMatch(/ purchase +100\.00 +0\.00 +0\.00 +100\.00\n$/);
    expect(await must(credits('auto-recharge show'))).toMatch(
      /^Status +idle\nAdds +60\.00 USD\nBelow +20\.00 USD\n/,
    );
  });

  test('step 3: a list gives the credits license to those who hold a service, and says who does not', async () => {
    await write('users.csv', [
      'userPrincipalName',
      'meg@contoso.example',
      'carl@contoso.example',
      'eve@contoso.example',
    ]);
    const assigned = await credits('licenses assign COMMUNICATIONS_CREDITS --file users.csv');
    expect(assigned).toEqual({
      code: 4,
      out: 'COMMUNICATIONS_CREDITS: 1 line succeeded, 2 failed; see users.csv.failures.csv\n',
      err: '',
    });
    const failures = await readFile(join(folder, 'users.csv.failures.csv'), 'utf8');
    expect(failures.split('\r\n')).toMatchObject([
      'line,userPrincipalName,severity,code,detail',
      expect.stringMatching(/^3,carl@contoso\.example,error,not-eligible,/),
      expect.stringMatching(/^4,eve@contoso\.example,error,unknown-user,/),
      '',
    ]);
    const again = await credits('licenses assign COMMUNICATIONS_CREDITS --file users.csv.failures.csv');
    expect(again.out).toContain('0 lines succeeded, 2 failed');
    expect(await must(credits('users list'))).toMatch(/meg +.* AUDIO_CONFERENCING COMMUNICATIONS_CREDITS\n/);
  });
});

describe('users in bulk', () => {
  const HEADER = 'userPrincipalName,displayName,id,accountEnabled,usageLocation';
  const FILE = [
    HEADER,
    'ada@contoso.example,Ada Lovelace,ada,True,GB',
    'bob@contoso.example,Bob,bob,True,',
    'meg@contoso.example,Meg,margaret,True,US',
  ];
  const Job = z.object({ id: z.string(), status: z.string(), succeeded: z.number(), failed: z.number() });

  test('a file of the directory adds them, and says which lines failed or have a warning', async () => {
    await write('directory.csv', FILE);
    await write('columns.csv', ['userPrincipalName,displayName', 'ada@contoso.example,Ada']);
    const outcome = await credits('users import directory.csv --failures bad.csv');
    expect(outcome).toEqual({
      code: 4,
      out: 'Users: 2 lines succeeded (1 with a warning), 1 failed; see bad.csv\n',
      err: '',
    });
    expect((await readFile(join(folder, 'bad.csv'), 'utf8')).split('\r\n')).toMatchObject([
      'line,userPrincipalName,severity,code,detail',
      expect.stringMatching(/^3,bob@contoso\.example,warning,usage-location-assumed,/),
      expect.stringMatching(/^4,meg@contoso\.example,error,user-exists,.*meg/),
      '',
    ]);
    expect(await must(credits('users list --search Lovelace'))).toMatch(/\nada +ada@contoso\.example +GB /);
  });

  test('in UTF-16, whatever the name of the file, the same lines change nothing', async () => {
    const bytes = Buffer.from(`\ufeff${FILE.slice(0, 3).join('\r\n')}`, 'utf16le');
    await writeFile(join(folder, 'directory.txt'), bytes);
    expect(await json(Job, 'users import directory.txt')).toMatchObject({ succeeded: 2, failed: 0 });
    await expect(readFile(join(folder, 'directory.txt.failures.csv'))).rejects.toThrow('no such file');
  });

  test('a user is renamed and removed', async () => {
    expect(await must(credits('users rename bob robert@contoso.example'))).toBe(
      'bob: signs in as robert@contoso.example\n',
    );
    expect(await must(credits('users remove robert@contoso.example'))).toBe(
      'robert@contoso.example: removed\n',
    );
    expect(await must(credits('users list --search robert'))).toBe('There are no users.\n');
  });

  test('jobs are listed, shown and awaited, and their failures written', async () => {
    const [second, first] = await json(z.array(Job), 'jobs list');
    expect([second?.failed, first?.failed]).toEqual([0, 1]);
    const listed = await must(credits('jobs list'));
    expect(listed).toMatch(
      /^JOB +CREATED +WHAT +STATUS +LINES +DONE +FAILED\n.* users +completed +2 +2 +0\n/,
    );
    expect(listed).toMatch(/ assign COMMUNICATIONS_CREDITS +completed +3 +3 +2\n/);
    expect(await must(credits(`jobs show ${first?.id}`))).toMatch(
      /What +users\nStatus +completed\n[\s\S]*Succeeded +2\nWith a warning +1\nFailed +1\n$/,
    );
    expect(await credits(`jobs show ${first?.id} --wait`)).toMatchObject({ code: 4 });
    const failures = await must(credits(`jobs failures ${first?.id}`));
    expect(failures).toBe(await readFile(join(folder, 'bad.csv'), 'utf8'));
    await must(credits(`jobs failures ${first?.id} --output again.csv`));
    expect(await readFile(join(folder, 'again.csv'), 'utf8')).toBe(failures);
    expect(await credits('jobs show job_none')).toMatchObject({
      code: 1,
      err: expect.stringContaining('not-found (404)'),
    });
  });

  test('a user is erased, with a question, and the job says what it did', async () => {
    await must(credits('users add eve --upn eve@contoso.example --name Eve --location US'));
    const unasked = await credits('users remove eve --erase');
    expect(unasked).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Give --yes') });
    expect(await must(credits('users list --search eve'))).toContain('eve@contoso.example');
    const erased = await must(credits('users remove eve --erase --yes'));
    expect(erased).toMatch(/^eve: removed; the data are being erased: credits jobs show job_\S+\n$/);
    await stack().runSchedule('run-erasures');
    const shown = await must(credits(erased.replace(/^.*: credits /s, '').trim()));
    expect(shown).toMatch(/^What +erase eve$/m);
    expect(shown).toMatch(/^In earlier files until +20\d\d-/m);
  });
});

test('the job of an export is awaited, and shows links to its files', async () => {
  const { body } = await request(stack(), 'POST /v1/organizations/contoso/exports', {
    token: tokens.administrator,
    body: { kind: 'ledger', from: '2020-01-01', to: '2020-02-01', format: 'csv' },
  });
  const { id } = z.object({ id: z.string() }).parse(body);
  await stack().runSchedule('run-exports');
  const shown = await must(credits(`jobs show ${id} --wait`));
  expect(shown).toMatch(
    /What +export ledger\nStatus +completed\n[\s\S]*\nManifest +https?:\/\/\S+manifest\.json/,
  );
  expect(await must(credits('jobs list --limit 1'))).toMatch(/ export ledger +completed /);
});

describe('calls', () => {
  const call = (id: string, seconds: string) =>
    [id, 'conf_out', 'meg', NUMBERS.zimbabwe, stack().now().toISOString(), seconds].join(',');

  test('are quoted, reported from a file, charged and shown', async () => {
    const quote = await must(credits(`quote ${NUMBERS.zimbabwe} --user meg --type conf_out --minutes 2`));
    expect(quote).toMatch(/^Price +1\.00 USD\nPaid by +credits\n/);
    const header = 'callId,type,userId,to,startedAt,durationSeconds';
    await write('calls.csv', [header, call('c-1', '120'), call('c-2', 'long')]);
    const imported = await credits('usage import calls.csv');
    expect(imported).toMatchObject({
      code: 4,
      out: '1 accepted, 0 known already, 1 rejected; see calls.csv.failures.csv\n',
    });
    const failures = await readFile(join(folder, 'calls.csv.failures.csv'), 'utf8');
    expect(failures).toMatch(/^place,callId,code,field,detail\r\n3,c-2,invalid-record,durationSeconds,/);
    await write('calls.jsonl', [JSON.stringify({ callId: 'c-1', type: 'conf_out', userId: 'meg' })]);
    expect((await credits('usage import calls.jsonl')).code).toBe(4);
    await settle(stack());
    expect(await must(credits('call show c-1'))).toMatch(/Status +settled\n[\s\S]*Charge +1\.00 USD\n/);
    expect(await must(credits('ledger --limit 1'))).toMatch(
      /^NUMBER .*\n +\d+ +.* usage +100\.00 +-1\.00 +99\.00 +settle\n$/,
    );
  });

  test('are authorized, renewed and released, or refused for a reason', async () => {
    const asked = `--to ${NUMBERS.zimbabwe} --user meg --type conf_out --seconds 60`;
    const allowed = await must(credits(`call authorize c-3 ${asked}`));
    expect(allowed).toMatch(
      /^Answer +yes\nPaid by +credits\nRate a minute +0\.50 USD\nGranted +60 s, in all 60 s\n/,
    );
    expect(allowed).toMatch(/Held +0\.50 USD\nSequence +0\n$/);
    expect(await must(credits('call renew c-3 --seconds 60'))).toMatch(/Granted +60 s, in all 120 s\n/);
    expect(await must(credits('call renew c-3 --seconds 60 --sequence 1'))).toMatch(/in all 120 s\n/);
    expect(await must(credits('call show c-3'))).toMatch(/Status +authorized\n[\s\S]*Held +1\.00 USD\n/);
    expect(await must(credits('call release c-3'))).toBe('Nothing is held for c-3 any more.\n');
    expect(await must(credits('call show c-3'))).toMatch(/Status +released\n/);
    const refused = await credits(`call authorize c-4 --to ${NUMBERS.zimbabwe} --user eve`);
    expect(refused).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Answer +no: unknown-user\. /),
      err: '',
    });
    const unclear = await credits('call authorize c-5 --user meg');
    expect(unclear).toMatchObject({ code: 1, err: expect.stringContaining('field: to') });
  });

  test('are exported as CSV, on the terminal and to a file', async () => {
    const shown = await must(credits('usage export'));
    expect(shown.split('\n').filter((line) => line.includes('c-1'))).toHaveLength(1);
    await must(credits('usage export --output usage.csv'));
    expect(await readFile(join(folder, 'usage.csv'), 'utf8')).toBe(shown);
    expect(await must(credits('usage import usage.csv'))).toBe('0 accepted, 1 known already, 0 rejected\n');
  });

  test('are corrected and voided for a reason, and what is unspent is refunded for one', async () => {
    await write('more.csv', [
      'callId,type,userId,to,startedAt,durationSeconds',
      call('c-8', '120'),
      call('c-9', '120'),
    ]);
    await must(credits('usage import more.csv'));
    await settle(stack());
    for (const line of ['call void c-8', 'call correct c-9 --seconds 60', 'refund pur_1'])
      expect(await credits(line)).toMatchObject({ code: 2, err: expect.stringContaining('--reason') });
    expect(await must(credits('call void c-8 --reason deaf'))).toMatch(
      /Status +voided\nCharge +0\.00 USD\nCame back +1\.00 USD\n/,
    );
    expect(await must(credits('call correct c-9 --seconds 60 --reason late'))).toMatch(/Charge +0\.50 USD\n/);
    const Ledger = z.array(
      z.object({ type: z.string(), reference: z.object({ order: z.string().optional() }) }),
    );
    const bought = (await json(Ledger, 'ledger --limit 100')).find(({ type }) => type === 'purchase');
    const refund = `refund ${bought?.reference.order ?? ''} --amount 10.00 --reason twice`;
    expect(await must(credits(refund))).toMatch(
      /^Refund .*\nStatus +succeeded\nAmount +10\.00 USD\nWhy +twice\n/,
    );
    const reasons = (await must(credits('ledger --limit 3'))).split('\n').slice(1, 4);
    expect(reasons.map((line) => line.split(/ +/).at(-1))).toEqual(['twice', 'late', 'deaf']);
  });
});

test('the last audit of the books is shown', async () => {
  expect(await must(credits('audit'))).toBe('The books were not audited yet.\n');
  await stack().runSchedule('audit-organizations');
  const shown = await must(credits('audit'));
  expect(shown).toMatch(/^As of .*Z, in USD: every rule holds\.\nRULE +HOLDS +DIFFERENCES\n/);
  expect(shown).toMatch(/\nledger-replays-to-account +yes +0\n/);
});

test('an operator sees the organizations that there are', async () => {
  expect(await must(asOperator('org list --prefix con'))).toMatch(
    /^ORGANIZATION +NAME +COUNTRY .*\ncontoso +Contoso +US +USD +MOSA +active\n$/,
  );
  expect(await credits('org list')).toMatchObject({
    code: 1,
    err: expect.stringContaining('forbidden (403)'),
  });
});

test('an operator suspends an organization with a reason, finds it by that, and ends the suspension', async () => {
  expect(await must(asOperator('org suspend --reason unpaid --org contoso'))).toMatch(
    /\nStatus +suspended: unpaid\n/,
  );
  expect(await must(credits('org show'))).toMatch(/\nStatus +suspended: unpaid\n/);
  expect(await must(asOperator('org list --status suspended --search ONTOS'))).toMatch(
    /\ncontoso .* suspended\n$/,
  );
  expect((await credits('org reactivate')).code).toBe(1);
  expect(await must(asOperator('org reactivate --org contoso'))).toMatch(/\nStatus +active\n/);
  expect(await must(asOperator('org list --status suspended'))).toBe('There are no organizations.\n');
});

test('auto-recharge is changed and switched off', async () => {
  const set = await must(credits('auto-recharge set --amount 70.00 --threshold 30.00 --cap 500.00'));
  expect(set).toMatch(/Adds +70\.00 USD\nBelow +30\.00 USD\nAt most in a month +500\.00 USD\n/);
  expect(await must(credits('auto-recharge off'))).toMatch(/^Status +off\n/);
});

test('invoices are listed, shown and downloaded', async () => {
  const Invoices = z.array(z.object({ id: z.string(), amount: z.string() }));
  const [invoice] = await json(Invoices, 'invoices list');
  expect(invoice?.amount).toBe('100.00');
  expect(await must(credits(`invoices show ${invoice?.id}`))).toMatch(/Total +100\.00 USD\n$/);
  await must(credits(`documents get ${invoice?.id} --pdf --output invoice.pdf`));
  expect((await readFile(join(folder, 'invoice.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
  await must(credits(`invoices download ${invoice?.id} --output invoice.html`));
  expect(await readFile(join(folder, 'invoice.html'), 'utf8')).toContain('100.00');
});

test('the published rate of a number is shown', async () => {
  expect(await must(credits(`rates show ${NUMBERS.zimbabwe} --currency USD`))).toMatch(
    /Rate a minute +0\.50 USD\n/,
  );
});

describe('what goes wrong', () => {
  const SIGNED_OUT = { XDG_CONFIG_HOME: '/dev/null' };

  test.each([
    ['balance', SIGNED_OUT, 2, 'credits: Which service? Give --url, set CREDITS_URL, or sign in'],
    ['balance --url nowhere', {}, 2, 'credits: nowhere is not a URL.'],
    ['balance', { CREDITS_URL: 'localhost:3000' }, 2, 'credits: localhost:3000 is not a URL.'],
    ['balance', { CREDITS_TOKEN: 'x' }, 2, 'credits: Which organization?'],
    ['balance --org contoso', { CREDITS_TOKEN: 'x' }, 1, 'Sign in with credits login'],
    ['balance', { CREDITS_ORG: 'fabrikam' }, 1, 'code: forbidden (403)'],
    ['balanse', {}, 2, '(Did you mean balance?)'],
    ['fund', {}, 2, "missing required argument 'amount'"],
    ['lots --limit some', {}, 2, 'Give a whole number.'],
    ['fund 50.00 --recharge-amount 60.00', {}, 2, 'need each other'],
    ['licenses assign E5', {}, 2, 'credits: Name users, or give --file.'],
    ['usage import none.csv', {}, 1, 'no such file'],
    ['users import columns.csv', {}, 1, 'no column id'],
    ['call renew c-0', {}, 1, 'code: not-found (404)'],
  ])('%s with %j ends with %i and says why', async (line, environment, code, why) => {
    const outcome = await run(line, 'administrator', { environment });
    expect(outcome).toMatchObject({ code, out: '', err: expect.stringContaining(why) });
    expect(outcome.err).not.toMatch(/\n\s+at /);
  });

  test('is JSON for machines', async () => {
    const { code, err } = await credits('fund 1.00 --json');
    expect([code, JSON.parse(err)]).toMatchObject([
      1,
      { status: 422, code: 'amount-out-of-range', field: 'amount' },
    ]);
  });

  test('no answer has an exit code of its own', async () => {
    const outcome = await credits('balance --url http://127.0.0.1:1 --org contoso');
    expect(outcome).toMatchObject({ code: 3, err: expect.stringContaining('could not be reached') });
  });
});

describe('help', () => {
  test('shows the three steps, in commands that there are', async () => {
    const { out } = await credits('--help');
    const shown = [...out.matchAll(/^ {7}credits (.*)$/gm)].map(([, line = '']) => line);
    expect(shown.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'users add',
      'licenses assign',
      'payment-methods add',
      'fund 100.00',
      'licenses assign',
      'licenses assign',
      'org create',
      'members invite',
      'licenses set',
      'rates publish',
    ]);
    // Refused by the service, or for a file that is not there, and not by the parser.
    for (const line of shown) {
      const { code, err } = await credits(`${line} --org none`);
      expect({ line, code, err }).toMatchObject({
        code: 1,
        err: expect.stringMatching(/forbidden|no such file/),
      });
    }
  });
});

test('a long list is worked on in the background, and its end is awaited', async () => {
  const names = Array.from({ length: 1200 }, (_, index) => `nobody-${index}@contoso.example`);
  await write('many.txt', names);
  let isDone = false;
  const working = credits('licenses assign E5 --file many.txt --failures many.csv').finally(() => {
    isDone = true;
  });
  await eventually(async () => {
    await stack().runSchedule('run-license-jobs');
    expect(isDone).toBe(true);
  });
  expect(await working).toMatchObject({ code: 4, out: expect.stringContaining('1200 failed; see many.csv') });
  const failures = await readFile(join(folder, 'many.csv'), 'utf8');
  expect(failures.split('\r\n')).toHaveLength(1202);
});

test('a program is added, gets another secret, and is removed', async () => {
  const secretOf = (out: string) => /^Secret +(ccs_\S+)$/m.exec(out)?.[1];
  const created = await must(asOperator('clients create platform --org contoso'));
  const [id = ''] = /cli_[0-9a-f]{24}/.exec(created) ?? [];
  expect(secretOf(created)).toBeDefined();
  const rotated = await must(asOperator(`clients rotate ${id} --keep-hours 2 --org contoso`));
  expect(rotated).toMatch(/^Earlier secret +valid until \d{4}-/m);
  expect(secretOf(rotated)).not.toBe(secretOf(created));
  expect(await must(asOperator('clients list --org contoso'))).toMatch(
    new RegExp(`^${id} +platform +platform +-`, 'm'),
  );
  expect(await must(asOperator(`clients revoke ${id} --org contoso`))).toBe(`${id}: removed\n`);
  expect(await must(asOperator('clients list --org contoso'))).toContain('There are no programs.');
});
