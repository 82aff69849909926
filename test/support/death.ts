/** A run that dies at one of its requests to the tables and the bucket. */
import type { FileBucket } from '../../shared/files/bucket.ts';
import type { Database } from '../../shared/store/table/database.ts';

export interface Mortal {
  readonly db: Database;
  readonly bucket: FileBucket;
}

const DEATH = 'death';

/**
 * The `nth` request is made, but its answer is lost, and no request follows it. Returns whether there were as many
 * requests as that; what the run threw then is the death itself.
 */
export async function dieAt(
  { db, bucket }: Mortal,
  nth: number,
  run: () => Promise<unknown>,
): Promise<boolean> {
  let made = 0;
  const orDie = async <T>(request: () => Promise<T>): Promise<T> => {
    made += 1;
    if (made > nth) throw new Error(DEATH);
    const isLast = made === nth;
    const answer = await request();
    if (isLast) throw new Error(DEATH);
    return answer;
  };
  const place = { step: 'initialize', name: DEATH, override: true } as const;
  db.client.middlewareStack.add((next) => (args) => orDie(() => next(args)), place);
  bucket.client.middlewareStack.add((next) => (args) => orDie(() => next(args)), place);
  try {
    await run();
  } catch (error) {
    if (made < nth) throw error;
  } finally {
    db.client.middlewareStack.remove(DEATH);
    bucket.client.middlewareStack.remove(DEATH);
  }
  return made >= nth;
}
