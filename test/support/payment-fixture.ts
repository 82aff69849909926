/** One organization with a payment method: its purchases, recharges and webhooks. */
import { runAutoRecharge } from '../../functions/auto-recharge/auto-recharge.ts';
import { putAutoRecharge } from '../../functions/organizations/auto-recharge-settings.ts';
import { createPurchase } from '../../functions/purchases/create-purchase.ts';
import { reconcilePayments } from '../../functions/purchases/reconcile-payments.ts';
import { receiveWebhook } from '../../functions/webhooks/receive-webhook.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import type { StoredMethod } from '../../shared/domain/credits/payment-methods.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import { businessKey, idempotent } from '../../shared/lambda/idempotency.ts';
import type { ChargeEvent, DisputeEvent } from '../../shared/payments/webhook-port.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { commitMethods } from '../../shared/store/credits/organizations.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { GRACE_HOURS, START, units } from './accounts.ts';
import { BY_ADA } from './actors.ts';
import { eventsOf, openOrganization, spend } from './books.ts';
import { FakeGateway, noAlarm } from './fake-gateway.ts';
import { limitsFrom } from './funding-limits.ts';
import { aRequest } from './requests.ts';

const LIMITS = limitsFrom(50, 1000);

export async function openPaymentFixture(db: Database, org: string): Promise<PaymentFixture> {
  await openOrganization(db, org, START);
  const fixture = new PaymentFixture(db, org);
  await fixture.setMethods({});
  return fixture;
}

const methodAt = (index: number): StoredMethod => ({
  id: `pm_${String(index).padStart(24, '0')}`,
  token: index === 0 ? 'tok_visa' : `tok_${index}`,
  billingAddress: {},
  setAt: START,
});

export class PaymentFixture {
  clock = START;
  readonly gateway = new FakeGateway();
  readonly db: Database;
  readonly org: string;

  constructor(db: Database, org: string) {
    this.db = db;
    this.org = org;
    this.gateway.chargeBehavior = 'succeed';
  }

  get deps() {
    return {
      db: this.db,
      gateway: this.gateway,
      webhooks: this.gateway,
      limits: LIMITS,
      graceHours: GRACE_HOURS,
      alarm: noAlarm,
      now: () => this.clock,
    };
  }

  /** The methods in the order in which they are charged. */
  async setMethods(...methods: Partial<StoredMethod>[]): Promise<void> {
    const after = methods.map((method, index) => ({ ...methodAt(index), ...method }));
    const account = await loadAccount(this.db, this.org);
    await commitMethods(
      this.db,
      { account: { before: account, after: account }, methods: { before: [], after } },
      { now: START, by: BY_ADA },
    );
  }

  /** `POST purchases` under this key, as the route runs it. */
  post(key: string, amount = '50.00'): Promise<HttpResponse> {
    const params = { org: this.org };
    const headers = { 'idempotency-key': key };
    const request = aRequest({ params, headers, body: JSON.stringify({ amount }) });
    return idempotent(this.deps, createPurchase(this.deps))(request);
  }

  /** The same with a body of the test's own. */
  send(key: string, body: object): Promise<HttpResponse> {
    const params = { org: this.org };
    const headers = { 'idempotency-key': key };
    const request = aRequest({ params, headers, body: JSON.stringify(body) });
    return idempotent(this.deps, createPurchase(this.deps))(request);
  }

  /** The same, after the day for which responses are stored. */
  purchase(key: string, amount = '50.00'): Promise<HttpResponse> {
    const request = aRequest({ params: { org: this.org }, body: JSON.stringify({ amount }) });
    return createPurchase(this.deps)(request, key);
  }

  purchaseId(key: string): string {
    return businessKey('pur', { organizationId: this.org, idempotencyKey: key });
  }

  spend(amount: number): Promise<void> {
    return spend(this.deps, this.org, units(amount));
  }

  account(): Promise<Account> {
    return loadAccount(this.db, this.org, 1000);
  }

  async switchOnRecharge(amount: string, threshold: string, monthlyCap?: string): Promise<void> {
    const body = JSON.stringify({ enabled: true, amount, threshold, monthlyCap });
    await putAutoRecharge(this.deps)(aRequest({ params: { org: this.org }, body }));
  }

  /** The Ledger stream delivers the account, this number of times. */
  async stream(times = 1): Promise<void> {
    const change = { sequenceNumber: '1', newImage: { ...keys.account(this.org) } };
    const runs = Array.from({ length: times }, () => runAutoRecharge(this.deps)([change]));
    await Promise.all(runs);
  }

  /** The schedule runs `seconds` later. */
  async reconcileAfter(seconds: number): Promise<void> {
    this.clock = addSeconds(this.clock, seconds);
    await reconcilePayments(this.deps)({ remainingMs: () => 60_000 });
  }

  async notify(orderId: string, outcome: ChargeEvent['outcome']): Promise<void> {
    const origin = { eventId: 'evt_1', organizationId: this.org, orderId };
    this.gateway.event = { kind: 'charge', ...origin, outcome };
    await receiveWebhook(this.deps)(aRequest({ params: { gateway: 'sandbox' } }));
  }

  /** The bank takes the charge of an order back. */
  async dispute(
    orderId: string,
    disputeId = 'dp_1',
    amount = 50,
    outcome: DisputeEvent['outcome'] = 'open',
  ): Promise<void> {
    const origin = { eventId: 'evt_1', organizationId: this.org, orderId };
    const claim = { disputeId, reference: `ch_${orderId}`, amountMicros: units(amount), currency: 'USD' };
    this.gateway.event = { kind: 'dispute', ...origin, ...claim, outcome };
    await receiveWebhook(this.deps)(aRequest({ params: { gateway: 'sandbox' } }));
  }

  async eventTypes(): Promise<string[]> {
    return (await eventsOf(this.db, this.org)).map(({ type }) => type);
  }
}
