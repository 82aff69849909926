/**
 * `npm start`: the local stack with a sample organization, until Ctrl-C. `PORT` is 3000 unless set; `--data DIR` keeps
 * the data, `--inbox DIR` names the folder of the inbox, `--logs` shows what the functions log, `--shards N` splits each
 * table's stream into N shards. For `npm run dev`: `--debug` bundles the functions readable and with source maps,
 * `--inspect` lets a debugger attach, to the functions' threads too; no invocation times out then.
 */
import { mkdir } from 'node:fs/promises';
import { url as inspectorUrl, open as openInspector } from 'node:inspector';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { LocalStack } from './local-stack.ts';
import { ensureSampleOrganization } from './sample/sample-organization.ts';
import { SAMPLE_ADMINISTRATOR, SAMPLE_ORGANIZATION, SAMPLE_PEOPLE } from './sample/sample-people.ts';
import { startLocalStack } from './stack.ts';

const MAX_SHARDS = 100;
const INSPECTOR_PORT = 9229;
const MAX_STOP_MILLISECONDS = 10_000;
const ADMINISTRATOR_SCOPES = ['billing:read', 'billing:write', 'licenses:write', 'calls:write'];

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    inbox: { type: 'string' },
    logs: { type: 'boolean', default: false },
    debug: { type: 'boolean', default: false },
    inspect: { type: 'boolean', default: false },
    shards: { type: 'string' },
  },
});
const port = z.coerce.number().int().min(0).max(65_535).default(3000).parse(process.env.PORT);
const Shards = z.coerce.number().int().min(1).max(MAX_SHARDS).optional();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const begun = performance.now();
  if (values.inspect) openInspector(INSPECTOR_PORT, '127.0.0.1');
  const stack = await startLocalStack({
    port,
    schedules: 'timed',
    dataFolder: values.data,
    inboxFolder: values.inbox,
    people: SAMPLE_PEOPLE,
    shards: shardsFrom(values.shards),
    log: values.logs ? (label, line) => say(`[${label}] ${line}`) : undefined,
    debug: values.debug,
    // An editor may have opened the inspector before.
    hasTimeouts: inspectorUrl() === undefined,
  });
  stopOnSignal(() => stack.close());
  try {
    const operatorToken = await stack.token(['operator']);
    await ensureSampleOrganization({ url: stack.url, operatorToken, now: stack.now() });
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    say(`Ready in ${seconds} s at ${stack.url}`);
    await introduce(stack, operatorToken);
  } catch (error) {
    await stack.close();
    throw error;
  }
}

function shardsFrom(text: string | undefined): number | undefined {
  const shards = Shards.safeParse(text);
  if (!shards.success) throw new Error(`--shards takes a whole number from 1 to ${MAX_SHARDS}, not ${text}.`);
  return shards.data;
}

/** Prints tokens, first requests, and where files are read from, which is there for the first file. */
async function introduce(stack: LocalStack, operatorToken: string): Promise<void> {
  const { url, token, now, inboxFolder, deckFolder } = stack;
  const calls = join(inboxFolder, SAMPLE_ORGANIZATION);
  const decks = join(deckFolder, 'currency=USD/effectiveFrom=2030-01-01');
  for (const folder of [calls, decks]) await mkdir(folder, { recursive: true });
  const administrator = await token(ADMINISTRATOR_SCOPES, SAMPLE_ORGANIZATION);
  const organization = `${url}/v1/organizations/${SAMPLE_ORGANIZATION}`;
  const lastMonth = new Date(now().getTime() - 31 * 86_400_000).toISOString();
  const { email, name } = SAMPLE_ADMINISTRATOR;
  const people = SAMPLE_PEOPLE.map((person) => `  ${(person.name ?? '').padEnd(14)}${person.about}`).join(
    '\n',
  );
  say(`
Console, signed in as ${name}: ${url}/?${new URLSearchParams({ login_hint: email })}
Sign out there to sign in as somebody else. No password is asked for:
${people}
Payments move no money: the pages of the sandbox gateway list test cards, and play the bank that confirms them.

On the command line: npx credits login --url ${url}

A token for every organization (scope operator):
${operatorToken}

A token of an administrator of ${SAMPLE_ORGANIZATION}, a sample organization with six users and 100.00 USD:
export TOKEN=${administrator}

With that, for instance:
curl -s -H "Authorization: Bearer $TOKEN" ${organization}/balance
curl -s -H "Authorization: Bearer $TOKEN" ${organization}/lots
curl -s -H "Authorization: Bearer $TOKEN" -H "Accept: text/csv" "${organization}/usage?from=${lastMonth}"
curl -s -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
  -d '{"type":"user_out","userId":"ada","to":"+442079460958","seconds":600}' ${organization}/quotes
curl -s -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: my-first-purchase" \
  -d '{"amount":"50.00"}' ${organization}/purchases

Files of calls (.csv or .jsonl, with .gz or without) are read from ${calls}
Rate decks (.csv, with .gz or without) are read from ${decks}

Ctrl-C stops it.`);
}

function stopOnSignal(close: () => Promise<void>): void {
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), MAX_STOP_MILLISECONDS).unref();
    await close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
}
