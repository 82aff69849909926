/** Requests to what only a local stack has. */
const CLOCK = '/_local/clock';

/** The present, by the test clock, after the change if any; undefined where there is none. */
export async function askClock(method: string, body?: unknown): Promise<string | undefined> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(CLOCK, init);
  if (!response.ok) return undefined;
  const answer: unknown = await response.json();
  const isClock = typeof answer === 'object' && answer !== null && 'now' in answer;
  return isClock && typeof answer.now === 'string' ? answer.now : undefined;
}

/** Returns when what it caused is done too. */
export async function runSchedule(name: string): Promise<void> {
  const response = await fetch(`/_local/schedules/${name}/run`, { method: 'POST' });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  await fetch('/_local/idle');
}
