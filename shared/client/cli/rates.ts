/** `credits rates …`. */
import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { mediaTypeOf } from '../document-type.ts';
import type { NewRateDeck, RateDeck, RateDeckTrial } from '../generated/api.ts';
import { limitOption } from './arguments.ts';
import { detailsOf, moment, money, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

interface PublishOptions {
  readonly currency: string;
  readonly effectiveFrom: string;
  readonly kind: RateDeck['kind'];
  readonly rounding?: RateDeck['rounding'];
  readonly retroactive?: true;
  readonly dryRun?: true;
  readonly org?: string;
}

export function addRateCommands(program: Command, terminal: Terminal): void {
  const rates = program.command('rates').description('published rates');
  addPublish(rates, terminal);
  rates
    .command('list')
    .description('list the rate decks')
    .addOption(limitOption())
    .action(async ({ limit }: { limit?: number }, command: Command) => {
      const { client, print } = openSession(command, terminal);
      const decks = await take(client.items('/v1/rate-decks'), limit);
      print(decks, () =>
        tableOf(
          decks,
          [
            { title: 'DECK', of: ({ id }) => id },
            { title: 'KIND', of: ({ kind }) => kind },
            { title: 'CURRENCY', of: ({ currency }) => currency },
            { title: 'IN FORCE FROM', of: ({ effectiveFrom }) => moment(effectiveFrom) },
            { title: 'ROWS', of: ({ rows }) => rows, right: true },
          ],
          { terminal, empty: 'No rates are published.' },
        ),
      );
    });
  rates
    .command('show <number>')
    .description('show the published rate of a number')
    .option('--currency <code>', 'three letters, such as USD')
    .option('--at <instant>', 'at another instant than the present')
    .action(async (to: string, { currency, at }: { currency?: string; at?: string }, command: Command) => {
      const { client, print } = openSession(command, terminal);
      const rate = await client.get('/v1/rates', { query: { to, currency, at } });
      print(rate, () =>
        detailsOf([
          ['Number', rate.to],
          ['Destination', rate.destination],
          ['Kind of number', rate.numberType],
          ['Prefix', rate.prefix],
          ['Rate a minute', money(rate.rate, rate)],
          ['For connecting', money(rate.connectionFee, rate)],
          ['Counted in', `${rate.initialIncrementSeconds} s, then ${rate.incrementSeconds} s`],
          ['As of', moment(rate.asOf)],
        ]),
      );
    });
}

function addPublish(rates: Command, terminal: Terminal): void {
  rates
    .command('publish <file>')
    .description('publish a rate deck, as CSV (for operators)')
    .requiredOption('--currency <code>', 'three letters, such as USD')
    .requiredOption('--effective-from <instant>', 'from when it is in force')
    .addOption(
      new Option('--kind <kind>', 'of calls that it prices')
        .choices(['outbound', 'toll-free'])
        .default('outbound'),
    )
    .option('--rounding <decimals>', "decimals of a call's price, from 0 to 6, or exact")
    .option('--retroactive', 'also where another deck has been in force since')
    .option('--dry-run', 'say what would change and what recent calls would have cost, and change nothing')
    .option('--org <organization>', 'with --dry-run: of the calls of one organization alone')
    .action(async (file: string, options: PublishOptions, command: Command) => {
      const { client, print } = openSession(command, terminal);
      const { currency, effectiveFrom, kind, rounding, retroactive, dryRun, org } = options;
      const document = await readFile(file);
      const deck = await client.post('/v1/rate-decks', {
        query: {
          currency,
          effectiveFrom,
          kind,
          rounding,
          retroactive: retroactive ? 'true' : undefined,
          dryRun: dryRun ? 'true' : undefined,
          org,
        },
        body: new Blob([document]),
        contentType: mediaTypeOf({ name: file, start: document }),
      });
      print(deck, () => describeDeck(deck));
    });
}

function describeDeck(deck: NewRateDeck | RateDeckTrial): string {
  const warnings = deck.warnings.map(
    ({ line, field, detail }) => `warning: line ${line}, ${field}: ${detail}`,
  );
  const count = (what: 'added' | 'removed' | 'changed' | 'dearer' | 'cheaper' | 'unchanged') =>
    [`Rows ${what}`, 'dryRun' in deck ? deck[what] : undefined] as const;
  const details = detailsOf([
    ['Deck', deck.id],
    ['Kind', deck.kind],
    ['Currency', deck.currency],
    ['In force from', moment(deck.effectiveFrom)],
    ['Rows', deck.rows],
    count('added'),
    count('removed'),
    count('changed'),
    count('dearer'),
    count('cheaper'),
    count('unchanged'),
    ...('dryRun' in deck ? recentCallsOf(deck) : []),
    ['Published', 'dryRun' in deck ? 'no: this was a trial' : moment(deck.publishedAt)],
  ]);
  return [details, ...warnings].join('\n');
}

/** What the calls of the last 30 days would have cost. */
function recentCallsOf({ recentCalls, currency }: RateDeckTrial) {
  const { calls, callsRead, charged, wouldCharge, difference, withoutRate, complete } = recentCalls;
  return [
    ['Paid calls of 30 days', complete ? calls : `${calls}, of ${callsRead} for which the time sufficed`],
    ['They cost', money(charged, { currency })],
    ['They would cost', money(wouldCharge, { currency })],
    ['Difference', money(difference, { currency })],
    ['Calls without a rate', `${withoutRate.calls}, which cost ${money(withoutRate.charged, { currency })}`],
  ] as const;
}
