/** Who made what: the actors that orders, refunds and entries of the ledger must have. */
import type { z } from 'zod';
import type { OutboxEvent } from '../../../shared/store/table/outbox.ts';
import type { ItemChange } from '../stand-in/tables.ts';
import { type ActorImage, type EntryImage, OrderImage, RefundImage } from './items.ts';
import { requireSame } from './violation.ts';

export type ModelActor = z.infer<typeof ActorImage>;

/** Who asks, why, by which request and from where. */
export interface ModelBy {
  readonly actor: ModelActor;
  readonly reason?: string;
  readonly requestId?: string;
  readonly sourceAddress?: string;
}

export const GATEWAY: ModelActor = { kind: 'gateway', id: 'payments' };
const AUTO_RECHARGE: ModelActor = { kind: 'schedule', id: 'auto-recharge' };
const SETTLE: ModelActor = { kind: 'schedule', id: 'settle' };
const EXPIRE_LOTS: ModelActor = { kind: 'schedule', id: 'expire-lots' };

const OPERATED: ReadonlySet<string> = new Set([
  'grant',
  'extension',
  'write-off',
  'transfer-out',
  'transfer-in',
]);

/** The order that the commit changes, if there is one. */
export function orderIn(changes: readonly ItemChange[]): z.infer<typeof OrderImage> | undefined {
  const order = changes.find(({ key }) => key.sk.startsWith('ORDER#'))?.after;
  return order && OrderImage.parse(order);
}

/** An order and a refund keep the actor that they began with. */
export function requireActors(changes: readonly ItemChange[], by: ModelBy | undefined): void {
  for (const { key, before, after } of changes) {
    if (key.sk.startsWith('ORDER#')) {
      const order = OrderImage.parse(after);
      const first = order.kind === 'recharge' ? AUTO_RECHARGE : by?.actor;
      const actor = before ? OrderImage.parse(before).actor : first;
      requireSame('an order has who ordered it', order.actor, actor, { key });
    }
    if (key.sk.startsWith('REFUND#')) {
      const refund = RefundImage.parse(after);
      const first = refund.source === 'gateway' ? { actor: GATEWAY } : by;
      const { actor, reason } = before ? RefundImage.parse(before) : { reason: undefined, ...first };
      const said = { actor: refund.actor, reason: refund.reason };
      requireSame('a refund has who asked for it, and why', said, { actor, reason }, { key });
    }
  }
}

/** All entries of a void or a correction are by who asked for it. What settles calls is not stored with its entries. */
export function requireEntryActors(
  entries: readonly z.infer<typeof EntryImage>[],
  changes: readonly ItemChange[],
  { by, hasReversed }: { readonly by?: ModelBy | undefined; readonly hasReversed: boolean },
): void {
  const isAskedRefund = changes.some(
    ({ key, before, after }) => key.sk.startsWith('REFUND#') && !before && after?.source !== 'gateway',
  );
  for (const { type, reference, actor, reason } of entries) {
    const isAsked = hasReversed || (type === 'refund' && isAskedRefund) || OPERATED.has(type);
    const expected = isAsked ? by : { actor: actorOf(type, changes) };
    const said = { actor: expected?.actor, reason: isAsked ? by?.reason : undefined };
    requireSame('an entry has who moved the money, and why', { actor, reason }, said, { type, reference });
  }
}

function actorOf(type: string, changes: readonly ItemChange[]): ModelActor | undefined {
  if (type === 'usage') return undefined;
  if (type === 'purchase' || type === 'recharge') return orderIn(changes)?.actor;
  const isWon = changes.some(({ key }) => key.sk.startsWith('DISPUTE#'));
  return type === 'forfeiture' && !isWon ? EXPIRE_LOTS : GATEWAY;
}

/** A denial is to who asked; what follows from reported calls is by what settles them. */
export function requireEventActor(
  { type, detail }: Pick<OutboxEvent, 'type' | 'detail'>,
  itemType: unknown,
  by: ModelBy | undefined,
): void {
  const { actor } = detail;
  const isOfUsage = itemType === 'usage' || type === 'UsageSettled';
  if (isOfUsage) requireSame('what calls bring is by what settles them', actor, SETTLE, { type });
  if (type === 'CallDenied') requireSame('a denial has who asked', actor, by?.actor, { detail });
  if (type === 'PoolWarning')
    requireSame('a pool has who emptied it', actor, by?.actor ?? SETTLE, { detail });
}
