/**
 * `npm run bench`: every figure with the baseline of the same run. `-- --json` prints one JSON object a line,
 * `-- --quick` takes smaller samples and leaves out what is measured by time alone, `-- --only <part>` takes that part, and
 * may be repeated. `-- --exported-calls 1000000` exports as many calls, and `-- --inbox-records N` sends a file of N records
 * through the inbox (30,000). Fails when a count misses its reach.
 */
import { parseArgs } from 'node:util';
import { measureBundles } from './bundles.ts';
import { measureCapacity } from './capacity.ts';
import { measureColdDeck } from './cold-deck.ts';
import { measureContention } from './contention.ts';
import { priceCalls } from './cost.ts';
import { withDatabase } from './database.ts';
import { loadDeck } from './deck.ts';
import { measureExpiry } from './expiry.ts';
import { measureExports } from './exports.ts';
import { measureGrowth } from './growth.ts';
import { measureInbox } from './inbox.ts';
import { modelLimits } from './limits.ts';
import { withLocalStack } from './local-stack.ts';
import { measureMonth } from './month.ts';
import { measureOneOrganization } from './one-organization.ts';
import { measureProcessor } from './processor.ts';
import { measureMiddleware, measureSettleDecision } from './pure-code.ts';
import { measureRating } from './rating.ts';
import { isCount } from './reach.ts';
import { measureRechargeLatency } from './recharge-latency.ts';
import { Report } from './report.ts';
import { measureShards } from './shards.ts';
import { measureUsageCsv } from './usage-csv.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    'exported-calls': { type: 'string' },
    'inbox-records': { type: 'string', default: '30000' },
  },
});
const report = new Report(values.json);
const deck = loadDeck();
report.note(deck.title);

const { quick, 'exported-calls': asked } = values;
const exportedCalls = asked === undefined ? undefined : Number(asked);

// What is measured by time comes first: code that has seen less of the world runs as it does in a function.
const parts: Readonly<Record<string, () => Promise<void> | void>> = {
  domain: () => measureSettleDecision(report, deck, quick),
  middleware: () => measureMiddleware(report, quick),
  'cold-deck': () => measureColdDeck(report, deck, quick),
  rating: () => measureRating(report, deck, quick),
  recharge: () => withLocalStack(report, deck, (...stack) => measureRechargeLatency(report, ...stack, quick)),
  settle: () => withLocalStack(report, deck, (...stack) => measureOneOrganization(report, ...stack, quick)),
  inbox: () =>
    withLocalStack(report, deck, (...stack) =>
      measureInbox(report, ...stack, Number(values['inbox-records'])),
    ),
  bundles: () => withDatabase(deck, (metered) => measureBundles(report, metered, quick)),
  capacity: () => withDatabase(deck, (metered) => measureCapacity(report, metered)),
  processor: () => withDatabase(deck, (metered) => measureProcessor(report, metered, quick)),
  growth: () => withDatabase(deck, (metered) => measureGrowth(report, metered, quick)),
  contention: () => withDatabase(deck, (metered) => measureContention(report, metered, quick)),
  shards: () => withDatabase(deck, (metered) => measureShards(report, metered, quick)),
  month: () => withDatabase(deck, (metered) => measureMonth(report, metered, quick)),
  report: () => withDatabase(deck, (metered) => measureUsageCsv(report, metered, quick)),
  exports: () =>
    withDatabase(deck, (metered) => measureExports(report, metered, { quick, calls: exportedCalls })),
  expiry: () => measureExpiry(report, deck, quick),
  cost: () => priceCalls(report),
  limits: () => modelLimits(report),
};

/** What is measured by time alone is left out of a quick run: small samples say little of it, and no count comes of it. */
const BY_TIME_ALONE = ['domain', 'middleware', 'cold-deck', 'rating', 'recharge', 'settle', 'inbox'];
const isTaken = (name: string): boolean =>
  values.only?.includes(name) ?? !(quick && BY_TIME_ALONE.includes(name));
for (const [name, measure] of Object.entries(parts)) {
  if (isTaken(name)) await measure();
}
report.progress(`done; missed: ${report.missed.join(', ') || 'none'}`);
if (report.missed.some(isCount)) process.exitCode = 1;
