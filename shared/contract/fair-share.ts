/**
 * How many requests of one organization pass: a setting. Authorizations are counted for all instances of the function
 * together, the other classes by each instance.
 */
import * as z from 'zod';

/** Requests that share an allowance. */
export const REQUEST_CLASSES = ['authorizations', 'usage', 'reads', 'writes'] as const;
export type RequestClass = (typeof REQUEST_CLASSES)[number];

interface Allowance {
  readonly perSecond: number;
  readonly burst: number;
}

/** A quarter of the API's throttle, and two thirds of what the account's partition takes. */
const AUTHORIZATIONS = { perSecond: 500, burst: 1_000 };
/** More than an instance on Lambda, which has one request at a time, can take. */
const OTHERS = { perSecond: 1_000, burst: 2_000 };

const allowance = (usual: Allowance) =>
  z.strictObject({ perSecond: z.number().positive(), burst: z.number().int().positive() }).default(usual);

/** The setting FAIR_SHARE. A class that is left out has the default. */
export const fairShare = () =>
  z.strictObject({
    authorizations: allowance(AUTHORIZATIONS),
    usage: allowance(OTHERS),
    reads: allowance(OTHERS),
    writes: allowance(OTHERS),
  } satisfies Record<RequestClass, z.ZodType>);
export type Allowances = z.infer<ReturnType<typeof fairShare>>;
