import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { releaseHolds } from './release-holds.ts';

const environment = environmentOf('release-holds');

export const handler = scheduleHandler('release-holds', releaseHolds({ db: connect(environment), now }));
