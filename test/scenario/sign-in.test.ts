/** People sign in: the first operator of a fresh deployment, the owner who is invited, and a person of two organizations. */
import { expect, test } from '@jest/globals';
import { FIRST_OPERATOR } from '../../infra/local/parameters.ts';
import { describeInBrowser, expectUsable } from '../support/browser.ts';
import { CommandLine } from '../support/command-line.ts';
import { useLocalStack } from '../support/local-stack.ts';
import { chooseOther, signIn, signOut } from '../support/sign-in.ts';

const MAX_WAIT_MILLISECONDS = 20_000;
const GRACE = { email: 'grace@contoso.example', name: 'Grace Hall', about: 'owner of contoso' };
const OPERATOR = { email: FIRST_OPERATOR, name: 'Omar Haddad', about: 'operator of the deployment' };

describeInBrowser('the first people of a deployment', (tab) => {
  const credits = new CommandLine();
  const stack = useLocalStack(async () => tab().page.setDefaultTimeout(MAX_WAIT_MILLISECONDS), {
    people: [GRACE, OPERATOR],
  });
  const see = (text: string | RegExp) => tab().page.getByText(text).first().waitFor();
  const press = (name: string | RegExp) => tab().page.getByRole('button', { name }).first().click();
  const run = async (...args: readonly string[]): Promise<string> => {
    const { code, out, err } = await credits.run(args, { now: new Date().toISOString() });
    if (code !== 0) throw new Error(err);
    return out;
  };

  test('the first operator signs in on the command line, in the browser', async () => {
    const { page } = tab();
    const { code, out } = await credits.run(['login', '--url', stack().url], {
      now: new Date().toISOString(),
      browse: async (url) => {
        await page.goto(url);
        await press(/^Omar Haddad/);
      },
    });
    expect([code, out]).toEqual([0, expect.stringMatching(/^May .*operator$/m)]);
    await see('Back to the terminal');
  });

  test('onboards two organizations, and invites their people', async () => {
    for (const id of ['contoso', 'fabrikam']) {
      await run('org', 'create', id, '--name', `The ${id}`, '--country', 'US', '--currency', 'USD');
      await run('members', 'invite', GRACE.email, '--role', 'owner', '--org', id);
    }
    await run('payment-method', 'set', 'tok_visa', '--org', 'contoso');
    await run('fund', '120.00', '--org', 'contoso');
    expect(await run('members', 'list', '--org', 'contoso')).toMatch(
      /grace@contoso\.example +\S.* owner +invited/,
    );
  });

  test('sees any organization in the console', async () => {
    const { page } = tab();
    await page.goto(stack().url);
    await press('Sign in');
    await see('Choose an organization');
    await expectUsable(page);
    await page.getByLabel('Name or id').fill('fabri');
    await press('Search');
    await page.getByRole('button', { name: /^The contoso/ }).waitFor({ state: 'detached' });
    await press(/^The fabrikam/);
    await see('No credits were bought yet.');
    await see('operator');
    await signOut(page);
  });

  test('the owner signs in with one click, and sees the balance', async () => {
    const { page } = tab();
    await press('Sign in');
    await see('choose who you are.');
    await expectUsable(page);
    await press(/^Grace Hall/);
    await see('120.00 remaining');
    expect(await page.getByText('Grace Hall').count()).toBe(1);
    expect(await run('members', 'list', '--org', 'contoso')).toMatch(/Grace Hall +owner +active/);
  });

  test('switches to another organization of hers, and back', async () => {
    await press('Switch organization');
    await press(/^The fabrikam/);
    await see('No credits were bought yet.');
    await press('Switch organization');
    await press('Cancel');
    await see('No credits were bought yet.');
    await press('Switch organization');
    await press(/^The contoso/);
    await see('120.00 remaining');
  });

  test('goes on by herself when the token expires: it is renewed without her', async () => {
    const { page } = tab();
    const tokenOf = () => page.evaluate<string>('JSON.parse(sessionStorage.session).tokens.accessToken');
    const before = await tokenOf();
    await page.evaluate(`sessionStorage.session = JSON.stringify((session => ({
      ...session, tokens: { ...session.tokens, expiresAtMilliseconds: Date.now() + 30000 },
    }))(JSON.parse(sessionStorage.session)))`);
    await page.reload();
    await see('120.00 remaining');
    expect(await tokenOf()).not.toBe(before);
  });

  test('signs out at the issuer, too: the next person is asked who it is', async () => {
    const { page } = tab();
    await signOut(page);
    expect(await page.evaluate('sessionStorage.getItem("session")')).toBe(null);
    await press('Sign in');
    await see('The issuer of this local stack asks for no password: choose who you are.');
    await chooseOther(page, 'nobody@contoso.example');
    await see(
      'You are not a member of an organization. Ask an owner of yours to invite nobody@contoso.example.',
    );
    await expectUsable(page);
    await signOut(page);
  });

  test('a link that names a person signs that person in, and is out of the address bar', async () => {
    const { page } = tab();
    const query = new URLSearchParams({ login_hint: GRACE.email });
    await page.goto(`${stack().url}/?${query}#/ledger`);
    await see('Movements, newest first');
    expect(page.url()).toBe(`${stack().url}/#/ledger`);
  });

  test('a forged way back signs nobody in', async () => {
    const { page } = tab();
    await signOut(page);
    await page.goto(`${stack().url}/?code=stolen&state=guessed`);
    await see('This sign-in was not begun in this tab. Sign in again.');
    expect(page.url()).toBe(`${stack().url}/`);
    await signIn(page, GRACE.email);
    await see('120.00 remaining');
  });

  test('the browser complained of nothing in all this time', () => {
    expect(tab().complaints).toEqual([]);
  });
});
