import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { runErasures } from './run-erasures.ts';

const deps = { db: connect(environmentOf('run-erasures')), now };

export const handler = scheduleHandler('run-erasures', runErasures(deps));
