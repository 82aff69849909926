/**
 * The same history in two worlds that differ in one thing: in one of them schedules run at some moments, in the other
 * they never do. Every answer to an administrator or a telephone platform must be the same in both.
 */
import { endOfMonth } from '../../functions/billing/end-of-month.ts';
import { releaseCall } from '../../functions/calls/release-call.ts';
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import { releaseHolds } from '../../functions/expiry/release-holds.ts';
import { warnExpiring } from '../../functions/expiry/warn-expiring.ts';
import { getAutoRecharge } from '../../functions/organizations/auto-recharge-settings.ts';
import { reconcilePayments } from '../../functions/purchases/reconcile-payments.ts';
import { quote } from '../../functions/rates/quote.ts';
import { getCall } from '../../functions/reports/call.ts';
import { getBalance, getLedger, getLots } from '../../functions/reports/money.ts';
import { getPools } from '../../functions/reports/pools.ts';
import { settleStragglers } from '../../functions/usage/settle-stragglers.ts';
import { addSeconds, monthOf, startOfNextMonth } from '../../shared/domain/instants.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { problemOf } from '../../shared/lambda/problem.ts';
import { accountWrite, loadAccount } from '../../shared/store/credits/accounts.ts';
import { listLots } from '../../shared/store/credits/lots.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { commit } from '../../shared/store/table/transaction.ts';
import { GRACE_HOURS } from '../support/accounts.ts';
import { aRequest } from '../support/requests.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import {
  authorize,
  LEASES,
  publishDecks,
  renew,
  report,
  settle,
  TO_SWITZERLAND,
} from '../support/telephone.ts';
import { StandInDynamoDb } from './stand-in/dynamodb.ts';

export const SWEEPS = [
  'expire-lots',
  'release-holds',
  'close-month',
  'warn-expiring',
  'reconcile-payments',
  'settle-stragglers',
] as const;

export const EDGES = ['expiry', 'grace', 'month', 'month-grace'] as const;

export type Step =
  | { readonly kind: 'buy'; readonly amount: number }
  | { readonly kind: 'report'; readonly hoursAgo: number; readonly minutes: number }
  | { readonly kind: 'authorize'; readonly minutes: number }
  | { readonly kind: 'renew' | 'release' | 'void'; readonly call: number }
  | { readonly kind: 'correct'; readonly call: number; readonly minutes: number }
  | { readonly kind: 'dispute' }
  | { readonly kind: 'back-off'; readonly hours: number }
  | { readonly kind: 'wait'; readonly minutes: number }
  /** Moves to the next instant at which something changes by itself, plus a number of milliseconds. */
  | { readonly kind: 'edge'; readonly of: (typeof EDGES)[number]; readonly past: number }
  | { readonly kind: 'sweep'; readonly sweeps: readonly (typeof SWEEPS)[number][] };

/** What is booked when a schedule runs, and the names that booking gives away. */
const BOOKING = new Set(['unbooked', 'sequence', 'id', 'balanceBefore', 'settledAt']);

export class World {
  readonly fixture: ReversalFixture;
  readonly #hasSchedules: boolean;
  readonly #calls: string[] = [];
  readonly #sequences = new Map<string, number>();

  static async open(hasSchedules: boolean, agreement: 'MOSA' | 'MCA'): Promise<World> {
    const dynamo = new StandInDynamoDb();
    const client = { send: async (command: unknown) => dynamo.perform(command) };
    // The one method of the client that the store calls.
    const db = {
      client,
      ledgerTable: 'ledger',
      callsTable: 'calls',
      retention: DEFAULT_RETENTION,
    } as unknown as Database;
    await publishDecks(db);
    const fixture = await openReversalFixture(db, 'contoso');
    const before = await loadAccount(db, 'contoso');
    const terms = { ...before.terms, agreement, payAsYouGo: agreement === 'MCA' };
    await commit(db, [accountWrite(db, { before, after: { ...before, terms }, now: fixture.clock })]);
    return new World(fixture, hasSchedules);
  }

  constructor(fixture: ReversalFixture, hasSchedules: boolean) {
    this.fixture = fixture;
    this.#hasSchedules = hasSchedules;
  }

