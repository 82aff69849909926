/** Settles what the Calls stream brings: pages of received calls, of many organizations and in any order. */
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Change, ChangeHandler } from '../../shared/lambda/stream.ts';
import { type CallPage, readPage } from '../../shared/store/calls/call-page.ts';
import { mapEach } from '../../shared/store/table/batch.ts';
import type { SettleDeps } from './settle-deps.ts';
import { settlePages } from './settle-pages.ts';

interface ReadChange {
  readonly change: Change;
  /** Absent when it does not read as a page. */
  readonly page?: CallPage;
}

/** Returns the changes that could not be settled: unreadable ones, faults, and those of a contended account. */
export function settleChanges(deps: SettleDeps): ChangeHandler {
  return async (changes) => {
    const read = changes.map(readChange);
    const pages = read.flatMap(({ change, page }) => (page ? [{ change, page }] : []));
    const groups = [...Map.groupBy(pages, ({ page }) => page.organizationId)];
    const unsettled = await mapEach(groups, async ([organizationId, group]) => {
      const isSettled = await settleGroup(
        deps,
        organizationId,
        group.map(({ page }) => page),
      );
      return isSettled ? [] : group;
    });
    const unreadable = read.filter(({ page }) => page === undefined);
    const failed = new Set([...unreadable, ...unsettled.flat()].map(({ change }) => change));
    return changes.filter((change) => failed.has(change));
  };
}

function readChange(change: Change): ReadChange {
  try {
    return { change, page: readPage(change.newImage) };
  } catch (error) {
    log.error('unreadable page of calls', { pk: change.newImage.pk, sk: change.newImage.sk, error });
    return { change };
  }
}

/** Returns whether no page failed. A call that has no price yet did not: it is tried again later. */
async function settleGroup(
  deps: SettleDeps,
  organizationId: OrganizationId,
  pages: readonly CallPage[],
): Promise<boolean> {
  try {
    const { unpriced } = await settlePages(deps, organizationId, distinct(pages));
    if (unpriced.length > 0)
      log.warn('calls kept for later', { organizationId, reasons: unpriced.map(({ reason }) => reason) });
    return true;
  } catch (error) {
    log.error('pages of calls not settled', { organizationId, pages: pages.length, error });
    return false;
  }
}

/** A page may come twice in a batch. */
const distinct = (pages: readonly CallPage[]): CallPage[] => [
  ...new Map(pages.map((page) => [`${page.day}/${page.name}`, page])).values(),
];
