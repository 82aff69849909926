/** An administrator at the console: the story of an organization's credits, clicked through in a browser. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { describeInBrowser, expectUsable, overhang } from '../support/browser.ts';
import { NUMBERS } from '../support/decks.ts';
import { eventually, settle, useLocalStack } from '../support/local-stack.ts';
import { invite, signIn, signOut } from '../support/sign-in.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const MAX_WAIT_MILLISECONDS = 20_000;
const SCREENS = ['Overview', 'Credits', 'Ledger', 'Calls', 'Minutes', 'Users', 'Rates'];

describeInBrowser('the console', (tab) => {
  let contoso: Tenant;
  const stack = useLocalStack(async (started) => {
    await publishDeck(started);
    contoso = await onboard(started, 'contoso');
    tab().page.setDefaultTimeout(MAX_WAIT_MILLISECONDS);
  });

  const see = (text: string | RegExp) => tab().page.getByText(text).first().waitFor();
  const press = (name: string | RegExp) => tab().page.getByRole('button', { name }).first().click();
  const fill = (label: string, value: string) => tab().page.getByLabel(label, { exact: true }).fill(value);
  const open = async (screen: string) => {
    await tab().page.getByRole('link', { name: screen, exact: true }).click();
    await tab().page.getByRole('heading', { level: 1, name: screen }).waitFor();
  };

  test('a person who is not signed in is led to the issuer, and types no token', async () => {
    const { page } = tab();
    await page.goto(stack().url);
    await expectUsable(page);
    await signIn(page, await invite(contoso, 'owner'));
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await see('No credits were bought yet.');
  });

  test('the tokens are nowhere but in this tab, and a reload goes on with them', async () => {
    const { page } = tab();
    expect(page.url()).toBe(`${stack().url}/`);
    expect(await page.evaluate<string>('JSON.stringify([{ ...localStorage }, document.cookie])')).toBe(
      '[{},""]',
    );
    await page.reload();
    await see('No credits were bought yet.');
  });

  test('what cannot be bought is refused before anything is sent', async () => {
    await open('Credits');
    await fill('Amount in USD', '49.99');
    await press('Pay 49.99 USD');
    await see('Enter an amount from 50.00 USD to 100,000.00 USD.');
    expect(await contoso.lots()).toEqual([]);
  });

  test('a double click buys once', async () => {
    await fill('Amount in USD', '100');
    await tab().page.getByRole('button', { name: 'Pay 100.00 USD' }).dblclick();
    await see('100.00 USD added');
    await open('Overview');
    await see('Spent next');
    await see('100.00 remaining');
    expect(await contoso.lots()).toHaveLength(1);
  });

  test('answers that were lost are asked for again, and nothing is bought twice', async () => {
    const { page } = tab();
    await open('Credits');
    await page.route('**/purchases', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await fill('Amount in USD', '60.00');
    await press('Pay 60.00 USD');
    await see('It is not known whether the purchase arrived.');
    await page.unroute('**/purchases');
    await press('Pay 60.00 USD');
    await see('This purchase had arrived before; it was paid once.');
    expect((await contoso.lots()).map(({ amount }) => amount)).toEqual(['100.00', '60.00']);
  });

  test('a payment that is declined, and one that is not decided yet, are shown plainly', async () => {
    await contoso.payWith('tok_declined');
    await press('Buy more');
    await fill('Amount in USD', '70');
    await press('Pay 70.00 USD');
    await see('Reason: the card was declined. Nothing was charged and no credits were added.');
    await contoso.payWith('tok_pending');
    await press('Pay 70.00 USD');
    await see('The payment is not decided yet');
    await see('70.00 USD added');
    await contoso.payWith('tok_visa');
    expect(await contoso.lots()).toHaveLength(3);
  });

  test('usage drains the oldest lot on the screen, without a reload and without losing the focus', async () => {
    const { page } = tab();
    await open('Overview');
    const link = page.getByRole('link', { name: 'All movements' });
    await link.focus();
    await page.evaluate('window.sameDocument = true');
    await contoso.report({ callId: 'call-1', startedAt: stack().now().toISOString(), durationSeconds: 600 });
    await settle(stack());
    await page.locator('.lot').first().getByText('5.00 used').waitFor();
    await page.locator('.lot').first().getByText('95.00 remaining').waitFor();
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    expect(await link.evaluate((node) => node.ownerDocument.activeElement === node)).toBe(true);
  });

  test('auto-recharge is switched on, and its purchase appears', async () => {
    await open('Credits');
    await tab().page.getByLabel('Buy credits automatically when they run low').check();
    await fill('Amount to add, in USD', '50');
    await fill('When the balance falls below, in USD', '230');
    await press('Save auto-recharge');
    await see('Auto-recharge saved');
    await open('Overview');
    await see('On, below 230.00 USD');
    await see(/recharged/);
    await settle(stack());
    expect((await contoso.lots()).map(({ source }) => source)).toContain('recharge');
  });

  test('a call is voided after it was asked for again, and costs nothing any more', async () => {
    const { page } = tab();
    await open('Calls');
    await page
      .getByRole('link', { name: /20\d\d/ })
      .first()
      .click();
    await see('Call call-1');
    await press('Void …');
    await see('Void this call?');
    await page.keyboard.press('Escape');
    await press('Void …');
    await press('Void the call');
    await see('Write why, in a few words.');
    await fill('Why', 'The line was bad');
    await press('Void the call');
    await see('5.00 USD came back.');
    await see('This call was voided');
    await page.goBack();
    await page.getByRole('heading', { name: 'Usage report' }).waitFor();
  });

  test('the usage report is a file, and an invoice is a page to print', async () => {
    const { page, context } = tab();
    const downloading = page.waitForEvent('download');
    await press('Download as CSV');
    const csv = await readFile(await (await downloading).path(), 'utf8');
    expect(csv.split('\r\n').map((line) => line.split(',').length)).toEqual([20, 20, 1]);
    await open('Credits');
    const opening = context.waitForEvent('page');
    await press(/^Open invoice 1 /);
    const invoice = await opening;
    await invoice.getByRole('heading', { name: 'Invoice 1' }).waitFor();
    expect(await invoice.evaluate<string>('getComputedStyle(document.body).maxWidth')).toBe('704px');
    await invoice.close();
  });

  test('what is unspent of a purchase is refunded', async () => {
    const bought = tab().page.getByRole('row').filter({ hasText: 'By hand' }).filter({ hasText: '70.00' });
    await bought.getByRole('button', { name: 'Refund …' }).click();
    await see('70.00 USD of this purchase is unspent.');
    await press(/^Refund$/);
    await see('Write why, in a few words.');
    await fill('Why', 'Bought twice');
    await press(/^Refund$/);
    await see('70.00 USD goes back to the payment method that paid it.');
    await press(/^Close$/);
    await see('70.00 USD refunded');
  });

  test('a year later what is left is forfeited, and the screen shows it', async () => {
    await contoso.must('PUT /auto-recharge', { body: { enabled: false } });
    await open('Overview');
    await press('+12 months');
    await see('Expired, to be booked as forfeited');
    // The grace for late usage.
    await press('+1 month');
    await see('Moved +1 month');
    await press('Run now');
    await see('Expired, the rest forfeited');
    await see('100.00 forfeited');
    await see('Expired credits forfeited');
    expect((await contoso.balance()).balance).toBe('0.00');
  });

  test('a user is refused, given the credits license, and shown the price', async () => {
    await contoso.fund('50.00');
    await contoso.user('sam', { skus: ['CALLING_PLAN_PAYG'] });
    const ask = async () => {
      await open('Rates');
      await fill('User id', 'sam');
      await fill('Number', NUMBERS.zimbabwe);
      await press('Ask');
    };
    await ask();
    await see('The user has no communications credits license.');
    await open('Users');
    await tab().page.getByRole('link', { name: 'sam', exact: true }).click();
    await press('Assign Communications credits');
    await see('Communications credits assigned');
    await ask();
    await see('5.00 USD for 10 min');
  });

  test('the terms are changed, and calls go by them at once', async () => {
    const { page } = tab();
    const call = { type: 'user_out', userId: 'sam', to: NUMBERS.zimbabwe };
    const ask = (id: string) => contoso.must(`POST /calls/${id}/authorization`, { body: call });
    await open('Credits');
    await page.getByLabel(/^Suspended/).check();
    await press('Save terms');
    await see('status: only a token with the scope operator may change this.');
    await page.getByLabel(/^Suspended/).uncheck();
    await page.getByLabel('Calls that need the credits license').selectOption('paid-calls');
    await press('Save terms');
    await see('Terms saved');
    expect(await ask('allowed')).toMatchObject({ decision: 'allow', fundedBy: 'credits' });
    await contoso.must('DELETE /calls/allowed/authorization');
    await page.reload();
    const choice = page.getByLabel('Calls that need the credits license');
    await choice.waitFor();
    expect(await choice.inputValue()).toBe('paid-calls');
  });

  test('row 15: somebody is renamed, and removed', async () => {
    const { page } = tab();
    await contoso.user('may');
    await open('Users');
    await page.reload();
    await page.getByRole('link', { name: 'may', exact: true }).click();
    await fill('Sign-in name', 'may.lin@contoso.example');
    await press('Save user');
    await see('User saved');
    expect(await contoso.must('GET /users/may.lin@contoso.example')).toMatchObject({ id: 'may' });
    await press('Remove user');
    const answered = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await answered;
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    expect(await contoso.send('GET /users/may')).toMatchObject({ status: 404 });
  });

  test('somebody is removed and erased, once the name is typed', async () => {
    const { page } = tab();
    await contoso.user('eve');
    await open('Users');
    await page.reload();
    await page.getByRole('link', { name: 'eve', exact: true }).click();
    await press('Remove and erase user');
    await see('It cannot be undone.');
    await fill('Type eve@contoso.example to confirm', 'eve');
    await page.getByRole('button', { name: 'Erase', exact: true }).click();
    await see('This is not the sign-in name of the user.');
    expect(await contoso.send('GET /users/eve')).toMatchObject({ status: 200 });
    await fill('Type eve@contoso.example to confirm', 'eve@contoso.example');
    await page.getByRole('button', { name: 'Erase', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    // The heading is that of the list behind the question, too.
    await eventually(async () =>
      expect(await contoso.must('GET /jobs')).toMatchObject({
        items: expect.arrayContaining([
          expect.objectContaining({ kind: 'erasure', erasure: expect.objectContaining({ user: 'eve' }) }),
        ]),
      }),
    );
  });

  test('a list of names is worked off, and each line that fails says why', async () => {
    await contoso.user('kim', { skus: ['CALLING_PLAN_PAYG'] });
    await open('Users');
    await fill('Sign-in names, one a line', 'kim@contoso.example\nnobody@contoso.example\n');
    await press('Start');
    await see('1 succeeded, 1 failed');
    await tab()
      .page.getByRole('cell', { name: /No user has this/ })
      .waitFor();
  });

  test('the keyboard alone goes everywhere: past the menu, to a screen, and its heading is where it goes on', async () => {
    const { page } = tab();
    const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()');
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    for (const expected of ['Sign out', 'Overview', 'Credits', 'Ledger']) {
      await page.keyboard.press('Tab');
      expect(await focused()).toBe(expected);
    }
    await page.keyboard.press('Enter');
    await see('Movements, newest first');
    expect(await focused()).toBe('Ledger');
    expect(await page.evaluate<string>('document.activeElement.tagName')).toBe('H1');
  });

  test.each([360, 1280])('every screen can be used by everybody, %i pixels wide', async (width) => {
    const { page } = tab();
    await page.setViewportSize({ width, height: 800 });
    for (const screen of SCREENS) {
      await open(screen);
      await page
        .getByText(/^Loading/)
        .first()
        .waitFor({ state: 'detached' });
      await expectUsable(page);
      expect([screen, await overhang(page)]).toEqual([screen, 0]);
      expect(await page.title()).toBe(`${screen} · contoso`);
    }
  });

  test('a busy service is asked three times and then only by hand, and a scope that is missing is named', async () => {
    const { page } = tab();
    const busy = {
      code: 'contended',
      title: 'Too many changes at once',
      detail: 'Nothing was changed. Try again.',
    };
    let asked = 0;
    await page.route('**/ledger?*', async (route) => {
      asked += 1;
      const headers = { 'retry-after': '1', 'content-type': 'application/problem+json' };
      await route.fulfill({ status: 503, headers, body: JSON.stringify(busy) });
    });
    await open('Ledger');
    await see('Wait 1 s before you try again.');
    await page.waitForTimeout(1500);
    expect(asked).toBe(3);
    await page.unroute('**/ledger?*');
    await press('Try again');
    await see('Movements, newest first');
    await signOut(page);
    await signIn(page, await invite(contoso, 'billing'));
    await see('Available for calls');
    await open('Users');
    await see('Your role in the organization does not allow it.');
  });

  test('a session that ends says so, and the person comes back to the same screen', async () => {
    const { page } = tab();
    await page.goto(`${stack().url}/#/ledger?from=2026-01-01`);
    await see('Movements, newest first');
    await page.route('**/ledger?*', (route) => route.fulfill({ status: 401, body: '{}' }));
    await page.route('**/_local/issuer/token', (route) =>
      route.fulfill({ status: 400, json: { error: 'invalid_grant' } }),
    );
    await page.reload();
    await see('Your session has ended. Sign in again: you come back to this page.');
    expect(await page.evaluate('sessionStorage.getItem("session")')).toBe(null);
    await page.unroute('**/ledger?*');
    await page.unroute('**/_local/issuer/token');
    await press('Sign in');
    await see('Movements, newest first');
    expect(page.url()).toBe(`${stack().url}/#/ledger?from=2026-01-01`);
  });

  test('the browser complained of nothing in all this time', () => {
    expect(tab().complaints).toEqual([]);
  });
});
