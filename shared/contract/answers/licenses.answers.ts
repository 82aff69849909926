/** Users, the licenses of an organization, and their assignment to lists of users. */
import * as z from 'zod';
import { JOB_STATUSES } from '../../domain/jobs.ts';
import { LINE_FAILURE_CODES } from '../../domain/licenses/license-assignment.ts';
import {
  CONFERENCING_DIAL_OUT,
  LICENSE_ACTIONS,
  PRESENT_STATUSES,
  PSTN_DIAL_OUT,
  SKUS,
} from '../../domain/licenses/licenses.ts';
import { CountryCode, NextCursor, UtcInstant } from './fields.answers.ts';

const Sku = z.enum(SKUS);

export const License = z
  .object({
    sku: Sku,
    quantity: z.int().meta({ description: 'How many licenses the organization has.' }),
    assigned: z.int().meta({ description: 'How many of them users hold.' }),
    available: z.int().meta({ description: 'How many are left to assign.' }),
  })
  .meta({ id: 'License' });
export type License = z.input<typeof License>;

export const E5_OF_CONTOSO: License = { sku: 'E5', quantity: 25, assigned: 2, available: 23 };

export const User = z
  .object({
    id: z.string().meta({ description: 'Chosen when the user is added; it never changes.' }),
    userPrincipalName: z
      .string()
      .meta({ description: 'The name to sign in with, such as `ada@contoso.com`.' }),
    displayName: z.string(),
    usageLocation: CountryCode.meta({
      description:
        "Where the user's licenses are used: an ISO 3166-1 alpha-2 code. It decides what is domestic and which minutes are included.",
    }),
    dialOutPolicy: z
      .object({
        conferencing: z
          .enum(CONFERENCING_DIAL_OUT)
          .meta({ description: "Which numbers the user's conferences may dial." }),
        pstn: z.enum(PSTN_DIAL_OUT).meta({ description: 'Which numbers the user may call.' }),
      })
      .meta({ id: 'DialOutPolicy' }),
    licenses: z
      .array(z.object({ sku: Sku, assignedAt: UtcInstant }))
      .meta({ description: 'The licenses that the user holds, the one assigned first before the others.' }),
    status: z
      .enum(PRESENT_STATUSES)
      .meta({ description: 'A blocked user makes no calls but emergency calls.' }),
    creditsLicenseEffective: z.boolean().meta({
      description:
        'Whether credits may pay for calls of the user: with the credits license, and Audio Conferencing or a calling plan beside it.',
    }),
  })
  .meta({ id: 'User' });
export type User = z.input<typeof User>;

export const ADA: User = {
  id: 'ada',
  userPrincipalName: 'ada@contoso.com',
  displayName: 'Ada Lovelace',
  usageLocation: 'US',
  dialOutPolicy: { conferencing: 'any', pstn: 'international' },
  licenses: [],
  status: 'active',
  creditsLicenseEffective: false,
};

export const ADA_WITH_E5: User = {
  ...ADA,
  licenses: [{ sku: 'E5', assignedAt: '2026-11-02T09:10:00.000Z' }],
};

const LineCount = (description: string) => z.int().meta({ description });

export const LicenseJob = z
  .object({
    id: z.string().meta({ description: '`job_` and a UUID.' }),
    sku: Sku,
    action: z.enum(LICENSE_ACTIONS),
    status: z.enum(JOB_STATUSES).meta({ description: 'A job that is completed may have failed lines.' }),
    createdAt: UtcInstant,
    finishedAt: UtcInstant.nullable().meta({ description: 'Null while the job is running.' }),
    total: LineCount('Lines of the list, without its header and blank lines.'),
    done: LineCount('Lines that are done, those that failed included.'),
    succeeded: LineCount('Lines whose user has the license, or no longer has it, as asked.'),
    failed: LineCount('Lines that changed nothing; each is in `errors` of the job.'),
  })
  .meta({ id: 'LicenseJob' });
export type LicenseJob = z.input<typeof LicenseJob>;

export const JOB_OF_CONTOSO: LicenseJob = {
  id: 'job_c07e7862-a1cb-4753-9016-37ea8b8c8b00',
  sku: 'E5',
  action: 'assign',
  status: 'completed',
  createdAt: '2026-11-02T09:15:00.000Z',
  finishedAt: '2026-11-02T09:15:00.274Z',
  total: 2,
  done: 2,
  succeeded: 1,
  failed: 1,
};

const LineFailure = z
  .object({
    line: z.int().meta({ description: 'Line of the document, the first being 1.' }),
    userPrincipalName: z.string().meta({ description: 'As it is in the line; empty if the line has none.' }),
    code: z.enum(LINE_FAILURE_CODES),
    detail: z.string().meta({ description: 'One sentence for a person.' }),
  })
  .meta({ id: 'LineFailure' });

export const LicenseJobProgress = LicenseJob.extend({
  errors: z
    .array(LineFailure)
    .meta({ description: 'Lines that failed so far, in their order: at most 1,000 at once.' }),
  nextCursor: NextCursor,
}).meta({ id: 'LicenseJobProgress' });
export type LicenseJobProgress = z.input<typeof LicenseJobProgress>;

export const PROGRESS_OF_CONTOSO: LicenseJobProgress = {
  ...JOB_OF_CONTOSO,
  errors: [
    {
      line: 3,
      userPrincipalName: 'grace@contoso.org',
      code: 'unknown-user',
      detail: 'No user has this user principal name.',
    },
  ],
  nextCursor: null,
};
