/** Structured logs: one JSON object a line, with the ids of the request that wrote it. */
import { AsyncLocalStorage } from 'node:async_hooks';

type Level = 'info' | 'warn' | 'error';

export interface RequestIds {
  /** The invocation, as in Lambda's own lines (START, REPORT). */
  readonly awsRequestId: string;
  /** The request to the API, as in the access log. */
  readonly requestId?: string;
}

const current = new AsyncLocalStorage<RequestIds>();

/** Adds these ids to every line that `work` logs. Lambda does not add them to lines that a function writes itself. */
export const withRequestIds = <T>(ids: RequestIds, work: () => T): T => current.run(ids, work);

function write(level: Level, message: string, details: Readonly<Record<string, unknown>>): void {
  const line = JSON.stringify({ level, message, ...current.getStore(), ...details }, (_key, value) =>
    value instanceof Error ? detailsOf(value) : value,
  );
  process.stdout.write(`${line}\n`);
}

function detailsOf({ name, message, stack, cause }: Error): Record<string, unknown> {
  return { name, message, stack, cause };
}

export const log = {
  info: (message: string, details: Readonly<Record<string, unknown>> = {}) => write('info', message, details),
  warn: (message: string, details: Readonly<Record<string, unknown>> = {}) => write('warn', message, details),
  error: (message: string, details: Readonly<Record<string, unknown>> = {}) =>
    write('error', message, details),
};
