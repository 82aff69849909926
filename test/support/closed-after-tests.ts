/** Connections that a test file opens, and that are closed after its tests. */
import { afterAll } from '@jest/globals';

interface Connection {
  destroy(): void;
}

/** Of this file alone: each file has its own modules. */
const opened: Connection[] = [];
afterAll(() => {
  for (const connection of opened.splice(0)) connection.destroy();
});

/** Returns the connection. */
export function closedAfterTests<C extends Connection>(connection: C): C {
  opened.push(connection);
  return connection;
}
