/** Jobs: documents of many lines that are worked on line by line. */
import * as z from 'zod';
import { EXPORT_FORMATS, EXPORT_KINDS } from '../../domain/exports/exports.ts';
import { FILE_JOB_STATUSES, JOB_KINDS } from '../../domain/jobs.ts';
import { LICENSE_ACTIONS, SKUS } from '../../domain/licenses/licenses.ts';
import { Month, UtcInstant } from './fields.answers.ts';
import { JOB_OF_CONTOSO } from './licenses.answers.ts';

const Lines = (description: string) => z.int().nonnegative().meta({ description });

const ExportedFile = z
  .object({
    name: z.string().meta({ description: 'As the manifest has it: `usage/00001-….csv`.' }),
    kind: z.enum(EXPORT_KINDS),
    rows: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
    sha256: z.string().meta({ description: 'Of its content, in 64 hexadecimal digits.' }),
    url: z.string().meta({ description: 'A link to the file, which needs no token.' }),
  })
  .meta({ id: 'ExportedFile' });

const Export = z
  .object({
    kinds: z.array(z.enum(EXPORT_KINDS)),
    format: z.enum(EXPORT_FORMATS),
    from: UtcInstant.meta({ description: 'The period begins with this instant.' }),
    to: UtcInstant.meta({ description: 'The period ends before this instant.' }),
    month: Month.nullable().meta({ description: 'Of the export that each month gets; otherwise null.' }),
    fault: z.string().nullable().meta({ description: 'Why it was given up; otherwise null.' }),
    download: z
      .object({
        files: z.array(ExportedFile).meta({ description: 'In the order of their rows.' }),
        manifestUrl: z.string().meta({
          description: 'A link to `manifest.json`: the files, and what their rows come to.',
        }),
        expiresAt: UtcInstant.meta({ description: 'From then on, the links are refused.' }),
      })
      .optional()
      .meta({
        description:
          'Links that are made with each request for the job. Left out while it is not completed, and in lists.',
      }),
  })
  .meta({ id: 'Export', description: 'What a job of the kind `export` writes.' });

const UsageFile = z
  .object({
    file: z.string().meta({ description: 'The key of its object: `inbox/<organization>/<name>`.' }),
    accepted: Lines('Records whose calls are stored, and will be charged once.'),
    duplicates: Lines('Records of calls that were known already.'),
    rejected: Lines('Records that are not stored: those that `failed`.'),
    fault: z.string().nullable().meta({ description: 'Why it was not read to its end; otherwise null.' }),
  })
  .meta({ id: 'UsageFile', description: 'What a job of the kind `usage` reads.' });

const Erasure = z
  .object({
    user: z.string().meta({ description: 'The id of the user, who is removed.' }),
    unreadable: Lines(
      'Stored items that do not read as what they should be: whom they name is not known. The deployment was alarmed; after it has mended them, the user can be erased again.',
    ),
    copiesUntil: UtcInstant.nullable().meta({
      description:
        'Until when files that were written before may have the data: exports, files of calls and their results. Each is deleted when its time is over. Null while the job is running.',
    }),
  })
  .meta({ id: 'Erasure', description: 'What a job of the kind `erasure` erases.' });

export const Job = z
  .object({
    id: z.string().meta({ description: '`job_` and a UUID.' }),
    kind: z.enum(JOB_KINDS).meta({
      description:
        '`licenses`: a list of users gets a license, or loses it. `users`: the users of an export of the directory are added, or changed. `usage`: a file of calls in the inbox is read. `export`: rows are written to files. `erasure`: the personal data of a user are erased.',
      'x-may-grow': true,
    }),
    status: z.enum(FILE_JOB_STATUSES).meta({
      description:
        'A job that is completed may have failed lines. `failed`: an export that was given up, or a file of calls that was not read to its end, as its `fault` says.',
      'x-may-grow': true,
    }),
    createdAt: UtcInstant,
    finishedAt: UtcInstant.nullable().meta({ description: 'Null while the job is running.' }),
    total: Lines(
      'Lines of the document, without its header and blank lines. Of an export: the rows that are written. Of a file of calls: the records that are read; while the job is running, more may follow. Of an erasure: the parts of what is stored.',
    ),
    done: Lines('Lines that are done, those that failed included.'),
    succeeded: Lines('Lines that did what they ask for.'),
    failed: Lines(
      'Lines that changed nothing; `failures` of the job has each of them. Of an erasure: the parts with an item that does not read.',
    ),
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
    usage: UsageFile.optional().meta({
      description: 'What a job of the kind `usage` reads; left out for other kinds.',
    }),
    export: Export.optional().meta({
      description: 'What a job of the kind `export` writes; left out for other kinds.',
    }),
    erasure: Erasure.optional().meta({
      description: 'Whose data a job of the kind `erasure` erases; left out for other kinds.',
    }),
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

export const ERASURE_OF_CONTOSO: Job = {
  id: 'job_019abc12-3c00-7000-8000-5f0c7d1e2b34',
  kind: 'erasure',
  status: 'running',
  createdAt: '2026-11-24T10:00:00.000Z',
  finishedAt: null,
  total: 34,
  done: 0,
  succeeded: 0,
  failed: 0,
  erasure: { user: 'grace', unreadable: 0, copiesUntil: null },
};

export const USAGE_OF_CONTOSO: Job = {
  id: 'job_01a195b1-7f00-7d1f-a4c3-0b8e5f2d9a71',
  kind: 'usage',
  status: 'completed',
  createdAt: '2026-11-01T06:00:00.000Z',
  finishedAt: '2026-11-01T06:00:02.480Z',
  total: 1200,
  done: 1200,
  succeeded: 1199,
  failed: 1,
  usage: { file: 'inbox/contoso/calls.csv.gz', accepted: 1180, duplicates: 19, rejected: 1, fault: null },
};

export const EXPORT_OF_CONTOSO: Job = {
  id: 'job_019abc12-3c00-7000-8000-37ea8b8c8b00',
  kind: 'export',
  status: 'running',
  createdAt: '2026-11-24T10:00:00.000Z',
  finishedAt: null,
  total: 0,
  done: 0,
  succeeded: 0,
  failed: 0,
  export: {
    kinds: ['usage'],
    format: 'csv',
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-12-01T00:00:00.000Z',
    month: null,
    fault: null,
  },
};
