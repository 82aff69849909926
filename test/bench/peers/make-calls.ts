/**
 * `node test/bench/peers/make-calls.ts --out DIR [--calls 5000]`: the same calls for this project, for CGRateS and for
 * Formance Ledger, in files of requests, one JSON body a line. Prices are those of the project's sample deck.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addSeconds } from '../../../shared/domain/instants.ts';
import { MICROS_PER_UNIT } from '../../../shared/domain/money.ts';
import { parseNumber } from '../../../shared/domain/numbers/phone-numbers.ts';
import { buildDeckIndex, findRate } from '../../../shared/domain/rates/deck-index.ts';
import { parseRateDeck } from '../../../shared/domain/rates/rate-deck.ts';
import { priceOf, type Rate } from '../../../shared/domain/rates/rating.ts';
import { ABROAD } from '../deck.ts';
import { pseudoRandom } from '../timing.ts';

const SAMPLE_DECK = join(import.meta.dirname, '../../../infra/local/sample/sample-rate-deck.csv');
const ORGANIZATION = 'contoso';
const FUNDS = 50_000;
const RECORDS_PER_REQUEST = 500;
/** What a bulk request of Formance takes unless it is configured to take more. */
const FORMANCE_PER_REQUEST = 100;
const RANDOM_DIGITS = 5;

const { values } = parseArgs({
  options: { out: { type: 'string' }, calls: { type: 'string', default: '5000' } },
});
if (values.out === undefined) throw new Error('Where to? --out DIR');
const out = values.out;

interface FinishedCall {
  readonly callId: string;
  readonly to: string;
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly rate: Rate;
}

const deck = parseRateDeck(readFileSync(SAMPLE_DECK, 'utf8'));
if ('errors' in deck) throw new Error(JSON.stringify(deck.errors[0]));
const { rows: published } = deck;
const index = buildDeckIndex(published);
const calls = makeCalls(Number(values.calls));
const charged = calls.reduce((sum, call) => sum + chargeOf(call), 0);
writeOurs();
writeCgrates();
writeFormance();
process.stdout.write(
  `${calls.length} calls in ${out}; they cost ${charged / MICROS_PER_UNIT} of ${FUNDS}: each must say so in the end\n`,
);

/** Paid calls of the last hour to numbers that differ, each by its own row of the deck. */
function makeCalls(count: number): FinishedCall[] {
  const random = pseudoRandom(4);
  const begin = addSeconds(new Date().toISOString(), -3600);
  return Array.from({ length: count }, (_, number) => {
    const digits = Math.floor(random.next().value * 10 ** RANDOM_DIGITS);
    const base = ABROAD[number % ABROAD.length] ?? '';
    const to = base.slice(0, -RANDOM_DIGITS) + String(digits).padStart(RANDOM_DIGITS, '0');
    const parsed = parseNumber(to);
    const rate = parsed && findRate(index, parsed);
    if (!rate) throw new Error(`the sample deck has no rate for ${to}`);
    return {
      callId: `call-${String(number).padStart(8, '0')}`,
      to,
      startedAt: addSeconds(begin, number % 3000),
      durationSeconds: 30 + (number % 7) * 25,
      rate,
    };
  });
}

function chargeOf({ rate, durationSeconds }: FinishedCall): number {
  return priceOf(rate, durationSeconds, { connectionFee: true });
}

function writeOurs(): void {
  const records = calls.map(({ rate: _, ...call }) => ({ ...call, type: 'ucap_out', from: '+14255550100' }));
  const bodies = inParts(records, RECORDS_PER_REQUEST).map((some) => ({ records: some }));
  writeLines('ours', 'purchase.jsonl', [{ amount: FUNDS.toFixed(2) }]);
  writeLines('ours', 'usage.jsonl', bodies);
}

