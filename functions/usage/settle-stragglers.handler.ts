import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { settleStragglers } from './settle-stragglers.ts';

const environment = environmentOf('settle-stragglers');

export const handler = scheduleHandler(
  'settle-stragglers',
  settleStragglers({ db: connect(environment), graceHours: environment.SETTLEMENT_GRACE_HOURS, now }),
);
