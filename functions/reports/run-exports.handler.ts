import { connectFiles } from '../../shared/files/bucket.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { runExports } from './run-exports.ts';

const environment = environmentOf('run-exports');
const deps = { db: connect(environment), bucket: connectFiles(environment), now };

export const handler = scheduleHandler('run-exports', runExports(deps));
