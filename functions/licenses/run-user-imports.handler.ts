import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { runUserImports } from './run-user-imports.ts';

const deps = { db: connect(environmentOf('run-user-imports')), now };

export const handler = scheduleHandler('run-user-imports', runUserImports(deps));
