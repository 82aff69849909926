/** The local stack for scenario tests, and requests to it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, jest } from '@jest/globals';
import type { z } from 'zod';
import type { LocalStack, LocalStackOptions } from '../../infra/local/local-stack.ts';
import { startLocalStack } from '../../infra/local/stack.ts';
import { requireCatalogued } from './catalogued-events.ts';
import { requireDocumented } from './contract/answers.ts';
import { emptyDatabase } from './databases/databases.ts';

export type { LocalStack };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON or a problem, otherwise the text. */
  readonly body: unknown;
}

export interface RequestOptions {
  readonly token?: string;
  /** Sent as JSON, unless a string. */
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const MAX_TEST_MILLISECONDS = 300_000;
const MAX_WAIT_MILLISECONDS = 20_000;
const MAX_ATTEMPTS = 20;

/**
 * In memory, in the database of the worker, unless it has a data folder; schedules only on request; what functions log as
 * an error goes to stderr with `LOCAL_STACK_LOGS=1`.
 */
export async function startTestStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const log = (label: string, line: string): void => void process.stderr.write(`[${label}] ${line}\n`);
  const dynamodb = options.dataFolder === undefined ? { dynamodb: await emptyDatabase() } : {};
  return startLocalStack({ ...(process.env.LOCAL_STACK_LOGS ? { log } : {}), ...dynamodb, ...options });
}

/**
 * One stack for all the tests of a file; call it at the top of the file. `prepare` does what every test needs.
 * The result can be asked for the stack from `prepare` on.
 */
export function useLocalStack(
  prepare?: (stack: LocalStack) => Promise<unknown>,
  options: LocalStackOptions = {},
): () => LocalStack {
  let running: LocalStack | undefined;
  jest.setTimeout(MAX_TEST_MILLISECONDS);
  beforeAll(async () => {
    running = await startTestStack(options);
    await prepare?.(running);
  });
  afterAll(async () => {
    await running?.close();
    for (const { detailType, detail } of running?.events() ?? []) requireCatalogued(detailType, detail);
  });
  return () => {
    if (!running) throw new Error('The local stack runs from beforeAll on');
    return running;
  };
}

/** `request(stack, 'POST /v1/organizations', { token, body })`. Throws when the response is not what the API document declares. */
export async function request(
  stack: Pick<LocalStack, 'url'>,
  operation: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const [method = 'GET', path = '/'] = operation.split(' ');
  const { token, body, idempotencyKey } = options;
  const isText = typeof body === 'string' || body === undefined || body instanceof Uint8Array;
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...(isText ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  // Not of the path that was asked for, when that one redirects.
  requireDocumented(method, new URL(response.url).pathname, {
    status: response.status,
    headers: response.headers,
    text,
  });
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** Sends again, as a client must, while the answer is "busy, nothing changed" or there is none in time. */
export async function insist(send: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send();
    const again = answer.status >= 500 || (answer.status === 409 && answer.headers.has('retry-after'));
    if (!again || attempt === MAX_ATTEMPTS) return answer;
    await sleep(50 * attempt);
  }
}

/** The answer's body, of a request that must succeed. Throws with the problem when it does not. */
export async function expectBody<S extends z.ZodType>(
  schema: S,
  answer: Answer | Promise<Answer>,
): Promise<z.output<S>> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return schema.parse(body);
}

/** Waits until everything that was written is handled. Throws when that takes too long. */
export async function settle(stack: LocalStack, timeoutSeconds?: number): Promise<void> {
  if (!(await stack.idle(timeoutSeconds))) throw new Error('The local stack did not come to rest');
}

/** Tries until the expectations hold: for what comes by itself, like a webhook. Throws the last failure after 20 s. */
export async function eventually(expectations: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + MAX_WAIT_MILLISECONDS;
  for (;;) {
    try {
      await expectations();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(25);
  }
}

export const newKey = (): string => randomUUID();
