import { connectFiles } from '../../shared/files/bucket.ts';
import { objectHandler } from '../../shared/lambda/object-created.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { readRateDeck } from './read-rate-deck.ts';

const environment = environmentOf('read-rate-deck');

export const handler = objectHandler(
  readRateDeck({ db: connect(environment), bucket: connectFiles(environment), now }),
);
