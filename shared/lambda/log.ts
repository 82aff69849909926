/** Structured logs, one JSON object a line; Lambda adds the request id to each. */

type Level = 'info' | 'warn' | 'error';

function write(level: Level, message: string, facts: Readonly<Record<string, unknown>>): void {
  const line = JSON.stringify({ level, message, ...facts }, (_key, value) =>
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
