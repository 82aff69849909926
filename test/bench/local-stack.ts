/** Figures of the local stack: one stack for both, the one that writes little first. */
import { startLocalStack } from '../../infra/local/stack.ts';
import type { BenchDeck } from './deck.ts';
import { HttpClient } from './http-client.ts';
import { measureOneOrganization } from './one-organization.ts';
import { measureRechargeLatency } from './recharge-latency.ts';
import type { Report } from './report.ts';

export async function measureLocalStack(report: Report, deck: BenchDeck, quick: boolean): Promise<void> {
  report.progress('local stack: start');
  const stack = await startLocalStack();
  try {
    const http = await HttpClient.of(stack);
    await http.publishDeck(deck.csv);
    await measureRechargeLatency(report, stack, http, quick);
    await measureOneOrganization(report, stack, http, quick);
  } finally {
    await stack.close();
  }
}
