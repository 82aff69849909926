/** The lines of a job that failed, in their order: those of one transaction in one item. */
import * as z from 'zod';
import type { OrganizationId } from '../../domain/ids.ts';
import type { AnyJob } from '../../domain/jobs.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { cursorOf, type Page, queryPage } from '../table/paging.ts';
import type { Write } from '../table/transaction.ts';
import { put } from '../table/writes.ts';
import { purgeAtOf } from './jobs.ts';

/** Why a line failed. What the line is about has a name of its own in each kind of job. */
interface FailedLine {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
}

export function failuresWrites(db: Database, job: AnyJob, failures: readonly FailedLine[]): Write[] {
  const [first] = failures;
  if (!first) return [];
  const key = keys.jobErrors(job.organizationId, job.id, first.line);
  return [put(db.ledgerTable, { ...key, failures, purgeAt: purgeAtOf(job) })];
}

const MAX_FAILURES = 1000;
const ITEMS_PER_READ = 50;

/** At most 1,000 at once. All failures of an item are in one page, so that a cursor is the key of an item. */
export async function listFailures<F extends FailedLine>(
  db: Database,
  { organizationId, id }: { readonly organizationId: OrganizationId; readonly id: AnyJob['id'] },
  { cursor, failure }: { readonly cursor: string | undefined; readonly failure: z.ZodType<F> },
): Promise<Page<F>> {
  const Item = z.object({ sk: z.string(), failures: z.array(failure) });
  const pk = keys.organization(organizationId);
  const prefix = keys.jobErrors.prefixOf(id);
  const items: F[] = [];
  let next = cursor;
  for (;;) {
    const query = { table: db.ledgerTable, pk, prefix, page: { limit: ITEMS_PER_READ, cursor: next } };
    const page = await queryPage(db, query, (item) => Item.parse(item));
    for (const { sk, failures } of page.items) {
      if (items.length + failures.length > MAX_FAILURES) return { items, nextCursor: next ?? null };
      items.push(...failures);
      next = cursorOf(sk);
    }
    if (page.nextCursor === null) return { items, nextCursor: null };
  }
}
