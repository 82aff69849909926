/** What must hold when nothing is under way: the system equals the model, and the bank's memory agrees. */
import type { Account } from '../../../shared/domain/credits/account.ts';
import { readAccount } from '../../../shared/store/credits/account-item.ts';
import { type LotRecord, readLot } from '../../../shared/store/credits/lots.ts';
import { LEDGER } from '../core/world.ts';
import type { Item } from '../stand-in/values.ts';
import type { Stage } from '../steps/stage.ts';
import { requireAccount } from './comparisons.ts';
import { requireDebts } from './debts.ts';
import { requireAccepted, requireConservation, requirePostpaid, requireReplay } from './invariants.ts';
import { requireMonths } from './months.ts';
import type { ModelOrganization } from './organization.ts';
import { requireEntryPages, requireSettledPages } from './pages.ts';
import { deckAt, FIRST_DECK, UNRATED } from './prices.ts';
import { requireCreditNotes, requireMoney } from './quiet-money.ts';
import { require, requireSame } from './violation.ts';

export function requireQuiet(stage: Stage): void {
  for (const organization of stage.model.organizations.values()) {
    const items = stage.world.dynamo.tables.partition(LEDGER, `ORG#${organization.id}`);
    const account = readAccount(items.find(({ sk }) => sk === 'ACCOUNT'));
    requireAccount(organization, account, stage.now);
    const lots = items.filter(({ sk }) => String(sk).startsWith('LOT#')).map(readLot);
    requireLots(organization, account, lots);
    const paid = requireDebts(organization, items);
    requireConservation(organization, account, { lots, paid });
    requireReplay(account, lots, items);
    requirePostpaid(organization, items);
    requireInvoices(organization, items);
    requireMonths(organization.id, items);
    organization.journal.requireStored(items);
    requireMoney(stage, organization);
    requireCreditNotes(organization, items);
    requireSettled(stage, organization);
    requireAccepted(organization, stage.acknowledged(organization));
    requireSettledPages(organization, stage.world.dynamo.tables);
    requireEntryPages(organization, stage.world.dynamo.tables, items);
  }
  requirePublished(stage);
}

/** Every lot is the model's. */
function requireLots({ books, id }: ModelOrganization, account: Account, stored: readonly LotRecord[]): void {
  const embedded = account.lots.map((lot) => lot.id);
  requireSame(
    'the lots',
    stored.map((lot) => lot.id),
    books.lots.map((lot) => lot.id),
    { id },
  );
  for (const lot of stored) {
    const model = books.lot(lot.id);
    const { forfeitedMicros, withdrawnMicros, expiresAt } = lot;
    const system = { forfeitedMicros, withdrawnMicros, expiresAt };
    const { forfeited, withdrawn } = model;
    const ours = {
      forfeitedMicros: forfeited,
      withdrawnMicros: withdrawn,
      expiresAt: model.expiresAt,
    };
    requireSame('the movements of a lot', system, ours, { lot: lot.id });
    if (!embedded.includes(lot.id))
      requireSame('what is left of a lot', lot.remainingMicros, model.remaining, lot.id);
  }
}

function requireInvoices({ books, id }: ModelOrganization, items: readonly Item[]): void {
  const numbers = items.filter(({ sk }) => String(sk).startsWith('INVOICE#')).map(({ number }) => number);
  requireSame(
    'invoice numbers have no gaps',
    numbers,
    Array.from({ length: books.invoices }, (_, n) => n + 1),
    { id },
  );
  const orders = items
    .filter(({ sk }) => String(sk).startsWith('INVOICE#'))
    .flatMap(({ orderId }) => orderId ?? []);
  require(new Set(orders).size === orders.length, 'an order is invoiced once', { id, orders });
}

function requireSettled({ model }: Stage, { calls, id }: ModelOrganization): void {
  for (const [callId, { image }] of calls) {
    if (image.status !== 'received') continue;
    // It was accepted on minutes that are used up: it waits for a deck with a rate for its number.
    if (image.to === UNRATED && image.reason === 'no-rate') continue;
    const deck = deckAt(model.decks, image.startedAt ?? '');
    const isPriced = image.type.endsWith('_in') ? (image.startedAt ?? '') >= FIRST_DECK : deck !== undefined;
    require(!isPriced, 'every accepted record is settled', { id, callId, image });
  }
}

/** Every event that was committed with an item was published, with the same content each time. */
function requirePublished({ model, system }: Stage): void {
  for (const [id, detail] of model.events) {
    requireSame('every event is published', system.bus.published.get(id), detail, { id });
  }
  requireSame('an event has the same content each time', system.bus.contradictions, []);
  for (const id of system.bus.published.keys())
    require(model.events.has(id), 'no event comes from nowhere', { id });
}
