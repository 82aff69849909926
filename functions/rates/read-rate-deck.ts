/**
 * A rate deck has come into the bucket: it is published as `POST /v1/rate-decks` does (spec: A rate deck in the bucket is
 * published once).
 */
import * as z from 'zod';
import type { NewRateDeck } from '../../shared/contract/answers/rates.answers.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { bySchedule } from '../../shared/domain/journal/actor.ts';
import { Refusal } from '../../shared/domain/refusals.ts';
import { type FileBucket, findObject, ObjectGone, putObject } from '../../shared/files/bucket.ts';
import { log } from '../../shared/lambda/log.ts';
import type { ObjectHandler, StoredObject } from '../../shared/lambda/object-created.ts';
import { problemOf } from '../../shared/lambda/problem.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { publishOnce, readDeck } from './deck-document.ts';
import { deckResultKey, isDeckFile, readDeckText, termsOf } from './deck-file.ts';

export interface DeckFileDeps {
  readonly db: Database;
  readonly bucket: FileBucket;
  readonly now: () => Instant;
}

/** What the request would be answered, or why there is none. */
type Outcome =
  | { readonly status: 'published'; readonly deck: NewRateDeck }
  | { readonly status: 'refused'; readonly problem: unknown }
  | { readonly status: 'failed'; readonly fault: string };

/**
 * The result is written last: a run that dies is repeated with its event, and a deck that was published by then is known
 * by its content. Throws when a table or the bucket fails, or is contended, so that the event comes again.
 */
export function readRateDeck(deps: DeckFileDeps): ObjectHandler {
  return async (object) => {
    const { key } = object;
    if (!isDeckFile(key)) {
      log.warn('not a file of a rate deck', { object: key });
      return { status: 'ignored' };
    }
    try {
      return await finish(deps, object, await publish(deps, object));
    } catch (error) {
      if (!(error instanceof ObjectGone)) throw error;
      // The file that has taken its place has the same name, so the result of that name is of that file.
      if (error.isReplaced) return { status: 'replaced' };
      if (await hasResult(deps, object)) return { status: 'known' };
      return finish(deps, object, { status: 'failed', fault: 'deleted before it was read' });
    }
  };
}

async function publish({ db, bucket, now }: DeckFileDeps, object: StoredObject): Promise<Outcome> {
  try {
    const terms = termsOf(object.key);
    const read = readDeck(await readDeckText(bucket, object), terms, now());
    return { status: 'published', deck: await publishOnce(db, read, bySchedule('read-rate-deck')) };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'contended') throw error;
    const problem: unknown = JSON.parse(problemOf(error, object.key).body);
    return { status: 'refused', problem };
  }
}

async function finish({ bucket, now }: DeckFileDeps, { key, etag }: StoredObject, outcome: Outcome) {
  const result = { file: key, etag, finishedAt: now(), ...outcome };
  const content = { key: deckResultKey(key), contentType: 'application/json' };
  await putObject(bucket, content, `${JSON.stringify(result, undefined, 2)}\n`);
  return { status: outcome.status };
}

const Result = z.object({ etag: z.string() });

/** An event may come again after the deck was read and deleted: its result stays. */
async function hasResult({ bucket }: DeckFileDeps, { key, etag }: StoredObject): Promise<boolean> {
  const result = await findObject(bucket, deckResultKey(key));
  return result !== undefined && Result.parse(JSON.parse(result.toString())).etag === etag;
}
