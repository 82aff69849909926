import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { runLicenseJobs } from './run-license-jobs.ts';

const deps = { db: connect(environmentOf('run-license-jobs')), now };

export const handler = scheduleHandler('run-license-jobs', runLicenseJobs(deps));
