/**
 * A process that sends authorizations of one organization, whatever the answers say: up to 25 a second for each of its
 * callers. Its parent starts and stops it by message, and gets the number of answers by status at each stop.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const [address = '', token = '', callers = '1'] = process.argv.slice(2);
const PAUSE_MILLISECONDS = 40;
const BODY = JSON.stringify({ type: 'user_out', userId: 'ada', to: '+442079460000' });

let isRunning = false;
let statuses: Record<number, number> = {};

async function call(): Promise<void> {
  while (isRunning) {
    const response = await fetch(`${address}/calls/${randomUUID()}/authorization`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: BODY,
    });
    await response.arrayBuffer();
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    await sleep(PAUSE_MILLISECONDS);
  }
}

let running: Promise<unknown> = Promise.resolve();

process.on('message', (message) => {
  if (message === 'start') {
    isRunning = true;
    statuses = {};
    running = Promise.all(Array.from({ length: Number(callers) }, call));
  } else {
    isRunning = false;
    running.then(
      () => process.send?.(statuses),
      (error: unknown) => {
        throw error;
      },
    );
  }
});
