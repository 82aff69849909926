/** The sweep of pages: those that the stream left unsettled, found by the marks of the minutes in which they came. */
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { log } from '../../shared/lambda/log.ts';
import type { CallPage } from '../../shared/store/calls/call-page.ts';
import {
  type LoadedPages,
  loadPages,
  loadWaitingPages,
  markUnsettledPage,
} from '../../shared/store/calls/page-settlements.ts';
import { chunksOf, mapEach } from '../../shared/store/table/batch.ts';
import type { IntakeMark, PageName } from '../../shared/store/table/keys.ts';
import type { SettleDeps } from './settle-deps.ts';
import { settlePages } from './settle-pages.ts';
import { addProgress, type Counts, DONE, type HasTime, OUT_OF_TIME, type Progress } from './sweep-counts.ts';

/** After this number of pages of one organization the time left is checked. */
const PAGES_AT_ONCE = 15;

/** Settles what waits of the pages of the marked minutes. Marks of one day are of minutes that follow one another. */
export async function checkMarks(
  deps: SettleDeps,
  marks: readonly IntakeMark[],
  hasTime: HasTime,
): Promise<Progress> {
  return eachOrganization(marks, async (organizationId, ofOne) => {
    const days = [...Map.groupBy(ofOne, ({ day }) => day)];
    let sum = DONE;
    for (const [day, ofDay] of days) {
      if (!hasTime()) return addProgress(sum, OUT_OF_TIME);
      const minutes = ofDay.map(({ minute }) => minute).sort();
      const range = { from: minutes[0] ?? '', to: minutes.at(-1) ?? '' };
      const loaded = await loadWaitingPages(deps.db, { organizationId, day }, range);
      sum = addProgress(sum, await settleLoaded(deps, organizationId, loaded, hasTime));
    }
    return sum;
  });
}

/** Settles pages that waited for a price, or failed before. */
export async function settleNamedPages(
  deps: SettleDeps,
  names: readonly PageName[],
  hasTime: HasTime,
): Promise<Progress> {
  return eachOrganization(names, async (organizationId, ofOne) => {
    let sum = DONE;
    for (const some of chunksOf(ofOne, PAGES_AT_ONCE)) {
      if (!hasTime()) return addProgress(sum, OUT_OF_TIME);
      const { pages, unreadable } = await loadPages(deps.db, some);
      const waiting = pages.filter(({ settled }) => settled === undefined);
      const loaded = { pages: waiting, unreadable };
      sum = addProgress(sum, await settleLoaded(deps, organizationId, loaded, hasTime));
    }
    return sum;
  });
}

/** Works on several organizations at once. */
async function eachOrganization<T extends { readonly organizationId: OrganizationId }>(
  all: readonly T[],
  work: (organizationId: OrganizationId, ofOne: readonly T[]) => Promise<Progress>,
): Promise<Progress> {
  const groups = [...Map.groupBy(all, ({ organizationId }) => organizationId)];
  const done = await mapEach(groups, ([organizationId, ofOne]) => work(organizationId, ofOne));
  return done.reduce(addProgress, DONE);
}

async function settleLoaded(
  deps: SettleDeps,
  organizationId: OrganizationId,
  { pages, unreadable }: LoadedPages,
  hasTime: HasTime,
): Promise<Progress> {
  if (unreadable.length > 0) log.error('unreadable pages of calls', { pages: unreadable });
  await mapEach(unreadable, (page) => markUnsettledPage(deps.db, page, 'unreadable', deps.now()));
  let sum: Progress = { ...DONE, stuck: unreadable.length };
  for (const some of chunksOf(pages, PAGES_AT_ONCE)) {
    if (!hasTime()) return addProgress(sum, OUT_OF_TIME);
    sum = addProgress(sum, { ...(await settleWaiting(deps, organizationId, some)), isDone: true });
  }
  return sum;
}

/** A failure of one organization does not keep the others from being settled. */
async function settleWaiting(
  deps: SettleDeps,
  organizationId: OrganizationId,
  pages: readonly CallPage[],
): Promise<Counts> {
  const checked = pages.reduce((sum, { rows }) => sum + rows.length, 0);
  try {
    const { settled, unpriced } = await settlePages(deps, organizationId, pages);
    return { checked, settled, stuck: unpriced.length };
  } catch (error) {
    log.error('unsettled pages of calls not settled', { organizationId, pages: pages.length, error });
    await mapEach(pages, (page) => markUnsettledPage(deps.db, page, 'not-settled', deps.now()));
    return { checked, settled: 0, stuck: checked };
  }
}
