import type { RATES } from '../../shared/contract/routes/rates.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { getRate } from './get-rate.ts';
import { quote } from './quote.ts';
import { listRateDecks, publishRateDeck } from './rate-decks.ts';

const environment = environmentOf('rates');
const deps = {
  db: connect(environment),
  leaseSeconds: environment.LEASE_SECONDS,
  maximumSeconds: environment.MAXIMUM_LEASE_SECONDS,
  now,
};

export const handler = httpHandler<typeof RATES>(
  {
    quoteCall: quote(deps),
    publishRateDeck: publishRateDeck(deps),
    listRateDecks: listRateDecks(deps),
    getRate: getRate(deps),
  },
  environment,
);
