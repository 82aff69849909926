import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { expireLots } from './expire-lots.ts';

const environment = environmentOf('expire-lots');
const deps = { db: connect(environment), graceHours: environment.SETTLEMENT_GRACE_HOURS, now };

export const handler = scheduleHandler('expire-lots', expireLots(deps));
