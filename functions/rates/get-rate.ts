/** Looking up a published rate. */
import { RATES } from '../../shared/contract/routes/rates.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { howToWrite, readDialedNumber } from '../../shared/domain/numbers/e164.ts';
import { findRate, findTollFreeRate } from '../../shared/domain/rates/deck-index.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { parseQuery } from '../../shared/lambda/parse.ts';
import { loadDeckTimes } from '../../shared/store/rates/deck-times.ts';
import { loadDecksInForce } from '../../shared/store/rates/decks.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { rateView } from './rate-view.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => string;
}

/** The published rate of a number, in force at `at` (default now). Throws `no-rate` if there is none. */
export function getRate({ db, now }: Deps) {
  return operation(RATES.getRate, async (request) => {
    const { to, currency, at = now() } = parseQuery(request);
    const number = readDialedNumber(to);
    if (!number) throw refusals.invalidRequest([{ field: 'to', detail: howToWrite(to) }]);
    const times = await loadDeckTimes(db, currency, { from: at, to: at });
    const decks = await loadDecksInForce(db, times, at);
    const rate = decks.outbound && findRate(decks.outbound, number);
    const inbound =
      decks.tollFree && number.type === 'toll-free'
        ? findTollFreeRate(decks.tollFree, number, 'US')
        : undefined;
    const published = rate ?? inbound;
    if (!published) throw refusals.noRate(number.e164);
    return {
      status: 200,
      body: {
        to: number.e164,
        numberType: number.type,
        kind: rate ? 'outbound' : 'toll-free',
        currency,
        asOf: at,
        rate: formatAmount(published.perMinuteMicros),
        ...rateView(published),
      },
    };
  });
}
