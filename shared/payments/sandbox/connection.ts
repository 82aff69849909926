/** Requests to the sandbox gateway, and what they mean when it does not answer. */
import type * as z from 'zod';
import { DEFAULT_TIMEOUT_MILLISECONDS, GatewayUnavailable } from '../port.ts';

export interface SandboxOptions {
  /** Base address of the sandbox server. */
  readonly url: string;
  readonly timeoutMilliseconds?: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Sends one request. Throws when the sandbox does not answer. */
export type Send = (path: string, body?: unknown) => Promise<Answer>;

export function sandboxConnection(options: SandboxOptions): Send {
  const { url, timeoutMilliseconds = DEFAULT_TIMEOUT_MILLISECONDS } = options;
  if (!URL.canParse(url)) throw new Error('PAYMENT_GATEWAY_URL: the sandbox gateway needs its address');

  return async (path, body) => {
    const response = await fetch(new URL(path, url), {
      method: body === undefined ? 'GET' : 'POST',
      signal: AbortSignal.timeout(timeoutMilliseconds),
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
}

/** Throws {@link GatewayUnavailable} for every answer but the one that was asked for. */
export async function read<T>(send: Send, schema: z.ZodType<T>, path: string, body?: unknown): Promise<T> {
  try {
    return schema.parse((await send(path, body)).body);
  } catch (cause) {
    throw new GatewayUnavailable(`the sandbox gateway did not answer ${path}`, { cause });
  }
}
