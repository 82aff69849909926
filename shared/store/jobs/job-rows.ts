/** The lines of a job, compressed, a fixed number to an item. */
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { AnyJob, JobKind } from '../../domain/jobs.ts';
import { chunksOf } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { put, sendPut } from '../table/writes.ts';

/** A line in JSON: its number, and what it says. */
export type JobRow = readonly [line: number, ...cells: readonly string[]];

/** Compressed well below the 400 KB that an item may have: a name has at most 128 characters, a user about 1,200. */
const ROWS_PER_CHUNK = { licenses: 1000, users: 200 } as const satisfies Partial<Record<JobKind, number>>;
/** A job whose lines are stored with it. */
export type ListKind = keyof typeof ROWS_PER_CHUNK;
const CHUNKS_AT_ONCE = 8;

type StoredJob = Pick<AnyJob, 'id' | 'organizationId'> & { readonly kind: ListKind };

export async function storeRows(
  db: Database,
  { id, organizationId, kind, purgeAt }: StoredJob & { readonly purgeAt: number },
  rows: readonly JobRow[],
): Promise<void> {
  const chunks = chunksOf(rows, ROWS_PER_CHUNK[kind]).map((some, chunk) => ({
    ...keys.jobLines(organizationId, id, chunk),
    ...rowsAttribute(some),
    purgeAt,
  }));
  for (const some of chunksOf(chunks, CHUNKS_AT_ONCE)) {
    await Promise.all(some.map((chunk) => sendPut(db, put(db.ledgerTable, chunk))));
  }
}

export const rowsAttribute = (rows: readonly JobRow[]) => ({ rows: gzipSync(JSON.stringify(rows)) });

const Chunk = z.object({ rows: z.instanceof(Uint8Array) });
const Rows = z.array(z.tuple([z.number().int()], z.string()));

const readRows = (item: unknown): JobRow[] =>
  Rows.parse(JSON.parse(gunzipSync(Chunk.parse(item).rows).toString()));

/** `undefined` for an item that does not read as lines of a job. */
export function tryReadRows(item: unknown): JobRow[] | undefined {
  try {
    return readRows(item);
  } catch {
    return undefined;
  }
}

/** The next lines, as many as their chunk still has. */
export async function loadNextRows(
  db: Database,
  { id, organizationId, kind, done }: StoredJob & Pick<AnyJob, 'done'>,
): Promise<JobRow[]> {
  const size = ROWS_PER_CHUNK[kind];
  const chunk = Math.floor(done / size);
  const item = await getItem(db, db.ledgerTable, keys.jobLines(organizationId, id, chunk), Chunk);
  if (!item) throw new Error(`job ${id} has no lines ${chunk}`);
  return readRows(item).slice(done - chunk * size);
}
