import * as z from 'zod';

const Response = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string().nullable().optional() })).nullish(),
  })
  .nullish();

/**
 * Index of the first record of the batch that must be retried, or undefined when all are done, as Lambda reads a
 * function's partial batch response. A response that is not valid fails the whole batch.
 */
export function firstFailure(resultText: string, sequenceNumbers: readonly string[]): number | undefined {
  const response = Response.safeParse(JSON.parse(resultText));
  if (!response.success) return 0;
  const failures = response.data?.batchItemFailures ?? [];
  if (failures.length === 0) return undefined;
  const indexes = failures.map(({ itemIdentifier }) => sequenceNumbers.indexOf(itemIdentifier ?? ''));
  return Math.max(0, Math.min(...indexes));
}
