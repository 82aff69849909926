/** Accounts and orders to begin a test with. */
import type { Account } from '../../shared/domain/credits/account.ts';
import { RECHARGE_OFF } from '../../shared/domain/credits/auto-recharge.ts';
import { fundAccount } from '../../shared/domain/credits/funding.ts';
import type { Order } from '../../shared/domain/credits/orders.ts';
import type { Moment } from '../../shared/domain/credits/settlement-grace.ts';
import type { TaxTerms } from '../../shared/domain/credits/tax.ts';
import { MICROS_PER_UNIT } from '../../shared/domain/money.ts';

export const START = '2026-01-15T10:00:00.000Z';

export const GRACE_HOURS = 48;

export const momentOf = (now: string): Moment => ({ now, graceHours: GRACE_HOURS });

export const units = (amount: number): number => Math.round(amount * MICROS_PER_UNIT);

export function anAccount(overrides: Partial<Account> = {}): Account {
  return {
    organizationId: 'contoso',
    version: 1,
    terms: {
      country: 'US',
      currency: 'USD',
      agreement: 'MOSA',
      status: 'active',
      creditsLicenseRequiredFor: 'every-call',
      payAsYouGo: false,
      funded: false,
    },
    lots: [],
    holds: [],
    debtMicros: 0,
    entrySequence: 0,
    invoiceSequence: 0,
    recharge: RECHARGE_OFF,
    ...overrides,
  };
}

export function anOrder(overrides: Partial<Order> = {}): Order {
  return {
    id: 'pur_000000000001',
    organizationId: 'contoso',
    kind: 'purchase',
    status: 'pending',
    amountMicros: units(50),
    currency: 'USD',
    paymentMethod: { token: 'tok_visa' },
    createdAt: START,
    refundedMicros: 0,
    ...overrides,
  };
}

/** An account with one paid purchase of 50.00, made at {@link START}. */
export function aFundedAccount(order = anOrder(), account = anAccount()) {
  const funding = fundAccount(account, order, `ch_${order.id}`, START);
  return { account: funding.account, order: funding.order, lot: funding.lot };
}

/** Which tax it is, of a paper that has some. */
export const TAX: TaxTerms = {
  treatment: 'standard',
  ratePercent: '20',
  country: 'US',
  evidence: {
    buyerKind: 'consumer',
    buyerCountry: 'US',
    sellerCountry: 'US',
    decidedAt: '2026-01-31T00:00:00.000Z',
  },
};
