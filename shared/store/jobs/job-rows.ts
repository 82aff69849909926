/** The lines of a job, compressed, a fixed number to an item. */
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { AnyJob } from '../../domain/jobs.ts';
import { chunksOf } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { put, sendPut } from '../table/writes.ts';

/** A line in JSON: its number, and what it says. */
export type JobRow = readonly [line: number, ...cells: readonly string[]];

/** At most 128 characters each: compressed well below the 400 KB that an item may have. */
const ROWS_PER_CHUNK = 1000;
const CHUNKS_AT_ONCE = 8;

export async function storeRows(
  db: Database,
  { id, organizationId, purgeAt }: Pick<AnyJob, 'id' | 'organizationId'> & { readonly purgeAt: number },
  rows: readonly JobRow[],
): Promise<void> {
  const chunks = chunksOf(rows, ROWS_PER_CHUNK).map((some, chunk) => ({
    ...keys.jobLines(organizationId, id, chunk),
    rows: gzipSync(JSON.stringify(some)),
    purgeAt,
  }));
  for (const some of chunksOf(chunks, CHUNKS_AT_ONCE)) {
    await Promise.all(some.map((chunk) => sendPut(db, put(db.ledgerTable, chunk))));
  }
}

const Chunk = z.object({ rows: z.instanceof(Uint8Array) });
const Rows = z.array(z.tuple([z.number().int()], z.string()));

/** The next lines, as many as their chunk still has. */
export async function loadNextRows(
  db: Database,
  { id, organizationId, done }: Pick<AnyJob, 'id' | 'organizationId' | 'done'>,
): Promise<JobRow[]> {
  const chunk = Math.floor(done / ROWS_PER_CHUNK);
  const item = await getItem(db, db.ledgerTable, keys.jobLines(organizationId, id, chunk), Chunk);
  if (!item) throw new Error(`job ${id} has no lines ${chunk}`);
  return Rows.parse(JSON.parse(gunzipSync(item.rows).toString())).slice(done - chunk * ROWS_PER_CHUNK);
}
