/** How many requests of one organization each instance of a function takes: a setting. */
import * as z from 'zod';

/** Requests that share an allowance. */
export const REQUEST_CLASSES = ['authorizations', 'usage', 'reads', 'writes'] as const;
export type RequestClass = (typeof REQUEST_CLASSES)[number];

/** Far more than an organization needs, and than an instance on Lambda, which has one request at a time, can take. */
const DEFAULT = { perSecond: 1_000, burst: 2_000 };

const allowance = () =>
  z.strictObject({ perSecond: z.number().positive(), burst: z.number().int().positive() }).default(DEFAULT);

/** The setting FAIR_SHARE. A class that is left out has the default. */
export const fairShare = () =>
  z.strictObject({
    authorizations: allowance(),
    usage: allowance(),
    reads: allowance(),
    writes: allowance(),
  } satisfies Record<RequestClass, z.ZodType>);
export type Allowances = z.infer<ReturnType<typeof fairShare>>;
