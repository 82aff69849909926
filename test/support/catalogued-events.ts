/** Holds every event that the product really emits in a test to the catalogue for subscribers. */
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

/** {@link requireCatalogued} for the events in a request to the table: of each item that it puts, or updates. */
export function requireCataloguedOutboxes(request: unknown): void {
  if (typeof request !== 'object' || request === null) return;
  for (const [name, value] of Object.entries(request)) {
    if ((name === 'outbox' || name === ':outbox') && typeof value === 'string') requireOutbox(value);
    else requireCataloguedOutboxes(value);
  }
}

function requireOutbox(text: string): void {
  for (const { id, type, detail } of readOutbox(text)) requireCatalogued(type, { id, ...detail });
}
