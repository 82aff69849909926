/** A connection that keeps the names of the commands that are sent over it, and may fail some of them. */
import type { Database } from '../../shared/store/table/database.ts';

export interface RecordedRequests {
  readonly db: Database;
  /** In the order in which they were sent, such as `PutCommand`. */
  readonly sent: string[];
}

/** `fails` is asked before a command is sent: then it does not reach the table. */
export function recordRequests(
  { client, ...db }: Database,
  fails: (name: string, sent: readonly string[]) => boolean = () => false,
): RecordedRequests {
  const sent: string[] = [];
  const recorded = new Proxy(client, {
    get: (target, property) => {
      if (property !== 'send') return Reflect.get(target, property);
      return (command: object) => {
        const { name } = command.constructor;
        if (fails(name, sent)) return Promise.reject(new Error('no connection'));
        sent.push(name);
        return Reflect.apply(target.send, target, [command]);
      };
    },
  });
  return { db: { ...db, client: recorded }, sent };
}
