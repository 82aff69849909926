/** What a transaction writes: its items are read before and after it, on a connection that is not metered. */
import { TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { KEY } from '../../shared/contract/tables.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { readOutbox } from '../../shared/store/table/outbox.ts';
import { type Item, writeUnits } from './write-units.ts';

const Attributes = z.record(z.string(), z.unknown());
const Keyed = z.object({ TableName: z.string(), Key: Attributes });
const Request = z.object({
  TransactItems: z.array(
    z.union([
      z.object({ Put: z.object({ TableName: z.string(), Item: Attributes }) }),
      z.object({ Update: Keyed }),
      z.object({ Delete: Keyed }),
      z.object({ ConditionCheck: Keyed }),
    ]),
  ),
});

interface Target {
  readonly TableName: string;
  readonly Key: Record<string, unknown>;
}

interface Measured {
  readonly writeUnits: number;
  /** In the outboxes that it wrote. */
  readonly events: number;
}

/**
 * Runs the transaction. One that is cancelled has read and locked its items, and is billed for it: it counts as if it
 * had written the items again.
 */
export async function measureTransaction<R>(
  client: Database['client'],
  input: unknown,
  run: () => Promise<R>,
): Promise<Measured & ({ readonly result: R } | { readonly error: unknown })> {
  const targets = Request.parse(input).TransactItems.map(targetOf);
  const before = await read(client, targets);
  try {
    const result = await run();
    const after = await read(client, targets);
    return { result, writeUnits: unitsOf(before, after), events: eventsOf(before, after) };
  } catch (error) {
    return { error, writeUnits: unitsOf(before, before), events: 0 };
  }
}

function unitsOf(before: readonly (Item | undefined)[], after: readonly (Item | undefined)[]): number {
  return before.reduce((sum, item, index) => sum + 2 * writeUnits(item, after[index]), 0);
}

function eventsOf(before: readonly (Item | undefined)[], after: readonly (Item | undefined)[]): number {
  return after.reduce((sum, item, index) => {
    const outbox = item?.outbox;
    if (typeof outbox !== 'string' || outbox === before[index]?.outbox) return sum;
    return sum + readOutbox(item).length;
  }, 0);
}

function targetOf(write: z.infer<typeof Request>['TransactItems'][number]): Target {
  if ('Put' in write) {
    const { TableName, Item } = write.Put;
    const Key = { [KEY.partition]: Item[KEY.partition], [KEY.sort]: Item[KEY.sort] };
    return { TableName, Key };
  }
  if ('Update' in write) return write.Update;
  return 'Delete' in write ? write.Delete : write.ConditionCheck;
}

async function read(client: Database['client'], targets: readonly Target[]): Promise<(Item | undefined)[]> {
  const TransactItems = targets.map(({ TableName, Key }) => ({ Get: { TableName, Key } }));
  const { Responses } = await client.send(new TransactGetCommand({ TransactItems }));
  return targets.map((_, index) => Responses?.[index]?.Item);
}
