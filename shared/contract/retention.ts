/** How long calls, the journal and events are kept: a setting. */
import * as z from 'zod';
import { DEFAULT_RETENTION } from '../domain/retention.ts';

/** A year for what is paid from a lot, and a month for its statement, its void and its correction. */
const MIN_DAYS = 400;
const MAX_DAYS = 3650;
const EVENTS_DAYS = 365;
/** A call is still there while a record of it is on its way. */
const DAYS_ON_THE_WAY = 5;

const days = () => z.number().int().min(MIN_DAYS).max(MAX_DAYS);

/** The setting RETENTION. What is left out has its default. */
export const retention = () =>
  z
    .strictObject({
      callsDays: days().default(DEFAULT_RETENTION.callsDays),
      oldestRecordDays: z.number().int().min(1).default(DEFAULT_RETENTION.oldestRecordDays),
      journalDays: days().optional(),
      /** In the archive of the bus, and records whose events could not be published. */
      eventsDays: z.number().int().min(1).max(MAX_DAYS).default(EVENTS_DAYS),
    })
    .refine(({ callsDays, oldestRecordDays }) => oldestRecordDays <= callsDays - DAYS_ON_THE_WAY, {
      path: ['oldestRecordDays'],
      error: `at most callsDays less ${DAYS_ON_THE_WAY}`,
    });
