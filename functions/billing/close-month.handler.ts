import { papersOf } from '../../shared/lambda/papers.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { endOfMonth } from './end-of-month.ts';
import { reportTaxes } from './report-taxes.ts';

const environment = environmentOf('close-month');
const deps = {
  db: connect(environment),
  graceHours: environment.SETTLEMENT_GRACE_HOURS,
  papers: papersOf(environment),
  now,
};

export const handler = scheduleHandler('close-month', async (options) => {
  const [closed, reported] = [await endOfMonth(deps)(options), await reportTaxes(deps)(options)];
  return { ...closed, ...reported, failed: (closed.failed ?? 0) + (reported.failed ?? 0) };
});
