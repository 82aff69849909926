/** The product as it is deployed: every function composed of its real parts, on this run's tables and gateway. */
import type { Context } from 'aws-lambda';
import { runAutoRecharge } from '../../../functions/auto-recharge/auto-recharge.ts';
import { endOfMonth } from '../../../functions/billing/end-of-month.ts';
import { authorizeCall } from '../../../functions/calls/authorize-call.ts';
import { releaseCall } from '../../../functions/calls/release-call.ts';
import { renewLease } from '../../../functions/calls/renew-lease.ts';
import { publishEvents } from '../../../functions/events/publish-events.ts';
import { expireLots } from '../../../functions/expiry/expire-lots.ts';
import { releaseHolds } from '../../../functions/expiry/release-holds.ts';
import { warnExpiring } from '../../../functions/expiry/warn-expiring.ts';
import { extendLot, writeOffLot } from '../../../functions/grants/change-lot.ts';
import { createGrant } from '../../../functions/grants/create-grant.ts';
import { moveCredits } from '../../../functions/grants/move-credits.ts';
import { assignLicense, removeLicense } from '../../../functions/licenses/assign-license.ts';
import { setLicenseQuantity } from '../../../functions/licenses/license-quantities.ts';
import { createUser, patchUser } from '../../../functions/licenses/users.ts';
import { putAutoRecharge } from '../../../functions/organizations/auto-recharge-settings.ts';
import {
  addPaymentMethod,
  openMethodSession,
  patchPaymentMethod,
  putPaymentMethod,
  removePaymentMethod,
} from '../../../functions/organizations/payment-methods.ts';
import { createOrganization, patchOrganization } from '../../../functions/organizations/settings.ts';
import { createPurchase } from '../../../functions/purchases/create-purchase.ts';
import { reconcilePayments } from '../../../functions/purchases/reconcile-payments.ts';
import { refundPurchase } from '../../../functions/purchases/refund-purchase.ts';
import { renewNextAction } from '../../../functions/purchases/renew-next-action.ts';
import { publishRateDeck } from '../../../functions/rates/rate-decks.ts';
import { getBalance } from '../../../functions/reports/money.ts';
import { receiveUsage } from '../../../functions/usage/receive-usage.ts';
import { correctCall, voidCall } from '../../../functions/usage/reverse-call.ts';
import { settleChanges } from '../../../functions/usage/settle.ts';
import { settleStragglers } from '../../../functions/usage/settle-stragglers.ts';
import { receiveWebhook } from '../../../functions/webhooks/receive-webhook.ts';
import { fairShare } from '../../../shared/contract/fair-share.ts';
import { STREAM_FILTERS } from '../../../shared/contract/tables.ts';
import type { GrantsSpent } from '../../../shared/domain/credits/grant-terms.ts';
import { shareFairly } from '../../../shared/lambda/fair-share.ts';
import type { HttpRequest, Operation } from '../../../shared/lambda/http.ts';
import { idempotent } from '../../../shared/lambda/idempotency.ts';
import { problemOf } from '../../../shared/lambda/problem.ts';
import type { Sweep } from '../../../shared/lambda/schedule.ts';
import { type ChangeHandler, streamHandler } from '../../../shared/lambda/stream.ts';
import { limitsFrom } from '../../support/funding-limits.ts';
import { PLAIN_PAPERS } from '../../support/papers.ts';
import { aContext, aRequest } from '../../support/requests.ts';
import { Bank } from './bank.ts';
import { Bus } from './bus.ts';
import { Gateway } from './gateway.ts';
import type { Invocation } from './scheduler.ts';
import { StreamReader } from './streams.ts';
import { CALLS, LEDGER, type World } from './world.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const LEASES = { leaseSeconds: 600, maximumSeconds: 86_400, holdGraceSeconds: 120 };
const LIMITS = limitsFrom(50, 1000);
const GRACE_HOURS = 48;
const WARN_DAYS = 30;
const FUNCTION_MILLISECONDS = 30_000;
const ALLOWANCES = fairShare().parse({});

/** Without a remaining time: middy would set a real timer, which outlives a function that is ended. */
const TIMELESS = { ...aContext(), getRemainingTimeInMillis: undefined } as unknown as Context;

type Deps = ReturnType<System['deps']>;

