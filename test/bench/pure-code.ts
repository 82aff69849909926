/** Code that no request waits for anything in: the decision of a settled batch, and the middleware around an operation. */
import { priceCalls } from '../../functions/usage/price-calls.ts';
import { CALLS } from '../../shared/contract/routes/calls.ts';
import type { ReceivedCall } from '../../shared/domain/calls/call.ts';
import { settleCalls } from '../../shared/domain/calls/settlement.ts';
import type { OpenLot } from '../../shared/domain/credits/account.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import type { Sku, User } from '../../shared/domain/licenses/licenses.ts';
import { poolWarnings } from '../../shared/domain/licenses/pool-report.ts';
import { changeSeats, openPoolMonth, seatChange } from '../../shared/domain/licenses/pools.ts';
import { parseNumber } from '../../shared/domain/numbers/phone-numbers.ts';
import { anAccount, momentOf, START, units } from '../support/accounts.ts';
import { aContext, aHandler, anEvent, asCaller, testOperation } from '../support/requests.ts';
import { ABROAD, AT_HOME, type BenchDeck } from './deck.ts';
import type { Report } from './report.ts';
import { median, pseudoRandom, race } from './timing.ts';

const BATCH = 95;
const OPEN_LOTS = 10;
const PLANS: readonly Sku[] = [
  'CALLING_PLAN_DOMESTIC',
  'CALLING_PLAN_DOMESTIC_120',
  'CALLING_PLAN_INTERNATIONAL',
];
const MONTH = START.slice(0, 7);
const FIRST_SIGHTS = 5000;

export function measureSettleDecision(report: Report, deck: BenchDeck, quick: boolean): void {
  report.progress('domain: the decision of a batch');
  const users = new Map(PLANS.map((plan, index) => [`user-${index}`, userOf(`user-${index}`, plan)]));
  const pools = [...users.values()].reduce(
    (state, user) => changeSeats(state, seatChange({ after: user }, START)),
    openPoolMonth(undefined, MONTH),
  );
  const account = anAccount({ lots: Array.from({ length: OPEN_LOTS }, (_, index) => lotOf(index)) });
  const calls = Array.from({ length: BATCH }, (_, index) => callOf(index));
  const pricing = { homeCountry: 'US', users, decksAt: () => ({ outbound: deck.index }) };
  const decide = () => {
    const { charged, poolMonths } = priceCalls(calls, [{ pools, version: 1 }], pricing);
    const after = poolMonths.get(MONTH) ?? pools;
    return {
      warnings: poolWarnings({ before: pools, after }),
      settlement: settleCalls(account, charged, momentOf(START)),
    };
  };
  if (decide().settlement.calls.length !== BATCH) throw new Error('not every call was settled');
  const times = race([{ name: 'batch', run: decide, perRun: BATCH }], quick ? 50 : 200);
  report.figure('domain.settle.us-per-call', (times.get('batch') ?? Number.NaN) / 1000, 'us');
  report.figure('numbers.first-sight.us', firstSightMicroseconds(), 'us');
}

/** A number that was never seen before, as most of a month's numbers are once. */
function firstSightMicroseconds(): number {
  const random = pseudoRandom(2);
  const numbers = Array.from({ length: FIRST_SIGHTS }, (_, index) => {
    const base = ABROAD[index % ABROAD.length] ?? '';
    return base.slice(0, -5) + String(Math.floor(random.next().value * 1e5)).padStart(5, '0');
  });
  const times = numbers.map((number) => {
    const begun = performance.now();
    parseNumber(number);
    return (performance.now() - begun) * 1000;
  });
  return median(times);
}

function userOf(id: string, plan: Sku): User {
  return {
    id,
    userPrincipalName: `${id}@contoso.example`,
    displayName: id,
    usageLocation: 'US',
    dialOutPolicy: { conferencing: 'any', pstn: 'international' },
    licenses: [plan, 'COMMUNICATIONS_CREDITS' as const].map((sku) => ({ sku, assignedAt: START })),
    status: 'active',
  };
}

/** Each pays for a few calls only, so that the batch goes through all of them. */
function lotOf(index: number): OpenLot {
  const purchasedAt = addSeconds(START, index * 60 - 86_400);
  const expiresAt = addMonths(purchasedAt, 12);
  const last = index === OPEN_LOTS - 1;
  return {
    id: `lot_${String(index).padStart(9, '0')}_000000000000`,
    amountMicros: units(50),
    remainingMicros: units(last ? 50 : 0.5),
    purchasedAt,
    expiresAt,
  };
}

/** Two of three go abroad; those on the international plan are included there, too. */
function callOf(index: number): ReceivedCall {
  const numbers = index % 3 === 0 ? AT_HOME : ABROAD;
  const attempt = {
    type: 'user_out' as const,
    userId: `user-${index % PLANS.length}`,
    from: '+14255550100',
    to: numbers[index % numbers.length] ?? '',
  };
  return {
    ...attempt,
    organizationId: 'contoso',
    callId: `call-${String(index).padStart(6, '0')}`,
    status: 'received',
    startedAt: addSeconds(START, index),
    receivedAt: START,
    page: 'PAGE',
    durationSeconds: 45 + index,
  };
}

export async function measureMiddleware(report: Report, quick: boolean): Promise<void> {
  report.progress('middleware around an empty operation');
  const empty = async () => ({ status: 200, body: {} });
  const handler = aHandler({ authorizeCall: testOperation(CALLS.authorizeCall, empty) });
  const context = aContext();
  const event = anEvent('POST /v1/organizations/{org}/calls/{call}/authorization', {
    pathParameters: { org: 'contoso', call: 'call-1' },
    headers: { 'content-type': 'application/json' },
    body: '{"type":"user_out","userId":"ada","to":"+33123456789"}',
  });
  const claims = { sub: 'platform', org: 'contoso', scope: 'calls:write' };
  const authorized = asCaller(event, claims);
  const rounds = quick ? 5 : 15;
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    for (let request = 0; request < REQUESTS; request += 1) {
      const answer = await handler(authorized, context);
      if (answer.statusCode !== 200) throw new Error(JSON.stringify(answer));
    }
    times.push(((performance.now() - begun) * 1000) / REQUESTS);
  }
  report.figure('middleware.us-per-request', median(times), 'us');
}

const REQUESTS = 2000;
