/** One organization that owns nothing, and the acts of operators on it. */
import { extendLot, writeOffLot } from '../../functions/grants/change-lot.ts';
import { createGrant } from '../../functions/grants/create-grant.ts';
import { moveCredits } from '../../functions/grants/move-credits.ts';
import { getBalance } from '../../functions/reports/money.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { type LotRecord, listLots } from '../../shared/store/credits/lots.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { START } from './accounts.ts';
import { openOrganization } from './books.ts';
import { FakeGateway } from './fake-gateway.ts';
import { limitsFrom } from './funding-limits.ts';
import { aCaller, aRequest } from './requests.ts';

const OPERATOR = { ...aCaller('operator'), kind: 'person', subject: 'olga-1', name: 'Olga' } as const;

export async function openGrantFixture(db: Database, organizationId: string): Promise<GrantFixture> {
  await openOrganization(db, organizationId, START);
  return new GrantFixture(db, organizationId);
}

export class GrantFixture {
  clock = addSeconds(START, 3600);
  spent: 'first' | 'last' = 'first';
  readonly db: Database;
  readonly org: string;
  readonly gateway = new FakeGateway();

  constructor(db: Database, org: string) {
    this.db = db;
    this.org = org;
  }

  get deps() {
    return {
      db: this.db,
      gateway: this.gateway,
      limits: limitsFrom(50, 1000),
      spent: this.spent,
      warnDays: 30,
      graceHours: 48,
      now: () => this.clock,
    };
  }

  /** As the request does, but without the stored response of its key. */
  grant(key: string, body: Readonly<Record<string, unknown>> = {}): Promise<HttpResponse> {
    const whole = { amount: '25.00', kind: 'goodwill', reason: 'Outage', reference: key, ...body };
    return createGrant(this.deps)(this.request(whole), key);
  }

  extend(key: string, lot: string, expiresAt: string): Promise<HttpResponse> {
    return extendLot(this.deps)(this.request({ expiresAt, reason: 'Prolonged' }, { lot }), key);
  }

  writeOff(key: string, lot: string): Promise<HttpResponse> {
    return writeOffLot(this.deps)(this.request({ reason: 'Given twice' }, { lot }), key);
  }

  move(key: string, lot: string, to: GrantFixture, amount?: string): Promise<HttpResponse> {
    const body = { organization: to.org, reason: 'Merged', reference: key, ...(amount && { amount }) };
    return moveCredits(this.deps)(this.request(body, { lot }), key);
  }

  /** As of `at`, or now. */
  async balance(at?: string): Promise<unknown> {
    const query: Record<string, string> = at === undefined ? {} : { at };
    const { body } = await getBalance(this.deps)(aRequest({ params: { org: this.org }, query }));
    return body;
  }

  request(body: Readonly<Record<string, unknown>>, params: Readonly<Record<string, string>> = {}) {
    return aRequest({
      params: { org: this.org, ...params },
      body: JSON.stringify(body),
      caller: OPERATOR,
    });
  }

  async lots(): Promise<readonly LotRecord[]> {
    return (await listLots(this.db, await loadAccount(this.db, this.org), { limit: 200 })).items;
  }
}