const OPERATIONS = {
  createOrganization,
  patchOrganization,
  putPaymentMethod,
  addPaymentMethod,
  patchPaymentMethod,
  removePaymentMethod,
  renewNextAction,
  putAutoRecharge,
  setLicenseQuantity,
  createUser,
  patchUser,
  assignLicense,
  removeLicense,
  publishRateDeck,
  authorizeCall,
  renewLease,
  releaseCall,
  receiveUsage,
  receiveWebhook,
  getBalance,
  openMethodSession: (deps: Deps) => idempotent(deps, openMethodSession(deps)),
  purchase: (deps: Deps) => idempotent(deps, createPurchase(deps)),
  refund: (deps: Deps) => idempotent(deps, refundPurchase(deps)),
  grant: (deps: Deps) => idempotent(deps, createGrant(deps)),
  extendLot: (deps: Deps) => idempotent(deps, extendLot(deps)),
  writeOffLot: (deps: Deps) => idempotent(deps, writeOffLot(deps)),
  moveCredits: (deps: Deps) => idempotent(deps, moveCredits(deps)),
  voidCall: (deps: Deps) => idempotent(deps, voidCall(deps)),
  correctCall: (deps: Deps) => idempotent(deps, correctCall(deps)),
} satisfies Record<string, (deps: Deps) => Operation>;

export type OperationName = keyof typeof OPERATIONS;

const SWEEPS = {
  'expire-lots': expireLots,
  'release-holds': releaseHolds,
  'reconcile-payments': reconcilePayments,
  'settle-stragglers': settleStragglers,
  'close-month': endOfMonth,
  'warn-expiring': warnExpiring,
} satisfies Record<string, (deps: Deps) => Sweep>;

export type SweepName = keyof typeof SWEEPS;
export const SWEEP_NAMES = Object.keys(SWEEPS) as readonly SweepName[];

export class System {
  readonly bank: Bank;
  readonly gateway: Gateway;
  readonly bus: Bus;
  readonly readers: readonly StreamReader[];
  /** The setting `GRANTS_SPENT`, which deployments change: grants keep the place that they were given. */
  spent: GrantsSpent = 'first';
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.bank = new Bank(world);
    this.gateway = new Gateway(world, this.bank);
    this.bus = new Bus(world);
    const reader = (
      name: string,
      table: string,
      filter: keyof typeof STREAM_FILTERS,
      options: { batchSize: number; retries?: number },
      make: (deps: Deps) => ChangeHandler,
    ) => {
      const handle = (event: Parameters<ReturnType<typeof streamHandler>>[0], invocation: Invocation) =>
        streamHandler(make(this.deps(invocation)))(event, TIMELESS);
      return new StreamReader(world, { name, table, filter: STREAM_FILTERS[filter], ...options, handle });
    };
    const publish = { batchSize: 20 };
    this.readers = [
      reader('settle', CALLS, 'settle', { batchSize: 40, retries: 5 }, settleChanges),
      reader('auto-recharge', LEDGER, 'auto-recharge', { batchSize: 10, retries: 5 }, runAutoRecharge),
      reader('publish-ledger', LEDGER, 'publish-ledger-events', publish, publishEvents),
      reader('publish-calls', CALLS, 'publish-call-events', publish, publishEvents),
    ];
  }

  deps(invocation: Invocation) {
    const gateway = this.gateway.for(invocation);
    return {
      db: this.#world.db(invocation),
      gateway,
      webhooks: gateway,
      bus: this.bus.for(invocation),
      busName: 'events',
      limits: LIMITS,
      leases: LEASES,
      graceHours: GRACE_HOURS,
      spent: this.spent,
      warnDays: WARN_DAYS,
      now: this.#world.clock.now,
      shares: shareFairly(ALLOWANCES),
      newRequestId: this.#world.newRequestId,
      papers: PLAIN_PAPERS,
      alarm: (message: string) => this.#world.tally.count(`alarm ${message}`),
    };
  }

  /** As the middleware stack responds: a refusal is a problem, any other error is a 500. */
  async respond(invocation: Invocation, name: OperationName, request: Partial<HttpRequest>): Promise<Answer> {
    const begun = this.#world.clock.milliseconds;
    const remainingMs = () => begun + FUNCTION_MILLISECONDS - this.#world.clock.milliseconds;
    const routeKey = `POST /${name}`;
    try {
      const operation = OPERATIONS[name](this.deps(invocation));
      const { status, body } = await operation(
        aRequest({ routeKey, path: routeKey, remainingMs, ...request }),
      );
      // A stored answer is returned as it was written.
      return { status, body: typeof body === 'string' ? JSON.parse(body) : body };
    } catch (error) {
      const problem = problemOf(error, routeKey);
      return { status: problem.statusCode, body: JSON.parse(problem.body) };
    }
  }

  async sweep(invocation: Invocation, name: SweepName, remainingMs = 60_000): Promise<void> {
    await SWEEPS[name](this.deps(invocation))({ remainingMs: () => remainingMs });
  }
}
