/** An operator's credits on the command line: opening balances, and a lot that is put off, moved and written off. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CommandLine } from '../support/command-line.ts';
import { useLocalStack } from '../support/local-stack.ts';
import { onboard, type Tenant } from '../support/tenant.ts';

const credits = new CommandLine();
const stack = useLocalStack();
let folder = '';
let contoso: Tenant;
let fabrikam: Tenant;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credits-'));
});
afterAll(async () => rm(folder, { recursive: true }));

/** A word of the line has no blanks. */
async function run(line: string, token = contoso.operator) {
  const place = ['--url', stack().url, '--org', 'contoso', '--token', token];
  return credits.run([...line.split(' '), ...place]);
}
async function must(line: string, token?: string): Promise<string> {
  const { code, out, err } = await run(line, token);
  expect({ line, code, err }).toEqual({ line, code: 0, err: '' });
  return out;
}
const remaining = async (org: Tenant) => (await org.lots()).map((lot) => lot.remaining);

test('a table of opening balances is tried, and given once', async () => {
  contoso = await onboard(stack(), 'contoso');
  fabrikam = await onboard(stack(), 'fabrikam');
  const file = join(folder, 'balances.csv');
  const header = 'organization,amount,kind,expiresAt,reference,reason';
  await writeFile(file, [header, 'contoso,120.50,migration,,OLD-1,Earlier system', ''].join('\n'));
  const trial = await must(`grants import ${file} --dry-run`);
  expect(trial).toMatch(/WOULD BE\n +2 +contoso +OLD-1 +120\.50 +given\n1 line would be given, /);
  expect(await run(`grants import ${file}`)).toMatchObject({
    code: 2,
    err: expect.stringContaining('Give --yes'),
  });
  expect(await remaining(contoso)).toEqual([]);
  expect(await must(`grants import ${file} --yes`)).toContain('1 line was given, 0 given already, 0 refused');
  expect(await must(`grants import ${file}`)).toContain('0 lines would be given, 1 given already, 0 refused');
  expect(await remaining(contoso)).toEqual(['120.50']);
});

test('a lot is put off, a part of it moved, and the rest written off', async () => {
  const [lot] = await contoso.lots();
  const later = new Date(Date.parse(lot?.expiresAt ?? '') + 86_400_000).toISOString();
  const extended = await must(`lots extend ${lot?.id} --expires ${later} --reason prolonged`);
  expect(extended).toContain(`Expires    ${later.slice(0, 19).replace('T', ' ')}Z\n`);

  const move = `lots move ${lot?.id} --to fabrikam --amount 20.50 --reason merged --reference T-1 --yes`;
  const moved = await must(`${move} --key k1`);
  expect(moved).toMatch(/^Moved +20\.50 USD\nLeft of the lot +100\.00 USD\nTo +fabrikam\n/);
  expect(await must(`${move} --key k1`)).toBe(moved);
  expect([await remaining(contoso), await remaining(fabrikam)]).toEqual([['100.00'], ['20.50']]);

  expect(await must(`lots write-off ${lot?.id} --reason error --yes`)).toMatch(
    /Remaining +0\.00 USD\nExpires .*\nStatus +closed\n$/,
  );
  expect(await must('lots')).toBe('There are no lots.\n');
  expect(await must('ledger')).toMatch(/ error\n[\s\S]* merged\n[\s\S]* prolonged\n/);
});

test('an administrator of the organization may do none of it', async () => {
  for (const line of [
    'lots extend lot_1 --expires 2028-01-31T00:00:00Z --reason mine',
    'lots write-off lot_1 --reason mine --yes',
    'lots move lot_1 --to fabrikam --reason mine --reference T-2 --yes',
    `grants import ${join(folder, 'balances.csv')} --yes`,
  ]) {
    const refused = await run(line, contoso.token);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('forbidden (403)') });
  }
});

test('billing details are changed and removed by the administrator', async () => {
  const shown = await must('payment-methods list', contoso.token);
  const [id] = /pm_\w+/.exec(shown) ?? [];
  const change = `payment-methods change ${id}`;
  const options = '--city Paris --country FR --tax-id FR40303265045 --email finance@contoso.example';
  expect(await must(`${change} ${options}`, contoso.token)).toMatch(
    /\nAddress +.*Paris.*\nPurchase order +-\nTax id +FR40303265045\nE-mail +finance@contoso\.example\n/,
  );
  expect(await must(`${change} --no-tax-id --no-address`, contoso.token)).toMatch(
    /\nAddress *\nPurchase order +-\nTax id +-\nE-mail +finance@contoso\.example\n/,
  );
  const wrong = await run(`${change} --email finance`, contoso.token);
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('field: email') });
});
