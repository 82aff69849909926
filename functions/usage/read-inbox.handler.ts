import { connectFiles } from '../../shared/files/bucket.ts';
import { objectHandler } from '../../shared/lambda/object-created.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { readInbox } from './read-inbox.ts';

const environment = environmentOf('read-inbox');

export const handler = objectHandler(
  readInbox({ db: connect(environment), bucket: connectFiles(environment), now }),
);
