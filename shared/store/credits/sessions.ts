/** Pages of the gateway on which a card is entered: the schedule asks about each until it is over. */
import * as z from 'zod';
import type { OrganizationId } from '../../domain/ids.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import { exists } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { deleteIf, isMade, put, sendDelete, sendPut } from '../table/writes.ts';

const FIRST_LOOK_SECONDS = 60;

export interface MethodSession {
  readonly organizationId: OrganizationId;
  /** Ours, of the request that opened it. */
  readonly key: string;
  /** The gateway's. */
  readonly reference: string;
  readonly expiresAt: Instant;
}

const SessionItem = z
  .object({ pk: z.string(), sk: z.string(), reference: z.string(), expiresAt: z.string() })
  .transform(
    ({ pk, sk, ...session }): MethodSession => ({
      ...session,
      organizationId: keys.organization.idOf(pk),
      key: keys.methodSession.idOf(sk),
    }),
  );

/** The same request has the same page, so that it may be kept again. */
export async function keepSession(
  db: Database,
  { organizationId, key, reference, expiresAt }: MethodSession,
  now: Instant,
): Promise<void> {
  const due = { due: 'reconcile-payments', dueAt: addSeconds(now, FIRST_LOOK_SECONDS) };
  const item = { ...keys.methodSession(organizationId, key), reference, expiresAt, ...due };
  await sendPut(db, put(db.ledgerTable, item));
}

export async function findMethodSession(
  db: Database,
  organizationId: OrganizationId,
  key: string,
): Promise<MethodSession | undefined> {
  return getItem(db, db.ledgerTable, keys.methodSession(organizationId, key), SessionItem);
}

/** It is over: its card is kept, or there is none. */
export async function dropSession(db: Database, { organizationId, key }: MethodSession): Promise<void> {
  await isMade(sendDelete(db, deleteIf(db.ledgerTable, keys.methodSession(organizationId, key), exists)));
}