  get #deps() {
    return { ...this.fixture.deps, leases: LEASES, ...LEASES, warnDays: 30, graceHours: GRACE_HOURS };
  }

  /** Returns the answer to the request. */
  async take(step: Step, number: number): Promise<unknown> {
    try {
      return plain(await this.#take(step, number));
    } catch (error) {
      return JSON.parse(problemOf(error, '/').body).code;
    }
  }

  async #take(step: Step, number: number): Promise<unknown> {
    const { fixture } = this;
    const { org } = fixture;
    const callId = 'call' in step ? (this.#calls[step.call % Math.max(1, this.#calls.length)] ?? '') : '';
    switch (step.kind) {
      case 'buy':
        return (await fixture.buy(100 + number, step.amount)).status;
      case 'report':
        return this.#report(`call-${number}`, step.hoursAgo, step.minutes);
      case 'authorize':
        this.#calls.push(`call-${number}`);
        return authorize(this.#deps, org, `call-${number}`, { seconds: step.minutes * 60 });
      case 'renew': {
        const sequence = (this.#sequences.get(callId) ?? 0) + 1;
        this.#sequences.set(callId, sequence);
        return renew(this.#deps, org, callId, { sequence });
      }
      case 'release':
        return releaseCall(this.#deps)(aRequest({ params: { org, call: callId } }));
      case 'void':
        return fixture.void(callId, `key-${number}`);
      case 'correct':
        return fixture.correct(callId, `key-${number}`, step.minutes * 60);
      case 'dispute':
        return fixture.dispute();
      case 'back-off':
        return this.#backOff(step.hours);
      case 'wait':
        fixture.clock = addSeconds(fixture.clock, step.minutes * 60);
        return undefined;
      case 'edge':
        return this.#toEdge(step.of, step.past);
      case 'sweep':
        if (this.#hasSchedules) for (const sweep of step.sweeps) await this.#sweep(sweep);
        return undefined;
    }
  }

  async #report(callId: string, hoursAgo: number, minutes: number): Promise<unknown> {
    const { fixture } = this;
    this.#calls.push(callId);
    const startedAt = addSeconds(fixture.clock, -hoursAgo * 3600);
    const call = { callId, userId: 'ada', startedAt, durationSeconds: minutes * 60 };
    const answer = await report(this.#deps, fixture.org, [call]);
    await settle(this.#deps, fixture.org, [callId]);
    return answer;
  }

  /** As a decline leaves it. There is no amount, so that no schedule may charge any. */
  async #backOff(hours: number): Promise<void> {
    const { fixture } = this;
    const before = await loadAccount(fixture.db, fixture.org);
    const retryAt = addSeconds(fixture.clock, hours * 3600);
    const held = { status: 'backing-off', reason: 'declined:card-declined', retryAt, declines: 1 } as const;
    const after = { ...before, recharge: { ...before.recharge, ...held, enabled: true } };
    await commit(fixture.db, [accountWrite(fixture.db, { before, after, now: fixture.clock })]);
  }

  async #toEdge(of: (typeof EDGES)[number], past: number): Promise<void> {
    const { fixture } = this;
    const account = await loadAccount(fixture.db, fixture.org, 100);
    const { items: lots } = await listLots(fixture.db, account, { limit: 100 });
    const months = [monthOf(addSeconds(fixture.clock, -31 * 86_400)), monthOf(fixture.clock)].map(
      startOfNextMonth,
    );
    const instants = of.startsWith('month') ? months : lots.map(({ expiresAt }) => expiresAt);
    const grace = of.endsWith('grace') ? GRACE_HOURS * 3600 : 0;
    const ahead = instants.map((at) => addSeconds(at, grace)).filter((at) => at > fixture.clock);
    const [at = fixture.clock] = ahead.sort();
    const then = addSeconds(at, past / 1000);
    // Time does not go back.
    if (then > fixture.clock) fixture.clock = then;
  }

  async #sweep(name: (typeof SWEEPS)[number]): Promise<void> {
    const deps = this.#deps;
    const sweeps = {
      'expire-lots': expireLots,
      'release-holds': releaseHolds,
      'close-month': endOfMonth,
      'warn-expiring': warnExpiring,
      'reconcile-payments': reconcilePayments,
      'settle-stragglers': settleStragglers,
    };
    await sweeps[name](deps)({ remainingMs: () => 60_000 });
  }

  /** The answers to every question that can be asked at this moment. */
  async answers(): Promise<unknown> {
    const deps = this.#deps;
    const { org, clock } = this.fixture;
    const ask = (query: Record<string, string> = {}) => aRequest({ params: { org }, query });
    const earlier = addSeconds(clock, -30 * 3600);
    const later = addSeconds(clock, 60 * 3600);
    const body = JSON.stringify({ type: 'user_out', userId: 'ada', to: TO_SWITZERLAND });
    const { items } = Object((await getLedger(deps)(ask({ limit: '200' }))).body);
    return plain({
      balance: await getBalance(deps)(ask()),
      later: await getBalance(deps)(ask({ at: later })),
      earlier: await getBalance(deps)(ask({ at: earlier })),
      lots: await getLots(deps)(ask({ status: 'all' })),
      recharge: await getAutoRecharge(deps)(ask()),
      pools: await getPools(deps)(ask()),
      quote: await quote(deps)({ ...ask(), body }),
      movements: items.filter(({ type }: { type: string }) => type !== 'forfeiture'),
      calls: await Promise.all(
        this.#calls.map((call) =>
          getCall(deps)(aRequest({ params: { org, call } })).catch((error: unknown) => String(error)),
        ),
      ),
    });
  }
}

/** Without what is booked. */
function plain(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer ?? null, (name, value: unknown) => (BOOKING.has(name) ? undefined : value)),
  );
}
