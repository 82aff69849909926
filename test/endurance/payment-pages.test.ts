/** A person pays: on the pages of the gateway and of the bank, and back at the console, in a browser. */
import { expect, test } from '@jest/globals';
import { listOf } from '../../shared/contract/answers/fields.answers.ts';
import { Purchase } from '../../shared/contract/answers/purchases.answers.ts';
import { describeInBrowser, expectUsable, overhang } from '../support/browser.ts';
import { CommandLine } from '../support/command-line.ts';
import { request, settle, useLocalStack } from '../support/local-stack.ts';
import { invite, signIn } from '../support/sign-in.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const MAX_WAIT_MILLISECONDS = 20_000;
const VISA = 'Visa ending in 4242';
const MASTERCARD = 'Mastercard ending in 4444';
const DECLINED = 'Visa ending in 0002';
const ASKS = 'Visa ending in 3184';

describeInBrowser('paying', (tab) => {
  let contoso: Tenant;
  const stack = useLocalStack(async (started) => {
    await publishDeck(started);
    contoso = await onboard(started, 'contoso', { token: null });
    tab().page.setDefaultTimeout(MAX_WAIT_MILLISECONDS);
  });

  const see = (text: string | RegExp) => tab().page.getByText(text).first().waitFor();
  const press = (name: string | RegExp) => tab().page.getByRole('button', { name }).first().click();
  const fill = (label: string, value: string) => tab().page.getByLabel(label, { exact: true }).fill(value);
  const heading = (name: string | RegExp) => tab().page.getByRole('heading', { level: 1, name }).waitFor();
  const open = async (screen: string) => {
    await tab().page.getByRole('link', { name: screen, exact: true }).click();
    await heading(screen);
  };
  const leave = (name: string) => tab().page.getByRole('link', { name, exact: true }).click();
  const purchases = async () => (await contoso.read(listOf(Purchase), '/purchases?limit=200')).items;
  const statuses = async () => (await purchases()).map(({ kind, status }) => `${kind} ${status}`);

  /** As far as the page that the order leads to. */
  async function order(amount: string, how: string): Promise<void> {
    await fill('Amount in USD', amount);
    await tab().page.getByLabel('Pay with').selectOption({ label: how });
    await press(new RegExp(`^(Pay|Order) ${amount}`));
  }

  test('the first card is added on a page of the gateway, which asks for no number here', async () => {
    const { page } = tab();
    await page.goto(stack().url);
    await signIn(page, await invite(contoso, 'owner'));
    await open('Credits');
    await see('There is none yet.');
    await press('Add a card …');
    await heading('Add a card');
    await expectUsable(page);
    await press(VISA);
    await heading('Credits');
    expect(page.url()).toBe(`${stack().url}/#/credits`);
    await page.getByRole('row').filter({ hasText: VISA }).getByText('Charged first').waitFor();
    await see('12/2034');
    await fill('Street', '1 Main Street');
    await fill('Country, two letters', 'US');
    await press('Save billing details');
    await see('Billing details saved');
    expect(await contoso.must('GET /payment-methods')).toMatchObject({
      items: [{ position: 1, billingAddress: { line1: '1 Main Street', country: 'US' } }],
    });
  });

  test('the stored card pays, once for a double click', async () => {
    await fill('Amount in USD', '60');
    await tab().page.getByRole('button', { name: 'Pay 60.00 USD' }).dblclick();
    await see('60.00 USD added');
    await press('Buy more');
    expect(await statuses()).toEqual(['purchase succeeded']);
  });

  test('another card pays on the page, after one that is declined and a confirmation at the bank, and is kept', async () => {
    const { page } = tab();
    await fill('Amount in USD', '100');
    await page.getByLabel('Pay with').selectOption({ label: 'Another card' });
    await page.getByLabel('Keep the card for later payments and auto-recharge').check();
    await press('Pay 100.00 USD');
    await heading('Pay 100.00 USD');
    await press(DECLINED);
    await see('Not paid: the card was declined. Choose another card.');
    await press(ASKS);
    await heading('Confirm the payment');
    await expectUsable(page);
    await press('Approve the payment');
    await see('100.00 USD added');
    expect(await statuses()).toEqual(['purchase succeeded', 'purchase succeeded']);
    await page.getByRole('row').filter({ hasText: ASKS }).waitFor();
  });

  test('a page that is left charges nothing, and neither a reload nor the way back orders again', async () => {
    const { page } = tab();
    await press('Buy more');
    await order('70.00', 'Another card');
    await heading('Pay 70.00 USD');
    await page.goBack();
    await see('The payment is not finished');
    await press('Go on with the payment');
    await heading('Pay 70.00 USD');
    await leave('Leave without paying');
    await see('The payment is not finished');
    await page.reload();
    await see('The payment is not finished');
    expect(await statuses()).toEqual(['purchase pending', 'purchase succeeded', 'purchase succeeded']);
    await press('Go on with the payment');
    await press(MASTERCARD);
    await see('70.00 USD added');
    expect(await contoso.lots()).toHaveLength(3);
  });

  test('a payment whose event was lost is booked when the person goes on with it', async () => {
    await press('Buy more');
    await order('65.00', 'Another card');
    await press('Visa ending in 0127');
    await see('The payment is not finished');
    await press('Go on with the payment');
    await see('65.00 USD added');
  });

  test('a confirmation at the bank that is refused charges nothing; one that was left can be gone on with', async () => {
    await press('Buy more');
    await press(`Charge ${ASKS} first`);
    await tab().page.getByRole('row').filter({ hasText: ASKS }).getByText('Charged first').waitFor();
    await order('80.00', ASKS);
    await heading('Confirm the payment');
    await press('Refuse the payment');
    await see('Reason: the bank did not get your confirmation. Nothing was charged');
    await press('Buy more');
    await order('80.00', ASKS);
    await leave('Leave without deciding');
    await see('The payment is not finished');
    expect(await statuses()).toContain('purchase pending');
    await press('Go on with the payment');
    await press('Approve the payment');
    await see('80.00 USD added');
    expect(
      (await purchases()).filter(({ amount }) => amount === '80.00').map(({ status }) => status),
    ).toEqual(['succeeded', 'failed']);
  });

  /** A recharge is due from now on. */
  async function rechargeBelow(threshold: string): Promise<void> {
    await contoso.must('PUT /auto-recharge', { body: { enabled: true, amount: '50.00', threshold } });
    await settle(stack());
  }

  test('a recharge that the bank wants confirmed waits for the payer, and is booked once', async () => {
    await rechargeBelow('380.00');
    await open('Overview');
    await see('A recharge waits for you');
    await press('Confirm the payment');
    await heading('Confirm the payment');
    await press('Approve the payment');
    await see('50.00 USD added');
    await settle(stack());
    expect((await statuses()).filter((each) => each.startsWith('recharge'))).toEqual(['recharge succeeded']);
    await open('Overview');
    await see('On, below 380.00 USD');
  });

  test('a second card takes over from a recharge that nobody confirms', async () => {
    const { page } = tab();
    await rechargeBelow('430.00');
    await open('Credits');
    await see('A recharge waits for you');
    await press('Confirm the payment');
    await heading('Confirm the payment');
    const left = page.url();
    await leave('Leave without deciding');
    await heading('Credits');
    await press(`Charge ${VISA} first`);
    await page.getByRole('row').filter({ hasText: VISA }).getByText('Charged first').waitFor();
    await settle(stack());
    const recharges = (await statuses()).filter((each) => each.startsWith('recharge'));
    expect(recharges).toEqual(['recharge succeeded', 'recharge failed', 'recharge succeeded']);
    await page.goto(left);
    await see('The payment was canceled.');
    await leave('Go back');
    await heading('Credits');
  });

  test('a transfer is credited when all of it has arrived', async () => {
    const { page, context } = tab();
    await page.reload();
    await press('Buy more');
    await order('90.00', 'Bank transfer');
    await see('Transfer 90.00 USD');
    const opening = context.waitForEvent('page');
    await page.getByRole('link', { name: 'How to pay' }).click();
    const bank = await opening;
    await bank.getByRole('button', { name: 'Send a part: 45.00 USD' }).click();
    await see('Transfer 45.00 USD');
    await bank.getByRole('button', { name: 'Send too much: 55.00 USD' }).click();
    await see('90.00 USD added');
    await see('10.00 USD too much arrived, and is kept for the next transfer.');
    await bank.close();
  });

  test('on the command line a page opens in the browser, and the command waits for it', async () => {
    const { page } = tab();
    const to = ['--url', stack().url, '--token', contoso.token, '--org', 'contoso'];
    const browse = async (url: string) => {
      await page.goto(url);
      await press(MASTERCARD);
    };
    const bought = await new CommandLine().run([...to, 'fund', '55.00', '--pay', 'hosted'], { browse });
    expect(bought).toMatchObject({ code: 0, err: expect.stringMatching(/^Go on at this page:\nhttp/) });
    expect(bought.out).toMatch(/Status +succeeded\nAmount +55\.00 USD\n/);
    const asked = await new CommandLine().run([...to, 'fund', '56.00', '--pay', 'bank-transfer']);
    expect(asked.out).toMatch(/Status +pending: the money has to arrive\n[\s\S]*accountNumber +\d{10}\n/);
    await heading('Credits');
  });

  test('a dispute that is won gives the credits back, and the ledger shows both', async () => {
    const last = (await purchases()).find(({ status }) => status === 'succeeded');
    const dispute = (body: object) =>
      request(stack(), 'POST /_local/pay/disputes', { body: { purchase: last?.id, ...body } });
    const before = await contoso.balance();
    expect(await dispute({})).toMatchObject({ status: 200 });
    expect(await dispute({ outcome: 'won' })).toMatchObject({ status: 200, body: { ended: 1 } });
    expect((await contoso.balance()).balance).toBe(before.balance);
    await open('Ledger');
    await see('Chargeback given back');
    await tab().page.getByText('Chargeback', { exact: true }).first().waitFor();
  });

  test.each([360, 1280])('the pages fit a screen that is %i pixels wide', async (width) => {
    const { page } = tab();
    await page.setViewportSize({ width, height: 800 });
    await open('Credits');
    await see('Payment methods');
    await expectUsable(page);
    expect(await overhang(page)).toBe(0);
    await press('Add a card …');
    await heading('Add a card');
    expect(await overhang(page)).toBe(0);
    await leave('Leave without adding a card');
    await heading('Credits');
  });

  test('the browser complained of nothing in all this time', () => {
    expect(tab().complaints).toEqual([]);
  });
});
