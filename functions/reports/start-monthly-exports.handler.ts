import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { startMonthlyExports } from './start-monthly-exports.ts';

const environment = environmentOf('start-monthly-exports');
const deps = {
  db: connect(environment),
  graceHours: environment.SETTLEMENT_GRACE_HOURS,
  format: environment.MONTHLY_EXPORTS,
  now,
};

export const handler = scheduleHandler('start-monthly-exports', startMonthlyExports(deps));
