/** The demo's story, from an empty stack to reconciled books. */
import { readFile } from 'node:fs/promises';
import { replayOrganization } from '../../functions/audit/audit-organization.ts';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { SAMPLE_TOLL_FREE_DECK_FILE } from '../../infra/local/sample/make-sample-deck.ts';
import { type CreditsClient, createClient, type OrganizationClient } from '../../shared/client/client.ts';
import type { AuditFinding } from '../../shared/domain/audit/report.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { openTables } from '../support/stack-tables.ts';
import {
  describeDestinations,
  describeFundings,
  describeLots,
  describePools,
  describeTotals,
  describeTraffic,
  describeUsage,
} from './account.ts';
import { type DemoBooks, readBooks } from './books.ts';
import { Destinations } from './destinations.ts';
import { type MonthOutcome, MonthPlayer } from './month.ts';
import { type Month, monthBefore } from './office-hours.ts';
import {
  addUsers,
  assignLicenses,
  FUNDINGS,
  fund,
  ORGANIZATION,
  publishDeck,
  RECHARGE,
  switchOnRecharge,
} from './onboarding.ts';
import type { DemoOptions } from './options.ts';
import { PhoneBook } from './phone-book.ts';
import type { Narrator } from './progress.ts';
import { Random } from './random.ts';
import { type Reconciliation, reconcile } from './reconcile.ts';
import { CREDITS_LICENSE, type Employee, hire, holds } from './staff.ts';
import { Sweeper } from './sweeps.ts';
import { makeTraffic, type UsageRecord } from './traffic.ts';

/** The last line of the demo, without the seconds. */
export interface DemoSummary {
  readonly calls: number;
  readonly settled: number;
  readonly funded: string;
  readonly recharged: string;
  readonly used: string;
  readonly forfeited: string;
  readonly remaining: string;
  readonly debt: string;
  readonly recharges: number;
  readonly reconciled: boolean;
}

export interface DemoResult {
  readonly account: string;
  readonly summary: DemoSummary;
  /** False when the books do not reconcile, or anything was rejected or given up. */
  readonly isSound: boolean;
}

interface Demo {
  readonly stack: LocalStack;
  readonly operator: CreditsClient;
  /** As the organization's administrator. */
  readonly api: OrganizationClient;
  readonly options: DemoOptions;
  readonly month: Month;
  readonly progress: Narrator;
}

const ADMINISTRATOR = ['billing:read', 'billing:write', 'licenses:write', 'calls:write'];

export async function runDemo(
  stack: LocalStack,
  options: DemoOptions,
  progress: Narrator,
): Promise<DemoResult> {
  const operator = createClient({ url: stack.url, token: await stack.token(['operator']) });
  const token = await stack.token(ADMINISTRATOR, ORGANIZATION);
  const api = createClient({ url: stack.url, token }).organization(ORGANIZATION);
  const month = monthBefore(stack.now());
  const demo: Demo = { stack, operator, api, options, month, progress };
  progress.say(`Stack at ${stack.url}; the month is ${month.name}, the seed ${options.seed}`);

  const random = new Random(options.seed);
  const phoneBook = new PhoneBook(random);
  const staff = hire(random, phoneBook, `${ORGANIZATION}.example`);
  await setUp(demo, staff);
  const destinations = await Destinations.find(operator, phoneBook, random, month.from.toISOString());
  progress.say(`Numbers in ${destinations.countries} countries have a published rate`);
  const traffic = makeTraffic({ random, month, staff, destinations, phoneBook }, options.calls);
  const plan = { month, traffic, forbidden: forbiddenCalls(traffic, staff), random };
  const outcome = await new MonthPlayer(stack, api, progress).play(plan);

  const sweeper = new Sweeper(stack, api, progress);
  await sweeper.closeMonth();
  const pools = await describePools(api, month.name);
  await sweeper.passYear();
  progress.say('Auditing the books, and adding up every call, entry and lot again');
  const db = openTables(stack);
  const { findings } = await replayOrganization({ db, now: () => stack.now().toISOString() }, ORGANIZATION);
  const books = await readBooks(db, api, { month, acceptedCallIds: outcome.acceptedCallIds });
  db.client.destroy();
  return conclude(demo, { outcome, books, pools, findings });
}

