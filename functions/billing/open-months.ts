/**
 * Opens the months that are over, of each organization, once a month: from then on they are due to be closed. An
 * organization gets all months that it lacks, from the one in which it was made.
 */
import { monthsToOpen } from '../../shared/domain/credits/monthly-statements.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { type Month, monthOf } from '../../shared/domain/instants.ts';
import { lastMonth, OPEN_MONTHS, openMonth } from '../../shared/store/credits/months.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import { organizationIds } from '../../shared/store/reports/audit.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { loadProgress, saveProgress } from '../../shared/store/table/schedules.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';

const ORGANIZATIONS_PER_SAVE = 50;

/** Returns how many months it has opened, of organizations up to the one with which the time was over. */
export async function openMonths(
  db: Database,
  { latest, mayContinue }: { readonly latest: Month; readonly mayContinue: () => boolean },
): Promise<number> {
  const progress = (await loadProgress(db, OPEN_MONTHS)) ?? '';
  const [begun = '', at] = progress.split('#');
  if (at === undefined && begun >= latest) return 0;
  let opened = 0;
  let seen = 0;
  const after = begun === latest ? at : undefined;
  for await (const organizationId of organizationIds(db, after)) {
    opened += await openMonthsOf(db, organizationId, latest);
    seen += 1;
    const isOver = !mayContinue();
    if (isOver || seen % ORGANIZATIONS_PER_SAVE === 0)
      await saveProgress(db, { name: OPEN_MONTHS, until: `${latest}#${organizationId}` });
    if (isOver) return opened;
  }
  await saveProgress(db, { name: OPEN_MONTHS, until: latest });
  return opened;
}

/** Another run may open the same months at the same time: then what is left is read again. */
async function openMonthsOf(db: Database, organizationId: OrganizationId, latest: Month): Promise<number> {
  let opened = 0;
  await decideAndCommit(async () => {
    const last = await lastMonth(db, organizationId);
    const first = last ? last.month : monthOf((await loadProfile(db, organizationId)).createdAt);
    for (const month of monthsToOpen({ last, first, latest })) {
      await openMonth(db, organizationId, month);
      opened += 1;
    }
  });
  return opened;
}
