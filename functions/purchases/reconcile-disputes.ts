/**
 * Disputes whose events were lost. Every few hours the gateway is asked for all disputes of the last months, and each is
 * applied as its event would be, which changes nothing once it is booked.
 */
import { addSeconds } from '../../shared/domain/instants.ts';
import { log } from '../../shared/lambda/log.ts';
import { applyDispute } from '../../shared/payments/dispute.ts';
import type { WebhookDeps } from '../../shared/payments/purchase.ts';
import type { DisputeEvent, WebhookReader } from '../../shared/payments/webhook-port.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { loadProgress, saveProgress } from '../../shared/store/table/schedules.ts';

export interface DisputeDeps extends WebhookDeps {
  readonly webhooks: Pick<WebhookReader, 'listDisputes'>;
}

/** When the last pass through all disputes ended. */
const PASSED = 'reconcile-disputes';
/** The dispute at which a pass ran out of time; empty between two passes. */
const PLACE = 'reconcile-disputes-place';
const EVERY_SECONDS = 6 * 3600;
/** A dispute is decided within some months. */
const SINCE_DAYS = 180;

export interface SweptDisputes {
  readonly disputes: number;
  /** They wait for the next pass, and hold nobody up. */
  readonly failed: number;
}

const NOTHING: SweptDisputes = { disputes: 0, failed: 0 };

/**
 * A pass goes through the disputes by their ids. One that runs out of time goes on with the next run, where it stopped: a
 * dispute that was opened meanwhile and is before that place is read by the next pass.
 */
export async function sweepDisputes(deps: DisputeDeps, hasTime: () => boolean): Promise<SweptDisputes> {
  const now = deps.now();
  const passed = await loadProgress(deps.db, PASSED);
  const isRecent = passed !== undefined && passed <= now && addSeconds(passed, EVERY_SECONDS) > now;
  if (isRecent || !hasTime()) return NOTHING;
  const place = (await loadProgress(deps.db, PLACE)) ?? '';
  const listed = await deps.webhooks.listDisputes(addSeconds(now, -SINCE_DAYS * 86_400));
  const left = listed.filter(({ disputeId }) => disputeId > place).sort(byId);
  const { handled, ...swept } = await applyEach(deps, left, hasTime);
  const isOver = handled === left.length;
  await saveProgress(deps.db, { name: PLACE, until: isOver ? '' : (left[handled - 1]?.disputeId ?? place) });
  if (isOver) await saveProgress(deps.db, { name: PASSED, until: now });
  return swept;
}

const byId = (a: DisputeEvent, b: DisputeEvent): number => (a.disputeId < b.disputeId ? -1 : 1);

async function applyEach(
  deps: DisputeDeps,
  events: readonly DisputeEvent[],
  hasTime: () => boolean,
): Promise<SweptDisputes & { readonly handled: number }> {
  const counts = { disputes: 0, failed: 0, handled: 0 };
  for (const event of events) {
    if (!hasTime()) return counts;
    try {
      const order = await findOrder(deps.db, event.organizationId, event.orderId);
      if (order) {
        await applyDispute(deps, order, event);
        counts.disputes += 1;
      }
    } catch (error) {
      counts.failed += 1;
      log.error('dispute not applied', { event, error });
    }
    counts.handled += 1;
  }
  return counts;
}
