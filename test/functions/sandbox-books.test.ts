/** The sandbox gateway plays the rules of a real one: an order is paid once, whatever happens and in whatever order. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { createPayPages, type PayPage } from '../../infra/local/sandbox/pay-pages.ts';
import { LINK_MILLISECONDS, type Payment } from '../../infra/local/sandbox/payments.ts';
import { SandboxBooks } from '../../infra/local/sandbox/sandbox-books.ts';
import type { SandboxEvent } from '../../shared/contract/sandbox-events.ts';

const PAGES_URL = 'http://127.0.0.1:3000/_local/pay';
const RETURN_URL = 'http://127.0.0.1:3000/?returned=payment';
const START = Date.parse('2026-11-29T10:00:00.000Z');
const AMOUNT = 100_000_000;

let nowMilliseconds = START;
let books: SandboxBooks;
let events: SandboxEvent[];
let pages: Readonly<Record<string, PayPage>>;

beforeEach(() => {
  nowMilliseconds = START;
  events = [];
  books = new SandboxBooks({ now: () => nowMilliseconds, pagesUrl: PAGES_URL });
  pages = createPayPages({
    books,
    notify: async (event) => void events.push(event),
    settleLater: () => undefined,
  });
});

const order = (orderId: string) => ({
  orderId,
  organizationId: 'contoso',
  amountMicros: AMOUNT,
  currency: 'USD',
  description: 'Communications credits',
});

function charge(orderId: string, token: string): Payment {
  const request = { ...order(orderId), token, presence: 'on-session', returnUrl: RETURN_URL } as const;
  const made = books.payments.charge(request);
  if (made === 'key-reused') throw new Error(made);
  return made.payment;
}

function openPage(orderId: string, { savesMethod = true } = {}) {
  const session = books.sessions.open({
    key: `page of ${orderId}`,
    organizationId: 'contoso',
    customer: 'cus_contoso',
    returnUrl: RETURN_URL,
    expiresAt: new Date(START + 3_600_000).toISOString(),
    purpose: { kind: 'payment', ...order(orderId), savesMethod },
  });
  if (session === 'key-reused') throw new Error(session);
  return session;
}

function transfer(orderId: string): Payment {
  const made = books.payments.transfer({ ...order(orderId), country: 'US' });
  if (made === 'key-reused') throw new Error(made);
  return made.payment;
}

async function visit(method: 'GET' | 'POST', address: string, form: Record<string, string> = {}) {
  const [, kind = '', id = ''] = /\/(\w+)\/([^/]+)$/.exec(new URL(address).pathname) ?? [];
  const page = pages[`${method} /_local/pay/${kind}/{id}`];
  if (!page) throw new Error(`there is no page ${kind}`);
  const { status, headers, body } = await page(decodeURIComponent(id), new URLSearchParams(form));
  return { status, to: headers.location, policy: headers['content-security-policy'], html: String(body) };
}

function linkOf({ outcome }: Payment): string {
  const isRedirect = outcome.status === 'requires-action' && outcome.nextAction.kind === 'redirect';
  if (!isRedirect || outcome.nextAction.kind !== 'redirect') throw new Error(`no link: ${outcome.status}`);
  return outcome.nextAction.url;
}

const charged = () => books.totals();

describe('the page of the bank', () => {
  test('says what is paid, and leads back once it is approved, with one event', async () => {
    const payment = charge('o1', 'tok_needs_payer');
    const shown = await visit('GET', linkOf(payment));
    expect(shown.html).toContain('100.00 USD');
    expect(shown.html).toContain('Visa ending in 3184');
    expect(shown.policy).toContain("form-action 'self' http://127.0.0.1:3000;");
    const approved = await visit('POST', linkOf(payment), { answer: 'approve' });
    expect(approved).toMatchObject({ status: 303 });
    expect(approved.to).toBe(`${RETURN_URL}&payment_intent=${payment.reference}&redirect_status=succeeded`);
    expect(events).toMatchObject([{ kind: 'charge', orderId: 'o1', outcome: { status: 'succeeded' } }]);
  });

  test('a payment that was approved twice is paid once', async () => {
    const url = linkOf(charge('o1', 'tok_needs_payer'));
    await visit('POST', url, { answer: 'approve' });
    expect((await visit('POST', url, { answer: 'approve' })).html).toContain('It is paid.');
    expect(charged()).toMatchObject({ charges: 1, chargedMicros: AMOUNT });
    expect(events).toHaveLength(1);
  });

  test('a refusal declines, and approving it afterwards changes nothing', async () => {
    const payment = charge('o1', 'tok_needs_payer');
    const url = linkOf(payment);
    expect((await visit('POST', url, { answer: 'refuse' })).to).toContain('redirect_status=failed');
    await visit('POST', url, { answer: 'approve' });
    expect(payment.outcome).toMatchObject({ status: 'declined', code: 'authentication-required' });
    expect(charged()).toMatchObject({ charges: 0 });
  });

  test('a card may be declined although its payment was approved', async () => {
    const payment = charge('o1', 'tok_needs_payer_then_declined');
    await visit('POST', linkOf(payment), { answer: 'approve' });
    expect(payment.outcome).toMatchObject({ status: 'declined', code: 'card-declined' });
  });

  test('what was canceled cannot be approved', async () => {
    const payment = charge('o1', 'tok_needs_payer');
    const url = linkOf(payment);
    expect(books.cancel('o1')).toMatchObject({ status: 'declined', code: 'canceled' });
    await visit('POST', url, { answer: 'approve' });
    books.authenticate(payment, true);
    expect(payment.outcome).toMatchObject({ code: 'canceled' });
    expect(charged()).toMatchObject({ charges: 0 });
  });

  test('what was approved cannot be canceled', async () => {
    await visit('POST', linkOf(charge('o1', 'tok_needs_payer')), { answer: 'approve' });
    expect(books.cancel('o1')).toMatchObject({ status: 'succeeded' });
    expect(charged()).toMatchObject({ charges: 1 });
  });

  test('another link takes the place of the earlier one, for the same payment', async () => {
    const payment = charge('o1', 'tok_needs_payer');
    const first = linkOf(payment);
    books.payments.renew('o1', 'http://127.0.0.1:3000/?again=1');
    const second = linkOf(payment);
    expect((await visit('POST', first, { answer: 'approve' })).status).toBe(410);
    expect((await visit('POST', second, { answer: 'approve' })).to).toContain('again=1');
    expect(charged()).toMatchObject({ charges: 1 });
    expect(books.payments.renew('o1', undefined)?.outcome).toMatchObject({ status: 'succeeded' });
  });

  test('a link expires, and the payment waits for another one', async () => {
    const payment = charge('o1', 'tok_needs_payer');
    const url = linkOf(payment);
    nowMilliseconds += LINK_MILLISECONDS;
    expect((await visit('POST', url, { answer: 'approve' })).status).toBe(410);
    expect(payment.outcome).toMatchObject({ status: 'requires-action' });
    books.payments.renew('o1', undefined);
    const decided = await visit('POST', linkOf(payment), { answer: 'approve' });
    expect(decided.to).toContain(RETURN_URL);
  });

  test('a person whom no program sent goes nowhere, and sees the outcome', async () => {
    const made = books.payments.charge({
      ...order('o1'),
      token: 'tok_needs_payer',
      presence: 'off-session',
    });
    if (made === 'key-reused') throw new Error(made);
    const decided = await visit('POST', linkOf(made.payment), { answer: 'approve' });
    expect(decided).toMatchObject({ status: 200, to: undefined });
    expect(decided.html).toContain('It is paid.');
    expect(decided.html).toContain('You can close this page.');
  });
});

describe('the page of cards', () => {
  const urlOf = ({ reference }: { readonly reference: string }) => `${PAGES_URL}/sessions/${reference}`;

  test('a card pays, is kept, and is named in the event', async () => {
    const page = openPage('o1');
    expect((await visit('GET', urlOf(page))).html).toContain('<h1>Pay 100.00 USD</h1>');
    expect(await visit('POST', urlOf(page), { token: 'tok_visa' })).toMatchObject({
      status: 303,
      to: RETURN_URL,
    });
    const method = { token: 'tok_visa', customer: 'cus_contoso', label: 'visa ending in 4242' };
    expect(events).toMatchObject([{ outcome: { status: 'succeeded', method } }]);
    expect(books.sessions.statusOf(page)).toMatchObject({ status: 'complete', method });
  });

  test('a card that is not to be kept is not named', async () => {
    const page = openPage('o1', { savesMethod: false });
    await visit('POST', urlOf(page), { token: 'tok_visa' });
    expect(events).not.toMatchObject([{ outcome: { method: expect.anything() } }]);
    expect(books.sessions.statusOf(page)).toEqual({ status: 'complete', method: undefined });
  });

  test('nothing is charged before a card is submitted, and once it is, a second one charges nothing', async () => {
    const page = openPage('o1');
    expect(books.findPayment('o1')).toBeUndefined();
    await visit('POST', urlOf(page), { token: 'tok_visa' });
    expect(await visit('POST', urlOf(page), { token: 'tok_mastercard' })).toMatchObject({ to: RETURN_URL });
    expect(charged()).toMatchObject({ charges: 1, chargedMicros: AMOUNT });
    expect((await visit('GET', urlOf(page))).html).toContain('It is paid.');
  });

  test('after a decline the payer pays the same order with another card', async () => {
    const page = openPage('o1');
    const declined = await visit('POST', urlOf(page), { token: 'tok_declined' });
    expect(declined.status).toBe(402);
    expect(declined.html).toContain('Not paid: the card was declined. Choose another card.');
    await visit('POST', urlOf(page), { token: 'tok_mastercard' });
    expect(events.map((event) => event.kind === 'charge' && event.outcome.status)).toEqual([
      'declined',
      'succeeded',
    ]);
    expect(charged()).toMatchObject({ charges: 1 });
  });

  test('a payment that its payer refuses at the bank leads back to the cards', async () => {
    const page = openPage('o1');
    const { to } = await visit('POST', urlOf(page), { token: 'tok_needs_payer' });
    const back = await visit('POST', String(to), { answer: 'refuse' });
    expect(back.to).toBe(`../sessions/${page.reference}`);
    await visit('POST', urlOf(page), { token: 'tok_visa' });
    expect(charged()).toMatchObject({ charges: 1 });
  });

  test('an expired page charges nothing, and ends what waits at the bank', async () => {
    const page = openPage('o1');
    const { to } = await visit('POST', urlOf(page), { token: 'tok_needs_payer' });
    nowMilliseconds = START + 3_600_000 - 1;
    books.payments.renew('o1', undefined);
    nowMilliseconds += 1;
    expect(books.sessions.statusOf(page)).toEqual({ status: 'expired' });
    expect(books.findPayment('o1')?.outcome).toMatchObject({ code: 'canceled' });
    await visit('POST', String(to), { answer: 'approve' });
    expect((await visit('POST', urlOf(page), { token: 'tok_visa' })).status).toBe(410);
    expect(charged()).toMatchObject({ charges: 0 });
  });

  test('a canceled order closes its page', async () => {
    const page = openPage('o1');
    expect(books.cancel('o1')).toMatchObject({ code: 'canceled' });
    expect((await visit('POST', urlOf(page), { token: 'tok_visa' })).status).toBe(410);
    expect(charged()).toMatchObject({ charges: 0 });
  });

  test('a page that charges nothing keeps the card', async () => {
    const page = books.sessions.open({
      key: 'setup',
      organizationId: 'contoso',
      returnUrl: RETURN_URL,
      expiresAt: new Date(START + 1).toISOString(),
      purpose: { kind: 'setup' },
    });
    if (page === 'key-reused') throw new Error(page);
    expect((await visit('GET', urlOf(page))).html).toContain('<h1>Add a card</h1>');
    await visit('POST', urlOf(page), { token: 'tok_mastercard' });
    expect(events).toMatchObject([
      { kind: 'setup', organizationId: 'contoso', method: { token: 'tok_mastercard' } },
    ]);
    expect(charged()).toMatchObject({ charges: 0 });
  });

  test('what is not a card of the page is refused, and nothing of it becomes a part of the page', async () => {
    const page = openPage('o1');
    const refused = await visit('POST', urlOf(page), { token: '<script>' });
    expect(refused.status).toBe(400);
    expect(refused.html).not.toContain('<script>');
    expect(books.findPayment('o1')).toBeUndefined();
  });
});

describe('the page of transfers', () => {
  const URL_OF_O1 = `${PAGES_URL}/transfers/o1`;
  const remaining = ({ outcome }: Payment) =>
    outcome.status === 'requires-action' && outcome.nextAction.kind === 'transfer'
      ? outcome.nextAction.remainingMicros
      : undefined;

  test('the order is paid when all of it has arrived', async () => {
    const payment = transfer('o1');
    expect(payment.outcome).toMatchObject({
      nextAction: { account: { instructionsUrl: URL_OF_O1 }, remainingMicros: AMOUNT },
    });
    await visit('POST', URL_OF_O1, { send: 'part' });
    expect(remaining(payment)).toBe(AMOUNT / 2);
    expect((await visit('GET', URL_OF_O1)).html).toContain('50.00 USD');
    await visit('POST', URL_OF_O1, { send: 'all' });
    expect(payment.outcome).toMatchObject({
      status: 'succeeded',
      paid: { amountMicros: AMOUNT, currency: 'USD' },
    });
    expect(events.map((event) => event.kind === 'charge' && event.outcome.status)).toEqual([
      'requires-action',
      'succeeded',
    ]);
  });

  test('what is too much pays for the next order', async () => {
    const payment = transfer('o1');
    await visit('POST', URL_OF_O1, { send: 'more' });
    expect(payment.outcome).toMatchObject({ status: 'succeeded', excessMicros: 10_000_000 });
    expect(remaining(transfer('o2'))).toBe(AMOUNT - 10_000_000);
    expect(remaining(transfer('o3'))).toBe(AMOUNT);
  });

  test('what had arrived for a canceled order pays for the next one', async () => {
    transfer('o1');
    await visit('POST', URL_OF_O1, { send: 'part' });
    books.cancel('o1');
    expect((await visit('POST', URL_OF_O1, { send: 'all' })).html).toContain('The payment was canceled.');
    expect(remaining(transfer('o2'))).toBe(AMOUNT / 2);
  });
});

describe('disputes', () => {
  test('a dispute is of a payment that was paid, and of no more than that', () => {
    const declined = charge('o1', 'tok_declined');
    expect(books.disputes.open({ payment: declined })).toBeUndefined();
    const payment = charge('o2', 'tok_visa');
    expect(books.disputes.open({ payment, amountMicros: AMOUNT + 1 })).toBeUndefined();
    expect(books.disputes.open({ payment })).toMatchObject({ outcome: 'open', amountMicros: AMOUNT });
  });

  test('the same dispute while it is open, and another one after it has ended', () => {
    const payment = charge('o1', 'tok_visa');
    const first = books.disputes.open({ payment });
    expect(books.disputes.open({ payment })).toBe(first);
    expect(books.disputes.end({ payment }, 'won')).toEqual([first]);
    expect(first).toMatchObject({ outcome: 'won' });
    expect(books.disputes.end({ payment }, 'lost')).toEqual([]);
    expect(books.disputes.open({ payment })?.disputeId).not.toBe(first?.disputeId);
  });

  test('they are listed from an instant on, as they stand', () => {
    const payment = charge('o1', 'tok_visa');
    books.disputes.open({ payment });
    books.disputes.end({ payment }, 'lost');
    expect(books.disputes.openedSince(START)).toMatchObject([{ outcome: 'lost' }]);
    expect(books.disputes.openedSince(START + 1)).toEqual([]);
  });
});
