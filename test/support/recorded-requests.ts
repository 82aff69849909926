/** A connection that keeps the names of the commands that are sent over it, and may fail some of them. */
import type { Database } from '../../shared/store/table/database.ts';

export interface RecordedRequests {
  readonly db: Database;
  /** In the order in which they were sent, such as `PutCommand`. */
  readonly sent: string[];
  /** Resolves when all that were sent by then are answered. */
  readonly idle: () => Promise<void>;
}

/** `fails` is asked before a command is sent: then it does not reach the table. */
export function recordRequests(
  { client, ...db }: Database,
  fails: (name: string, sent: readonly string[]) => boolean = () => false,
): RecordedRequests {
  const sent: string[] = [];
  const answers: Promise<unknown>[] = [];
  const recorded = new Proxy(client, {
    get: (target, property) => {
      if (property !== 'send') return Reflect.get(target, property);
      return (command: object) => {
        const { name } = command.constructor;
        if (fails(name, sent)) return Promise.reject(new Error('no connection'));
        sent.push(name);
        const answer = Reflect.apply(target.send, target, [command]);
        answers.push(answer);
        return answer;
      };
    },
  });
  const idle = async () => {
    await Promise.allSettled(answers);
  };
  return { db: { ...db, client: recorded }, sent, idle };
}
