/** An organization that buys and calls, and whose books are audited. */
import { auditOrganization, replayOrganization } from '../../functions/audit/audit-organization.ts';
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import type { AuditReport } from '../../shared/domain/audit/report.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { GRACE_HOURS, START } from './accounts.ts';
import { nextOrganizationId } from './database.ts';
import { openPaymentFixture, type PaymentFixture } from './payment-fixture.ts';
import { ReversalFixture } from './reversal-fixture.ts';
import { addCaller, report, settle, TO_BRITAIN } from './telephone.ts';

export class AuditedCustomer {
  readonly org: string;
  readonly #db: Database;
  readonly #money: PaymentFixture;
  readonly #reversals: ReversalFixture;
  readonly calls: string[] = [];
  #clock = START;
  #purchases = 0;

  constructor(money: PaymentFixture) {
    this.org = money.org;
    this.#db = money.db;
    this.#money = money;
    this.#reversals = new ReversalFixture(money.db, money.org);
  }

  static async open(db: Database): Promise<AuditedCustomer> {
    const money = await openPaymentFixture(db, nextOrganizationId('audited'));
    await addCaller(db, money.org);
    const customer = new AuditedCustomer(money);
    await customer.buy();
    return customer;
  }

  get deps() {
    return { db: this.#db, now: () => this.#clock, graceHours: GRACE_HOURS };
  }

  pass(seconds: number): void {
    this.#clock = addSeconds(this.#clock, seconds);
    this.#money.clock = this.#clock;
    this.#reversals.clock = this.#clock;
  }

  async buy(): Promise<string> {
    this.#purchases += 1;
    const key = `purchase ${this.#purchases}`;
    await this.#money.purchase(key, '50.00');
    return this.#money.purchaseId(key);
  }

  /** Reports these calls in one request, 0.15 each, and settles them. Returns the ids. */
  async call(count = 1, minutes = 10): Promise<string[]> {
    const callIds = Array.from({ length: count }, (_, index) => `${this.org}-${this.calls.length + index}`);
    const call = { userId: 'ada', to: TO_BRITAIN, startedAt: this.#clock, durationSeconds: minutes * 60 };
    await report(
      this.deps,
      this.org,
      callIds.map((callId) => ({ callId, ...call })),
    );
    const failed = await settle(this.deps, this.org, callIds);
    if (failed.length > 0) throw new Error('calls were not settled');
    this.calls.push(...callIds);
    return callIds;
  }

  /** The first of the calls that nothing has reversed yet. */
  void = (): Promise<unknown> => this.#reversals.void(this.calls.shift() ?? '', `void ${this.calls.length}`);
  correct = (): Promise<unknown> =>
    this.#reversals.correct(this.calls.shift() ?? '', `correct ${this.calls.length}`, 60);
  expire = (): Promise<unknown> => expireLots(this.deps)({ remainingMs: () => 60_000 });
  switchOnRecharge = (): Promise<void> => this.#money.switchOnRecharge('50.00', '1000.00');
  recharge = (): Promise<void> => this.#money.stream();

  audit = (db: Database = this.#db): Promise<AuditReport> =>
    auditOrganization({ ...this.deps, db }, this.org);
  replay = (): Promise<AuditReport> => replayBooks(this.deps, this.org);
}

/** What the audit found wrong. */
export const brokenOf = ({ findings }: AuditReport): string[] =>
  findings.flatMap(({ rule, differences }) => differences.map((what) => `${rule}: ${what}`));

/** No organization of the tests reports a call that began earlier than this before it was created. */
const REPORTED_BACK_DAYS = 31;

/** Replays the books of an organization that was created in the test. A replay asks for each day that a record may be of. */
export function replayBooks(
  { db, ...deps }: Parameters<typeof replayOrganization>[0],
  organizationId: OrganizationId,
): Promise<AuditReport> {
  const retention = { ...db.retention, oldestRecordDays: REPORTED_BACK_DAYS };
  return replayOrganization({ ...deps, db: { ...db, retention } }, organizationId);
}
