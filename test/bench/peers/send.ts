/**
 * `node test/bench/peers/send.ts --url URL --file FILE [--at-once 4] [--wait-at URL]`: posts every line of a file, a few at
 * a time, then gets the URL of `--wait-at`, which returns when everything is done. Prints the seconds that took, and the last
 * answer. The environment variable TOKEN is sent as a bearer token.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    file: { type: 'string' },
    'at-once': { type: 'string', default: '4' },
    'wait-at': { type: 'string' },
  },
});
if (values.url === undefined || values.file === undefined) throw new Error('--url URL --file FILE');
const { url } = values;
const bodies = readFileSync(values.file, 'utf8').trimEnd().split('\n');
const { TOKEN } = process.env;

const begun = performance.now();
let last = '';
const next = bodies.entries();
const lane = async (): Promise<void> => {
  for (const [number, body] of next)
    last = await request(url, { method: 'POST', body, key: `${begun}-${number}` });
};
await Promise.all(Array.from({ length: Number(values['at-once']) }, lane));
if (values['wait-at'] !== undefined) await request(values['wait-at'], { method: 'GET' });
const seconds = (performance.now() - begun) / 1000;
process.stdout.write(
  `${bodies.length} requests in ${seconds.toFixed(2)} s; the last answer: ${last.slice(0, 200)}\n`,
);

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly body?: string;
  readonly key?: string;
}

/** Throws when the request is refused, or answered with an error of JSON-RPC. */
async function request(to: string, { method, body, key }: Sent): Promise<string> {
  const response = await fetch(to, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(TOKEN === undefined ? {} : { authorization: `Bearer ${TOKEN}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isError = !response.ok || /"error":\s*["{]/.test(text) || /"errorCode":\s*"/.test(text);
  if (isError) throw new Error(`${to}: ${response.status} ${text.slice(0, 500)}`);
  return text;
}
