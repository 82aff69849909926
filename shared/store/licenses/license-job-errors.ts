/** The lines of a bulk assignment that failed, in their order. */
import * as z from 'zod';
import type { LineFailure } from '../../domain/licenses/license-assignment.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { type Page, queryPage } from '../table/paging.ts';
import type { LicenseJob } from './license-jobs.ts';

const MOST_FAILURES = 1000;
const ITEMS_PER_READ = 50;

const FailuresItem = z.object({
  sk: z.string(),
  failures: z.array(
    z.object({ line: z.number().int(), userPrincipalName: z.string(), code: z.string(), detail: z.string() }),
  ),
});

/** At most 1,000 at once. An item of failures is never cut in two, so that a cursor is the key of an item. */
export async function listFailures(
  db: Database,
  { organizationId, id }: LicenseJob,
  cursor: string | undefined,
): Promise<Page<LineFailure>> {
  const pk = keys.organization(organizationId);
  const prefix = keys.licenseJobErrors(organizationId, id, 0).sk.slice(0, -'000000'.length);
  const items: LineFailure[] = [];
  let next = cursor;
  for (;;) {
    const page = await queryPage(db, {
      table: db.ledgerTable,
      pk,
      prefix,
      page: { limit: ITEMS_PER_READ, cursor: next },
    });
    for (const item of page.items) {
      const { sk, failures } = FailuresItem.parse(item);
      if (items.length + failures.length > MOST_FAILURES) return { items, nextCursor: next ?? null };
      items.push(...failures);
      next = Buffer.from(sk).toString('base64url');
    }
    if (page.nextCursor === null) return { items, nextCursor: null };
  }
}
