/** What the console makes of payments: what a purchase waits for, cards and accounts in words, and the way back. */
import { describe, expect, test } from '@jest/globals';
import { billingChange, billingFieldsOf } from '../../functions/console/page/credits/billing-change.ts';
import { expiryInWords, methodInWords } from '../../functions/console/page/credits/cards.ts';
import {
  accountRows,
  failureTitle,
  pageToGoTo,
  paymentState,
} from '../../functions/console/page/credits/payment-state.ts';
import { returnAddress, withoutReturn } from '../../functions/console/page/credits/return-address.ts';
import { underwayIn } from '../../functions/console/page/credits/underway.ts';
import { payOf, waysToPay } from '../../functions/console/page/credits/ways-to-pay.ts';
import { VISA_OF_CONTOSO } from '../../shared/contract/answers/organizations.answers.ts';

const REDIRECT = { kind: 'redirect', url: 'https://bank.example/3ds', expiresAt: null } as const;
const TRANSFER = {
  kind: 'transfer',
  reference: 'R-1',
  account: {},
  remaining: '10.00',
  currency: 'USD',
} as const;

describe('what a purchase waits for', () => {
  test.each([
    ['succeeded', null, 'paid'],
    ['refunded', null, 'paid'],
    ['failed', REDIRECT, 'declined'],
    ['pending', REDIRECT, 'payer'],
    ['pending', TRANSFER, 'transfer'],
    ['pending', null, 'bank'],
  ] as const)('%s, with what to do next: %j', (status, nextAction, state) => {
    expect(paymentState({ status, nextAction })).toBe(state);
  });

  test.each([
    ['card-declined', 'Payment declined'],
    ['session-expired', 'Not paid'],
    ['taken-over', 'Not paid'],
    ['transfer-never-came', 'Not paid'],
    [null, 'Payment declined'],
  ])('failed because of %s: %s', (reason, title) => {
    expect(failureTitle(reason)).toBe(title);
  });

  test('only a page can be gone to', () => {
    expect([REDIRECT, TRANSFER, null].map((nextAction) => pageToGoTo({ nextAction }))).toEqual([
      REDIRECT.url,
      undefined,
      undefined,
    ]);
  });
});

describe('how a purchase may be paid', () => {
  const first = { label: 'visa ending in 4242', card: null };

  test('by the first method, unless the person chooses another way', () => {
    expect(waysToPay(first)).toEqual([
      ['stored', 'Visa ending in 4242'],
      ['hosted', 'Another card'],
      ['bank-transfer', 'Bank transfer'],
    ]);
    expect(payOf(undefined, first)).toBe('stored');
    expect(payOf('hosted', first)).toBe('hosted');
  });

  test('without a method by a card on the page, or by a transfer', () => {
    expect(waysToPay(undefined).map(([pay]) => pay)).toEqual(['hosted', 'bank-transfer']);
    expect(payOf(undefined, undefined)).toBe('hosted');
    expect(payOf('stored', undefined)).toBe('hosted');
    expect(payOf('bank-transfer', undefined)).toBe('bank-transfer');
  });
});

describe('cards and accounts in words', () => {
  const card = { brand: 'mastercard', last4: '4444', expiresMonth: '2034-02' };

  test('a card by its brand and last digits, and its month as cards have it', () => {
    expect(methodInWords({ label: 'whatever', card })).toBe('Mastercard ending in 4444');
    expect(expiryInWords({ card })).toBe('02/2034');
  });

  test('what is not known of a method is not made up', () => {
    expect(methodInWords({ label: 'sandbox visa', card: null })).toBe('Sandbox visa');
    expect(methodInWords({ label: null, card: null })).toBe('A payment method');
    expect(expiryInWords({ card: null })).toBe('–');
  });

  test('an account by the names of banks; an address is a link', () => {
    const account = {
      accountHolder: 'Us',
      iban: 'DE00',
      sort_code: '1',
      instructionsUrl: 'https://pay.example',
    };
    expect(accountRows(account)).toEqual([
      { name: 'Account holder', value: 'Us', isLink: false },
      { name: 'IBAN', value: 'DE00', isLink: false },
      { name: 'Sort code', value: '1', isLink: false },
      { name: 'Instructions', value: 'https://pay.example', isLink: true },
    ]);
    expect(accountRows({ note: 'javascript:alert(1)' })).toMatchObject([{ isLink: false }]);
  });
});

describe('the form of billing details', () => {
  const method = { ...VISA_OF_CONTOSO, taxId: 'FR40303265045' };

  test('sends what it was opened with, when nothing is typed', () => {
    const { billingAddress, purchaseOrder, taxId, email } = method;
    expect(billingChange(billingFieldsOf(method))).toEqual({ billingAddress, purchaseOrder, taxId, email });
    const bare = { ...method, billingAddress: {}, purchaseOrder: null, taxId: null, email: null };
    expect(billingChange(billingFieldsOf(bare))).toEqual({
      billingAddress: {},
      purchaseOrder: null,
      taxId: null,
      email: null,
    });
  });

  test.each(['purchaseOrder', 'taxId', 'email'])('removes %s when the field is emptied', (name) => {
    for (const emptied of ['', '  ']) {
      const change = billingChange({ ...billingFieldsOf(method), [name]: emptied });
      expect(change).toMatchObject({ [name]: null });
    }
  });

  test('leaves out the lines of the address that are emptied', () => {
    const billingAddress = { ...method.billingAddress, region: ' ' };
    const { region: _, ...left } = method.billingAddress;
    expect(billingChange({ ...billingFieldsOf(method), billingAddress }).billingAddress).toEqual(left);
  });
});

describe('the way back from the payment page', () => {
  test('leads to the screen of credits, whatever the gateway has added', () => {
    const url = new URL(
      `${returnAddress('https://credits.example')}&payment_intent=pi_1&redirect_status=failed`,
    );
    expect(withoutReturn(url)).toBe('/#/credits');
  });

  test('is not that of a person who opens the page', () => {
    expect(withoutReturn(new URL('https://credits.example/?login_hint=ada'))).toBeUndefined();
  });

  test('the purchase is kept until it is forgotten, for its organization alone', () => {
    const kept = new Map<string, string>();
    const store = {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
      removeItem: (name: string) => void kept.delete(name),
    };
    underwayIn(store, 'contoso').keep('pur_1');
    expect(underwayIn(store, 'contoso').current()).toBe('pur_1');
    expect(underwayIn(store, 'fabrikam').current()).toBeUndefined();
    underwayIn(store, 'contoso').forget();
    expect([underwayIn(store, 'contoso').current(), kept.size]).toEqual([undefined, 0]);
  });
});
