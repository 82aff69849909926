/**
 * `npm run bench`: every figure with the baseline of the same run. `-- --json` prints one JSON object a line,
 * `-- --quick` takes smaller samples, `-- --only <part>` takes one part. Fails when a count misses its reach.
 */
import { parseArgs } from 'node:util';
import { measureBundles } from './bundles.ts';
import { measureCapacity } from './capacity.ts';
import { loadDeck } from './deck.ts';
import { measureExpiry } from './expiry.ts';
import { measureGrowth } from './growth.ts';
import { modelLimits } from './limits.ts';
import { measureOneOrganization } from './one-organization.ts';
import { measureMiddleware, measureSettleDecision } from './pure-code.ts';
import { measureRating } from './rating.ts';
import { isCount } from './reach.ts';
import { measureRechargeLatency } from './recharge-latency.ts';
import { Report } from './report.ts';
import { measureUsageCsv } from './usage-csv.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const report = new Report(values.json);
const deck = loadDeck();
report.note(deck.title);

const { quick } = values;

const parts: Readonly<Record<string, () => Promise<void> | void>> = {
  capacity: () => measureCapacity(report, deck),
  growth: () => measureGrowth(report, deck, quick),
  expiry: () => measureExpiry(report, quick),
  report: () => measureUsageCsv(report, deck, quick),
  rating: () => measureRating(report, deck, quick),
  domain: () => measureSettleDecision(report, deck, quick),
  middleware: () => measureMiddleware(report, quick),
  bundles: () => measureBundles(report, quick),
  organization: () => measureOneOrganization(report, deck, quick),
  recharge: () => measureRechargeLatency(report, deck, quick),
  limits: () => modelLimits(report),
};

for (const [name, measure] of Object.entries(parts)) {
  if (values.only === undefined || values.only === name) await measure();
}
report.progress(`done; missed: ${report.missed.join(', ') || 'none'}`);
if (report.missed.some(isCount)) process.exitCode = 1;
