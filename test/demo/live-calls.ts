/** Calls that are authorized first, renew their lease while they last, and release it when they are not answered. */
import * as z from 'zod';
import { type ApiClient, doAll } from '../../infra/local/sample/api-client.ts';
import { ORG_PATH } from './onboarding.ts';
import type { UsageRecord } from './traffic.ts';

const Authorization = z.object({
  decision: z.enum(['allow', 'deny']),
  reason: z.string().optional(),
  sequence: z.number(),
  grantedSeconds: z.number(),
  totalGrantedSeconds: z.number(),
  final: z.boolean(),
});

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
  api: ApiClient,
  planned: readonly UsageRecord[],
  now: () => Date,
): Promise<LiveOutcome> {
  const records: UsageRecord[] = [];
  const refused = new Map<string, number>();
  const counts = { authorized: 0, renewals: 0, released: 0 };
  await doAll(planned, CALLS_AT_ONCE, async (plan) => {
    const { callId, startedAt: _, durationSeconds, ...attempt } = plan;
    const path = `${ORG_PATH}/calls/${callId}/authorization`;
    const startedAt = now().toISOString();
    let lease = await api.read(Authorization, `POST ${path}`, {
      body: { ...attempt, seconds: LEASE_SECONDS },
    });
    if (lease.decision === 'deny') {
      const reason = lease.reason ?? 'unknown';
      refused.set(reason, (refused.get(reason) ?? 0) + 1);
      return;
    }
    counts.authorized += 1;
    while (lease.totalGrantedSeconds < durationSeconds && !lease.final) {
      const body = { sequence: lease.sequence + 1, seconds: LEASE_SECONDS };
      lease = await api.read(Authorization, `POST ${path}/renewals`, { body });
      if (lease.decision === 'deny') break;
      counts.renewals += 1;
    }
    if (durationSeconds === 0) {
      await api.send(`DELETE ${path}`);
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
