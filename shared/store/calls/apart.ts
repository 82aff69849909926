/** A call leaves its page: its own item then has all there is to know of it, whatever the row of the page says. */
import type { ReceivedCall, ReversedCall, SettledCall } from '../../domain/calls/call.ts';
import type { Instant } from '../../domain/instants.ts';
import { all, has, isAbsent, isPresent } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys, type PageName } from '../table/keys.ts';
import type { Write } from '../table/transaction.ts';
import { putIf, update } from '../table/writes.ts';
import { callItem, purgeAtOf } from './call-item.ts';

/** When and for which schedule the call waits. */
export interface Due {
  readonly due: string;
  readonly dueAt: Instant;
}

/** The call as it is from then on, if `page` speaks for it until then. */
export function callApartWrite(
  db: Database,
  { day, name }: PageName,
  call: ReceivedCall | SettledCall | ReversedCall,
  due?: Due,
): Write {
  const purgeAt = purgeAtOf(db, call.receivedAt, call.startedAt);
  const isListed = all(has({ day, page: name }), isAbsent('startedAt'));
  return putIf(db.callsTable, { ...callItem(call), ...due, purgeAt }, isListed);
}

/** A page as it was read: once it is settled, only an erasure writes another version of its calls. */
export type ReadPage = PageName & { readonly version: number };

export const isSettledAsRead = ({ version }: ReadPage) => all(isPresent('settledAt'), has({ version }));

/** The call leaves a page that is settled, whose events were published before. */
export function leaveSettledPage(
  db: Database,
  page: ReadPage,
  call: SettledCall | ReversedCall,
  due?: Due,
): readonly Write[] {
  const changes = { add: { apart: new Set([call.callId]) }, remove: ['outbox'] };
  return [
    callApartWrite(db, page, call, due),
    update(db.callsTable, keys.page(page), changes, isSettledAsRead(page)),
  ];
}
