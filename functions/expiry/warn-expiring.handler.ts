import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { warnExpiring } from './warn-expiring.ts';

const environment = environmentOf('warn-expiring');

export const handler = scheduleHandler(
  'warn-expiring',
  warnExpiring({ db: connect(environment), warnDays: environment.WARN_DAYS, now }),
);
