import type { EXPORTS } from '../../shared/contract/routes/exports.ts';
import { connectFiles } from '../../shared/files/bucket.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { createExport } from './create-export.ts';
import { getJob } from './get-job.ts';
import { getJobFailures } from './job-failures.ts';

const environment = environmentOf('exports');
const deps = { db: connect(environment), bucket: connectFiles(environment), now };

export const handler = httpHandler<typeof EXPORTS>(
  {
    createExport: createExport(deps),
    getJob: getJob(deps),
    getJobFailures: getJobFailures(deps),
  },
  environment,
);
