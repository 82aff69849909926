import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { callAmazon } from './amazon-json.ts';

const MAX_START_SECONDS = 60;
const LOCAL_ACCESS_KEY_ID = 'local';

/** Where requests find their tables. */
export interface DynamoDbAddress {
  readonly endpoint: string;
  /** Matters only where the process is divided by it. */
  readonly accessKeyId: string;
}

export interface DynamoDbLocal extends DynamoDbAddress {
  close(): Promise<void>;
}

export interface DynamoDbOptions {
  /** Keeps the data in this folder; without it they are in memory. */
  readonly folder?: string | undefined;
  /** Each access key, of letters and digits, has tables of its own. Otherwise all keys have the same. */
  readonly isDivided?: boolean;
}

/** Starts DynamoDB Local on a free port. */
export async function startDynamoDb({
  folder,
  isDivided = false,
}: DynamoDbOptions = {}): Promise<DynamoDbLocal> {
  if (folder) await mkdir(folder, { recursive: true });
  const port = await findFreePort();
  const address = { endpoint: `http://127.0.0.1:${port}/`, accessKeyId: LOCAL_ACCESS_KEY_ID };
  const args = [String(port), String(isDivided), folder ?? ''];
  const child = fork(join(import.meta.dirname, 'dynamodb-process.ts'), args, {
    // In a process group of its own, so that Ctrl-C reaches only this process: it closes what writes before the database.
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      DDB_LOCAL_TELEMETRY: '0',
    },
  });
  let failure: string | undefined;
  child.on('message', (message) => {
    if (message === 'java-missing')
      failure = 'Java 17 or newer must be on the PATH: the local DynamoDB runs on it.';
    else process.stderr.write('This Java has no compiler: the local DynamoDB listens on all interfaces.\n');
  });
  child.on('exit', (code) => {
    failure ??= `DynamoDB Local ended with code ${code}; it needs Java 17 or newer.`;
  });
  const deadline = performance.now() + MAX_START_SECONDS * 1000;
  while (!(await isUp(address))) {
    if (performance.now() > deadline) failure ??= `DynamoDB Local did not respond in ${MAX_START_SECONDS} s.`;
    if (failure) {
      if (child.connected) child.disconnect();
      throw new Error(failure);
    }
    await sleep(50);
  }
  return {
    ...address,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

const isUp = (address: DynamoDbAddress): Promise<boolean> =>
  callAmazon({
    ...address,
    operation: 'DynamoDB_20120810.ListTables',
    input: {},
    output: z.object({ TableNames: z.array(z.string()) }),
  }).then(
    () => true,
    () => false,
  );
