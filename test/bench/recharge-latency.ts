/** From the commit that takes a balance below its threshold to the lot that lifts it, on the local stack. */
import { z } from 'zod';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { ABROAD } from './deck.ts';
import type { HttpClient } from './http-client.ts';
import type { Report } from './report.ts';
import { median, percentile } from './timing.ts';

const ORGANIZATIONS = 10;
const CALL_SECONDS = 6 * 24 * 3600;
const MAX_WAIT_SECONDS = 60;
const Ledger = z.object({ items: z.array(z.object({ type: z.string(), at: z.string() })) });

/** The two instants are those that the transactions state: each was taken just before its commit. */
export async function measureRechargeLatency(
  report: Report,
  stack: LocalStack,
  http: HttpClient,
  quick: boolean,
): Promise<void> {
  const rounds = quick ? 1 : 10;
  report.progress(`recharge latency: ${rounds * ORGANIZATIONS} recharges`);
  const organizations = Array.from({ length: ORGANIZATIONS }, (_, index) => `recharged-${index}`);
  for (const id of organizations) {
    await http.onboard(id);
    await http.send(`POST /v1/organizations/${id}/purchases`, { amount: '50.00' });
    const settings = { enabled: true, amount: '100.00', threshold: '50.00' };
    await http.send(`PUT /v1/organizations/${id}/auto-recharge`, settings);
  }
  for (let round = 0; round < rounds; round += 1) {
    // So that neither the hour nor the month of a recharge is full.
    if (round > 0) stack.advance('P1M');
    const startedAt = new Date(stack.now().getTime() - CALL_SECONDS * 1000).toISOString();
    const call = { type: 'ucap_out', to: ABROAD[0], startedAt, durationSeconds: CALL_SECONDS };
    const records = [{ ...call, callId: `call-${round}` }];
    await Promise.all(
      organizations.map((id) => http.send(`POST /v1/organizations/${id}/usage`, { records })),
    );
    if (!(await stack.idle(MAX_WAIT_SECONDS))) throw new Error('the stack did not come to rest');
  }
  const latencies: number[] = [];
  for (const id of organizations) {
    const ledger = await http.send(`GET /v1/organizations/${id}/ledger?limit=200`);
    latencies.push(...latenciesOf(Ledger.parse(ledger).items));
  }
  report.figure('recharge.latency.p99-ms', percentile(latencies, 0.99), 'ms');
  report.figure('recharge.latency.median-ms', median(latencies), 'ms');
  report.note(`${latencies.length} recharges, ${ORGANIZATIONS} organizations at a time`);
}

/** Newest first: a recharge follows the usage before it. */
function latenciesOf(entries: z.infer<typeof Ledger>['items']): number[] {
  return entries.flatMap(({ type, at }, index) => {
    const cause = entries.slice(index).find((entry) => entry.type === 'usage');
    return type === 'recharge' && cause ? [Date.parse(at) - Date.parse(cause.at)] : [];
  });
}
