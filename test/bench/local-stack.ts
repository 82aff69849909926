/** A local stack of its own for a figure that is timed over HTTP: DynamoDB Local slows as its stream grows. */
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { startLocalStack } from '../../infra/local/stack.ts';
import type { BenchDeck } from './deck.ts';
import { HttpClient } from './http-client.ts';
import type { Report } from './report.ts';

/** With the deck published. */
export async function withLocalStack(
  report: Report,
  deck: BenchDeck,
  measure: (stack: LocalStack, http: HttpClient) => Promise<void>,
): Promise<void> {
  report.progress('local stack: start');
  const stack = await startLocalStack();
  try {
    const http = await HttpClient.of(stack);
    await http.publishDeck(deck.csv);
    await measure(stack, http);
  } finally {
    await stack.close();
  }
}
