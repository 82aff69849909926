/** Purchases and recharges in one list by time: each kind is a list of its own, and they are merged as they are read. */
import * as z from 'zod';
import { ORDER_KINDS, type Order, type OrderKind } from '../../domain/credits/orders.ts';
import { refusals } from '../../domain/refusals.ts';
import { loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { cursorOf, type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { readOrder } from './orders.ts';

const Listed = z.object({ sk: z.string(), orderId: z.string() });

/** `<instant>#<order>`: the place of an order in time, the same in the list of either kind. */
const PLACE = /^ORDERED#(?:(?:purchase|recharge)#)?(\d{4}-[^#]+#[^#]+)$/;

/** Orders of both kinds, newest first. Throws `invalid-request` for a cursor that did not come from this list. */
export async function listOrders(
  db: Database,
  organizationId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<Order>> {
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const lists = await Promise.all(
    ORDER_KINDS.map((kind) => listed(db, organizationId, kind, { limit, after })),
  );
  const merged = lists.flatMap(({ items }) => items).sort((a, b) => (a.place > b.place ? -1 : 1));
  const told = merged.slice(0, limit);
  const isLast = merged.length <= limit && lists.every(({ nextCursor }) => nextCursor === null);
  const last = told.at(-1);
  return {
    items: await loadOrders(
      db,
      organizationId,
      told.map(({ orderId }) => orderId),
    ),
    nextCursor: isLast || !last ? null : cursorOf(`ORDERED#${last.place}`),
  };
}

async function listed(
  db: Database,
  organizationId: string,
  kind: OrderKind,
  { limit, after }: { limit: number; after: string | undefined },
) {
  const prefix = `ORDERED#${kind}#`;
  const page = { limit, ...(after === undefined ? {} : { cursor: cursorOf(`${prefix}${after}`) }) };
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, prefix, page, descending: true };
  const { items, nextCursor } = await queryPage(db, query);
  const places = items.map((item) => {
    const { sk, orderId } = Listed.parse(item);
    return { place: sk.slice(prefix.length), orderId };
  });
  return { items: places, nextCursor };
}

function placeOf(cursor: string): string {
  const place = PLACE.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (place === undefined) {
    throw refusals.invalidRequest([{ field: 'cursor', detail: 'not a cursor of this list' }]);
  }
  return place;
}

async function loadOrders(db: Database, organizationId: string, ids: readonly string[]): Promise<Order[]> {
  const items = await loadItems(
    db,
    db.ledgerTable,
    ids.map((id) => keys.order(organizationId, id)),
  );
  const byId = new Map(items.map(readOrder).map((order) => [order.id, order]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
