/** Use by kind in an item: `{ user: [2, 350000] }`, the calls and the micros. */
import * as z from 'zod';
import { USE_KINDS, type UseByKind } from '../../domain/credits/use-kinds.ts';

export const UseRow = z
  .partialRecord(z.enum(USE_KINDS), z.tuple([z.int(), z.int()]))
  .transform(
    (row): UseByKind =>
      Object.fromEntries(Object.entries(row).map(([kind, [calls, micros]]) => [kind, { calls, micros }])),
  );
