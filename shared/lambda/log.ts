/** Structured logs, one JSON object a line, each with the ids of the request that it belongs to. */
import { AsyncLocalStorage } from 'node:async_hooks';

type Level = 'info' | 'warn' | 'error';

export interface RequestIds {
  /** The invocation: what Lambda's own lines (START, REPORT) name. */
  readonly awsRequestId: string;
  /** The request to the API: what the access log names. */
  readonly requestId?: string;
}

const current = new AsyncLocalStorage<RequestIds>();

/** Whatever is logged by `work` carries these ids; Lambda adds none to lines that are written as they are. */
export const withRequestIds = <T>(ids: RequestIds, work: () => T): T => current.run(ids, work);

function write(level: Level, message: string, facts: Readonly<Record<string, unknown>>): void {
  const line = JSON.stringify({ level, message, ...current.getStore(), ...facts }, (_key, value) =>
    value instanceof Error ? told(value) : value,
  );
  process.stdout.write(`${line}\n`);
}

function told(error: Error): Record<string, unknown> {
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause ? { cause: error.cause } : {}),
  };
}

export const log = {
  info: (message: string, facts: Readonly<Record<string, unknown>> = {}) => write('info', message, facts),
  warn: (message: string, facts: Readonly<Record<string, unknown>> = {}) => write('warn', message, facts),
  error: (message: string, facts: Readonly<Record<string, unknown>> = {}) => write('error', message, facts),
};
