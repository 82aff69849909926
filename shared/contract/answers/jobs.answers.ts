/** Jobs: documents of many lines that are worked on line by line. */
import * as z from 'zod';
import { JOB_KINDS, JOB_STATUSES } from '../../domain/jobs.ts';
import { LICENSE_ACTIONS, SKUS } from '../../domain/licenses/licenses.ts';
import { UtcInstant } from './fields.answers.ts';
import { JOB_OF_CONTOSO } from './licenses.answers.ts';

const Lines = (description: string) => z.int().nonnegative().meta({ description });

export const Job = z
  .object({
    id: z.string().meta({ description: '`job_` and a UUID.' }),
    kind: z.enum(JOB_KINDS).meta({
      description:
        '`licenses`: a list of users gets a license, or loses it. `users`: the users of an export of the directory are added, or changed.',
      'x-may-grow': true,
    }),
    status: z.enum(JOB_STATUSES).meta({
      description: 'A job that is completed may have failed lines.',
      'x-may-grow': true,
    }),
    createdAt: UtcInstant,
    finishedAt: UtcInstant.nullable().meta({ description: 'Null while the job is running.' }),
    total: Lines('Lines of the document, without its header and blank lines.'),
    done: Lines('Lines that are done, those that failed included.'),
    succeeded: Lines('Lines that did what they ask for.'),
    failed: Lines('Lines that changed nothing; `failures` of the job has each of them.'),
    users: z
      .object({
        warnings: Lines('Lines that succeeded with a warning, which is among the `failures` of the job.'),
      })
      .optional()
      .meta({ description: 'What a job of the kind `users` has besides; left out for other kinds.' }),
    licenses: z
      .object({ sku: z.enum(SKUS), action: z.enum(LICENSE_ACTIONS) })
      .optional()
      .meta({ description: 'What a job of the kind `licenses` does; left out for other kinds.' }),
  })
  .meta({ id: 'Job' });
export type Job = z.input<typeof Job>;

const { sku, action, ...progress } = JOB_OF_CONTOSO;
export const LICENSES_OF_CONTOSO: Job = { ...progress, kind: 'licenses', licenses: { sku, action } };

export const USERS_OF_CONTOSO: Job = {
  id: 'job_019a3f6c-5e31-7c48-9d0a-5b7e21c4f8a6',
  kind: 'users',
  status: 'completed',
  createdAt: '2026-11-02T09:05:00.000Z',
  finishedAt: '2026-11-02T09:05:00.310Z',
  total: 3,
  done: 3,
  succeeded: 2,
  failed: 1,
  users: { warnings: 1 },
};
