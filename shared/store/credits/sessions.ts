/**
 * Pages of the gateway on which a card is entered. Each is stored before it is opened, with the terms that it is opened
 * with, and it is over once: with the card that is kept, or without one. The schedule asks about it until then.
 */
import * as z from 'zod';
import type { OrganizationId } from '../../domain/ids.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import { all, exists, isAbsent } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import type { Write } from '../table/transaction.ts';
import { isMade, putNew, sendOrFind, sendUpdate, update } from '../table/writes.ts';

const FIRST_LOOK_SECONDS = 60;
/** Longer than the gateway keeps the key under which the page was opened. */
const KEPT_SECONDS = 7 * 86_400;

export interface MethodSession {
  readonly organizationId: OrganizationId;
  /** Ours, of the request that opens it, and the gateway's idempotency key. */
  readonly key: string;
  /** The gateway's. Absent until the gateway has opened the page. */
  readonly reference?: string | undefined;
  readonly url?: string | undefined;
  /** The gateway's customer, whose card it becomes. */
  readonly customer?: string | undefined;
  /** Absent from pages that were opened before their terms were stored. */
  readonly returnUrl?: string | undefined;
  readonly expiresAt: Instant;
  /** Its card is kept, or there is none: another word of the gateway about it changes nothing. */
  readonly isOver?: true | undefined;
}

const SessionItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    reference: z.string().optional(),
    url: z.string().optional(),
    customer: z.string().optional(),
    returnUrl: z.string().optional(),
    expiresAt: z.string(),
    isOver: z.literal(true).optional(),
  })
  .transform(
    ({ pk, sk, ...session }): MethodSession => ({
      ...session,
      organizationId: keys.organization.idOf(pk),
      key: keys.methodSession.idOf(sk),
    }),
  );

/** Stores the terms of a page that is about to be opened. Returns those of the same key if it has been asked for before. */
export async function beginSession(
  db: Database,
  { organizationId, key, ...terms }: MethodSession,
  now: Instant,
): Promise<MethodSession> {
  const due = { due: 'reconcile-payments', dueAt: addSeconds(now, FIRST_LOOK_SECONDS) };
  const purgeAt = Math.floor(Date.parse(now) / 1000) + KEPT_SECONDS;
  const item = { ...keys.methodSession(organizationId, key), ...terms, ...due, purgeAt };
  const earlier = await sendOrFind(db, putNew(db.ledgerTable, item), SessionItem);
  return earlier ?? { organizationId, key, ...terms };
}

/** The gateway has opened the page. One that is over by then stays so. */
export async function keepPage(
  db: Database,
  { organizationId, key }: MethodSession,
  { reference, url }: { readonly reference: string; readonly url: string },
): Promise<void> {
  const set = { reference, url };
  const write = update(db.ledgerTable, keys.methodSession(organizationId, key), { set }, isOpen);
  await isMade(sendUpdate(db, write));
}

export async function findMethodSession(
  db: Database,
  organizationId: OrganizationId,
  key: string,
): Promise<MethodSession | undefined> {
  return getItem(db, db.ledgerTable, keys.methodSession(organizationId, key), SessionItem);
}

const isOpen = all(exists, isAbsent('isOver'));

/** The page is over, once. */
export function endSessionWrite(db: Database, { organizationId, key }: MethodSession): Write {
  const changes = { set: { isOver: true }, remove: ['due', 'dueAt'] };
  return update(db.ledgerTable, keys.methodSession(organizationId, key), changes, isOpen);
}

/** The page is over without a card that is kept. */
export async function endSession(db: Database, session: MethodSession): Promise<void> {
  await isMade(sendUpdate(db, endSessionWrite(db, session)));
}