async function setUp(
  { stack, operator, api, options, month, progress }: Demo,
  staff: readonly Employee[],
): Promise<void> {
  stack.setClock(month.from.toISOString());
  const effectiveFrom = new Date(month.from.getTime() - 86_400_000).toISOString();
  const csv = await readFile(options.ratesFile, 'utf8');
  const rows = await publishDeck(operator, { kind: 'outbound', csv }, effectiveFrom);
  const tollFree = await readFile(SAMPLE_TOLL_FREE_DECK_FILE, 'utf8');
  await publishDeck(operator, { kind: 'toll-free', csv: tollFree }, effectiveFrom);
  progress.say(`Rate deck of ${rows} rows, from ${options.ratesFile}`);
  await fund(operator, api);
  progress.say(`${ORGANIZATION} funded ${FUNDINGS.join(' and ')}`);
  await addUsers(api, staff);
  const assigned = await assignLicenses(operator, api, staff, async () =>
    stack.runSchedule('run-license-jobs'),
  );
  progress.say(`${staff.length} users, ${assigned} licenses assigned`);
  await switchOnRecharge(api);
  progress.say(`Auto-recharge of ${RECHARGE.amount} below ${RECHARGE.threshold}`);
}

interface Ending {
  readonly outcome: MonthOutcome;
  readonly books: DemoBooks;
  /** A table of the minute pools. */
  readonly pools: string;
  /** Of the product's own audit. */
  readonly findings: readonly AuditFinding[];
}

function conclude({ stack, month }: Demo, { outcome, books, pools, findings }: Ending): DemoResult {
  const totals = reconcile(books);
  const audited = findings.flatMap(({ rule, differences }) => differences.map((each) => `${rule}: ${each}`));
  const differences = [...audited, ...totals.differences];
  const problems = [
    ...differences,
    ...outcome.rejected.map((rejection) => `rejected: ${rejection}`),
    ...stack.failures().map(({ message }) => `given up: ${JSON.stringify(message)}`),
  ];
  const account = [
    `What happened to ${ORGANIZATION} in ${month.name} and the year after`,
    '',
    describeTraffic(outcome, books),
    describeFundings(books),
    describeUsage(books),
    describeDestinations(books),
    pools,
    describeLots(books),
    describeTotals(totals),
    ...(problems.length > 0 ? ['What is wrong', '', ...problems.slice(0, MAX_PROBLEMS), ''] : []),
  ].join('\n');
  return { account, summary: summarize(outcome, { ...totals, differences }), isSound: problems.length === 0 };
}

function summarize({ accepted }: MonthOutcome, totals: Reconciliation): DemoSummary {
  return {
    calls: accepted,
    settled: totals.settledCalls,
    funded: formatAmount(totals.fundedMicros),
    recharged: formatAmount(totals.rechargedMicros),
    used: formatAmount(totals.usedMicros),
    forfeited: formatAmount(totals.forfeitedMicros),
    remaining: formatAmount(totals.remainingMicros),
    debt: formatAmount(totals.debtMicros),
    recharges: totals.recharges,
    reconciled: totals.differences.length === 0,
  };
}

const MAX_PROBLEMS = 50;
const FORBIDDEN_CALLS = 8;

/** Calls that users without the credits license try. */
function forbiddenCalls(traffic: readonly UsageRecord[], staff: readonly Employee[]): UsageRecord[] {
  const without = staff.filter((each) => !holds(each, CREDITS_LICENSE));
  const calls = traffic.filter(({ type, to }) => type === 'user_out' && to !== '911');
  const step = Math.max(1, Math.floor(calls.length / FORBIDDEN_CALLS));
  return calls
    .filter((_, index) => index % step === 0)
    .slice(0, FORBIDDEN_CALLS)
    .map((call, index) => ({
      ...call,
      callId: `refused-${index + 1}`,
      userId: without[index % without.length]?.id ?? '',
    }));
}
