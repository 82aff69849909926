import { connectFiles } from '../../shared/files/bucket.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { continueInbox } from './continue-inbox.ts';

const environment = environmentOf('continue-inbox');

export const handler = scheduleHandler(
  'continue-inbox',
  continueInbox({ db: connect(environment), bucket: connectFiles(environment), now }),
);
