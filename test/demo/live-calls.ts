/** Calls that are authorized first, renew their lease while they last, and release it when they are not answered. */
import type { OrganizationClient } from '../../shared/client/client.ts';
import type { CallDecision } from '../../shared/client/generated/api.ts';
import { doAll } from './do-all.ts';
import type { UsageRecord } from './traffic.ts';

export interface LiveOutcome {
  /** Records of the calls that took place. */
  readonly records: readonly UsageRecord[];
  readonly authorized: number;
  readonly renewals: number;
  readonly released: number;
  /** The number of refused calls, by reason. */
  readonly refused: ReadonlyMap<string, number>;
}

const CALLS_AT_ONCE = 6;
const LEASE_SECONDS = 600;

/** Places the calls at `now()`. A lease that ends early ends its call. */
export async function placeCalls(
  api: OrganizationClient,
  planned: readonly UsageRecord[],
  now: () => Date,
): Promise<LiveOutcome> {
  const records: UsageRecord[] = [];
  const refused = new Map<string, number>();
  const counts = { authorized: 0, renewals: 0, released: 0 };
  await doAll(planned, CALLS_AT_ONCE, async (plan) => {
    const { callId, startedAt: _, durationSeconds, ...attempt } = plan;
    const path = { call: callId };
    const startedAt = now().toISOString();
    const asked = { ...attempt, seconds: LEASE_SECONDS };
    let lease: CallDecision = await api.post('/calls/{call}/authorization', { path, body: asked });
    if (lease.decision === 'deny') {
      refused.set(lease.reason, (refused.get(lease.reason) ?? 0) + 1);
      return;
    }
    counts.authorized += 1;
    while (lease.totalGrantedSeconds < durationSeconds && !lease.final) {
      const sequence: number = lease.sequence + 1;
      lease = await api.post('/calls/{call}/authorization/renewals', {
        path,
        body: { sequence, seconds: LEASE_SECONDS },
      });
      if (lease.decision === 'deny') break;
      counts.renewals += 1;
    }
    if (durationSeconds === 0) {
      await api.delete('/calls/{call}/authorization', { path });
      counts.released += 1;
    }
    records.push({
      ...plan,
      startedAt,
      durationSeconds: Math.min(durationSeconds, lease.totalGrantedSeconds),
    });
  });
  return { records, ...counts, refused };
}
