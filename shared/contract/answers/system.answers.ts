/** What the service says of itself. */
import * as z from 'zod';

export const Health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

const DEPENDENCY_STATES = ['ok', 'failing'] as const;
export type DependencyState = (typeof DEPENDENCY_STATES)[number];
const DependencyState = z.enum(DEPENDENCY_STATES);

export const DeepHealth = Health.extend({
  dependencies: z
    .object({ ledger: DependencyState, calls: DependencyState, gateway: DependencyState })
    .meta({ description: 'The two tables and the payment gateway: all `ok` in this answer.' }),
}).meta({ id: 'DeepHealth' });

export const ApiDocument = z
  .looseObject({
    openapi: z.string().meta({ description: 'The version of the OpenAPI Specification.' }),
    info: z.looseObject({ title: z.string(), version: z.string() }),
    paths: z.record(z.string(), z.unknown()),
  })
  .meta({ description: 'An OpenAPI 3.1 document.' });