/** The tariff plan in the CSV files of its loader, and a request of JSON-RPC for each call. */
function writeCgrates(): void {
  const rates = new Map<string, string>();
  const rateOf = (rate: Rate): string => {
    const { perMinuteMicros, connectionFeeMicros, initialIncrementSeconds, incrementSeconds } = rate;
    const key = [perMinuteMicros, connectionFeeMicros, initialIncrementSeconds, incrementSeconds].join('_');
    rates.set(key, `RT_${key}`);
    return `RT_${key}`;
  };
  const rows = published.map((rate) => ({
    id: `DST_${rate.prefix}`,
    prefix: `+${rate.prefix}`,
    rate: rateOf(rate),
  }));
  writeText('cgrates/tariff', 'Timings.csv', ['ALWAYS,*any,*any,*any,*any,00:00:00']);
  writeText(
    'cgrates/tariff',
    'Destinations.csv',
    rows.map(({ id, prefix }) => `${id},${prefix}`),
  );
  writeText(
    'cgrates/tariff',
    'Rates.csv',
    [...rates].flatMap(([key, id]) => {
      const [perMinute = 0, fee = 0, first = 60, next = 60] = key.split('_').map(Number);
      const price = perMinute / MICROS_PER_UNIT;
      const begin = `${id},${fee / MICROS_PER_UNIT},${price},60s,${first}s,0s`;
      return first === next ? [begin] : [begin, `${id},0,${price},60s,${next}s,${first}s`];
    }),
  );
  writeText(
    'cgrates/tariff',
    'DestinationRates.csv',
    rows.map(({ id, rate }) => `DR_SAMPLE,${id},${rate},*up,6,0,`),
  );
  writeText('cgrates/tariff', 'RatingPlans.csv', ['RP_SAMPLE,DR_SAMPLE,ALWAYS,10']);
  writeText('cgrates/tariff', 'RatingProfiles.csv', [
    'cgrates.org,call,*any,2020-01-01T00:00:00Z,RP_SAMPLE,',
  ]);
  writeText('cgrates/tariff', 'Chargers.csv', ['cgrates.org,DEFAULT,,,*default,*none,0']);
  const balance = { Tenant: 'cgrates.org', Account: ORGANIZATION, BalanceType: '*monetary', Value: FUNDS };
  writeLines('cgrates', 'balance.jsonl', [rpc('APIerSv1.AddBalance', balance, 0)]);
  writeLines(
    'cgrates',
    'cdrs.jsonl',
    calls.map((call, number) => rpc('CDRsV1.ProcessExternalCDR', cdrOf(call), number)),
  );
}

/** A prepaid account that is charged when the record comes, not while the call lasts. */
function cdrOf({ callId, to, startedAt, durationSeconds }: FinishedCall) {
  return {
    ToR: '*voice',
    OriginID: callId,
    OriginHost: 'bench',
    Source: 'bench',
    RequestType: '*pseudoprepaid',
    Tenant: 'cgrates.org',
    Category: 'call',
    Account: ORGANIZATION,
    Subject: ORGANIZATION,
    Destination: to,
    SetupTime: startedAt,
    AnswerTime: startedAt,
    Usage: `${durationSeconds}s`,
  };
}

function rpc(method: string, params: unknown, id: number) {
  return { jsonrpc: '2.0', method, params: [params], id };
}

/** Formance Ledger does not rate: it is given the price, and books it. */
function writeFormance(): void {
  const account = `organizations:${ORGANIZATION}`;
  const posting = (source: string, destination: string, amount: number) => ({
    action: 'CREATE_TRANSACTION',
    data: { postings: [{ source, destination, amount, asset: 'USD/6' }] },
  });
  const charges = calls.map((call) => {
    const { action, data } = posting(account, 'usage', chargeOf(call));
    return { action, data: { ...data, reference: call.callId, metadata: { to: call.to } } };
  });
  writeLines('formance', 'fund.jsonl', [[posting('world', account, FUNDS * MICROS_PER_UNIT)]]);
  writeLines('formance', 'bulk.jsonl', inParts(charges, FORMANCE_PER_REQUEST));
}

function inParts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

function writeLines(folder: string, file: string, bodies: readonly unknown[]): void {
  writeText(
    folder,
    file,
    bodies.map((body) => JSON.stringify(body)),
  );
}

function writeText(folder: string, file: string, lines: readonly string[]): void {
  mkdirSync(join(out, folder), { recursive: true });
  writeFileSync(join(out, folder, file), `${lines.join('\n')}\n`);
}
