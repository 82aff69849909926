/** Balance, lots and ledger, as of any instant. */
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import {
  type Account,
  availableMicros,
  heldMicros,
  nextForfeiture,
  unbookedMicros,
  unexpiredMicros,
} from '../../shared/domain/credits/account.ts';
import { postpaidMicrosOf } from '../../shared/domain/credits/postpaid.ts';
import type { LotId, OrganizationId } from '../../shared/domain/ids.ts';
import { type Instant, monthOf } from '../../shared/domain/instants.ts';
import { formatAmount, type Micros, sumMicros } from '../../shared/domain/money.ts';
import { operation } from '../../shared/lambda/http.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { requirePeriod } from '../../shared/lambda/period.ts';
import { lotView } from '../../shared/lambda/views.ts';
import { loadAccount, loadAccountFor } from '../../shared/store/credits/accounts.ts';
import {
  cursorAfter,
  type EntryRecord,
  lastSequenceAt,
  listEntries,
  loadEntry,
} from '../../shared/store/credits/entries.ts';
import { type LotRecord, listLots } from '../../shared/store/credits/lots.ts';
import { openStatements } from '../../shared/store/credits/postpaid.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { everyItem } from '../../shared/store/table/paging.ts';
import { debtsOfEntries } from './debts.ts';
import { balanceMicros, entryView } from './ledger-row.ts';

interface Deps {
  readonly db: Database;
  readonly graceHours: number;
  readonly now: () => Instant;
}

/**
 * The balance as of now, or of `at`. For a later instant it leaves out what expires until then; for an earlier one it
 * is what the ledger said then.
 */
export function getBalance(deps: Deps) {
  const { db, now } = deps;
  return operation(REPORTS.getBalance, async (request) => {
    const organizationId = param(request, 'org');
    const present = now();
    const at = parseQuery(request).at ?? present;
    if (at < present)
      return { status: 200, body: await pastBalance(db, await loadAccount(db, organizationId), at) };
    const account = await loadAccountFor(db, organizationId, (loaded) => nextForfeiture(loaded, at));
    const forfeitable = nextForfeiture(account, at);
    return {
      status: 200,
      body: {
        currency: account.terms.currency,
        balance: formatAmount(unexpiredMicros(account, at)),
        held: formatAmount(heldMicros(account, at)),
        available: formatAmount(availableMicros(account, at)),
        debt: formatAmount(account.debtMicros),
        unbooked: formatAmount(unbookedMicros(account, at)),
        forfeitable: forfeitable
          ? { amount: formatAmount(forfeitable.micros), expiresAt: forfeitable.expiresAt }
          : null,
        ...(await postpaidOf(deps, account, at)),
        asOf: at,
      },
    };
  });
}

/** What is on the statement of the month of `at`; below zero while a credit is left. */
async function postpaidOf({ db, graceHours }: Deps, account: Account, at: Instant) {
  if (account.terms.agreement !== 'MCA') return {};
  const month = monthOf(at);
  const statements = await openStatements(db, account, month);
  return { postpaidThisMonth: formatAmount(postpaidMicrosOf(statements, month, { now: at, graceHours })) };
}

/** The balance after the last entry by then, less what lots that had expired by then still had in the books. */
async function pastBalance(db: Database, account: Account, at: Instant) {
  const sequence = await lastSequenceAt(db, account, at);
  const bookMicros =
    sequence === 0 ? 0 : (await loadEntry(db, account.organizationId, sequence)).balanceAfterMicros;
  const lapsedMicros = sequence === 0 ? 0 : await lapsedBy(db, account, { at, sequence });
  const netMicros = bookMicros - lapsedMicros;
  const balance = formatAmount(Math.max(0, netMicros));
  return {
    currency: account.terms.currency,
    balance,
    held: formatAmount(0),
    available: balance,
    debt: formatAmount(Math.max(0, -netMicros)),
    unbooked: formatAmount(lapsedMicros),
    forfeitable: null,
    asOf: at,
  };
}

/**
 * What lots that had expired by `at` still had in the books after the entry `sequence`: what they have now, without
 * the changes of all later entries.
 */
async function lapsedBy(
  db: Database,
  account: Account,
  { at, sequence }: { readonly at: Instant; readonly sequence: number },
): Promise<Micros> {
  const expired = new Map<LotId, Micros>();
  for await (const lot of everyItem((page) => listLots(db, account, page))) {
    if (lot.expiresAt <= at) expired.set(lot.id, lot.remainingMicros);
  }
  if (expired.size === 0) return 0;
  for await (const entry of everyItem((page) => listEntries(db, account.organizationId, page))) {
    if (entry.sequence <= sequence) break;
    for (const part of entry.parts) {
      const micros = expired.get(part.lotId);
      if (micros !== undefined) expired.set(part.lotId, micros - part.changeMicros);
    }
  }
  return sumMicros(expired.values());
}

/** In the order of spending, with what of each was used, forfeited and withdrawn. */
export function getLots({ db, now }: Deps) {
  return operation(REPORTS.listLots, async (request) => {
    const { status, ...page } = parseQuery(request);
    const account = await loadAccount(db, param(request, 'org'));
    const at = now();
    const view = (lot: LotRecord) => lotView(lot, account.terms.currency, at);
    const hasStatus = (lot: LotRecord) => view(lot).status === status;
    const lots = await listLots(db, account, page, status === 'all' ? undefined : hasStatus);
    return { status: 200, body: { items: lots.items.map(view), nextCursor: lots.nextCursor } };
  });
}

/**
 * Newest first. `from` is included, and so is a day that is given as `to`; an instant that is given as `to` is not.
 * `balanceAfter` is the balance then, less debt. It leaves out what had expired, booked or not. `unbooked` is what had
 * expired and was not booked yet: each entry changes the sum of the two by its `amount`.
 */
export function getLedger({ db }: Deps) {
  return operation(REPORTS.listEntries, async (request) => {
    const organizationId = param(request, 'org');
    const { from, to, limit, cursor } = parseQuery(request);
    requirePeriod(request, { from, to });
    const account = await loadAccount(db, organizationId);
    const start =
      cursor ??
      (to === undefined
        ? undefined
        : cursorAfter(organizationId, await lastSequenceAt(db, account, justBefore(to))));
    const page = await listEntries(db, organizationId, { limit, cursor: start });
    const items = page.items.filter((entry) => from === undefined || entry.at >= from);
    const nextCursor = items.length === page.items.length ? page.nextCursor : null;
    const debts = await debtsOfEntries(db, organizationId, items);
    const before = await balancesBefore(db, organizationId, items);
    const view = (entry: EntryRecord) => ({
      ...entryView(entry, before.get(entry.sequence) ?? 0),
      ...(debts.get(entry) ?? { debts: [], debtsComplete: true }),
    });
    return { status: 200, body: { items: items.map(view), nextCursor } };
  });
}

const justBefore = (instant: Instant): Instant => new Date(Date.parse(instant) - 1).toISOString();

/** The balance before each entry, by the entry's sequence. */
async function balancesBefore(db: Database, organizationId: OrganizationId, entries: readonly EntryRecord[]) {
  const oldest = entries.at(-1)?.sequence ?? 1;
  const previous = oldest > 1 ? [await loadEntry(db, organizationId, oldest - 1)] : [];
  return new Map([...entries, ...previous].map((entry) => [entry.sequence + 1, balanceMicros(entry)]));
}
