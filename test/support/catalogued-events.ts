/** Holds every event that the product really emits in a test to the catalogue for subscribers. */
import * as z from 'zod';
import { busDetail, isEventType } from '../../shared/contract/events.ts';
import { readOutbox } from '../../shared/store/table/outbox.ts';

/** What differs from the catalogue's event of this type; `undefined` when nothing does. `detail` is as on the bus. */
export function differenceFromCatalogue(type: string, detail: unknown): string | undefined {
  if (!isEventType(type)) return `the catalogue has no event ${type}`;
  const { error } = busDetail(type).safeParse(detail);
  return error && `${type} is not as catalogued: ${error.message} in ${JSON.stringify(detail)}`;
}

/** Throws {@link differenceFromCatalogue}. */
export function requireCatalogued(type: string, detail: unknown): void {
  const difference = differenceFromCatalogue(type, detail);
  if (difference !== undefined) throw new Error(difference);
}

const Outbox = z.looseObject({ outbox: z.string() });
const Update = z.looseObject({
  UpdateExpression: z.string(),
  ExpressionAttributeNames: z.record(z.string(), z.string()),
  ExpressionAttributeValues: z.record(z.string(), z.unknown()),
});

/** {@link requireCatalogued} for the events in a request to the table: of each item that it puts, or updates. */
export function requireCataloguedOutboxes(request: unknown): void {
  if (typeof request !== 'object' || request === null) return;
  const { data: item } = Outbox.safeParse(request);
  const { data: update } = Update.safeParse(request);
  for (const { id, type, detail } of readOutbox(item ?? (update && outboxOf(update)) ?? {}))
    requireCatalogued(type, { id, ...detail });
  for (const value of Object.values(request)) requireCataloguedOutboxes(value);
}

/** What an update sets the outbox to. */
function outboxOf({ UpdateExpression, ...placeholders }: z.infer<typeof Update>): { outbox?: unknown } {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = placeholders;
  const name = Object.keys(names).find((placeholder) => names[placeholder] === 'outbox');
  const [, value] = new RegExp(`${name} = (:v\\d+)`).exec(UpdateExpression) ?? [];
  return value === undefined ? {} : { outbox: values[value] };
}
