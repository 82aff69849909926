/** What a deck would change, without storing it. */
import type { RateChange, RateDeckTrial } from '../../shared/contract/answers/rates.answers.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { compareDecks, ROW_EFFECTS, type RowChange } from '../../shared/domain/rates/deck-changes.ts';
import { buildDeckIndex, rowsOf } from '../../shared/domain/rates/deck-index.ts';
import type { DeckError } from '../../shared/domain/rates/deck-table.ts';
import type { Rate } from '../../shared/domain/rates/rating.ts';
import { deckAt, type NewDeck, requireTime } from '../../shared/store/rates/deck-publishing.ts';
import { queryDecks } from '../../shared/store/rates/deck-times.ts';
import { loadDeckIndex } from '../../shared/store/rates/decks.ts';
import { compares } from '../../shared/store/table/conditions.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { deckView, rateView } from './rate-view.ts';
import { repriceRecentCalls } from './recent-calls.ts';

/** Of each effect. */
const MAX_EXAMPLES = 20;

interface Trial {
  readonly rows: readonly Rate[];
  readonly warnings: readonly DeckError[];
  /** The same deck is published. */
  readonly isKnown: boolean;
  readonly retroactive: boolean;
  /** The organization whose calls are priced; all without it. */
  readonly organizationId?: OrganizationId | undefined;
  readonly now: string;
  readonly remainingMs: () => number;
}

/** Throws what publishing would throw, and `not-found` for an organization that does not exist. */
export async function tryDeck(db: Database, deck: NewDeck, trial: Trial): Promise<RateDeckTrial> {
  const { warnings, isKnown, retroactive } = trial;
  const { currency, kind, effectiveFrom, roundingDecimals } = deck;
  const isLate = !isKnown && (await requireTime(db, deck, { retroactive }));
  const series = { currency, kind };
  const [current, [next]] = await Promise.all([
    deckAt(db, { ...series, at: effectiveFrom }),
    queryDecks(db, series, { where: compares('sk', '>', effectiveFrom), limit: 1 }),
  ]);
  const before = current ? rowsOf(await loadDeckIndex(db, current)) : [];
  const rows = trial.rows.map((row) => ({ ...row, roundingDecimals }));
  const changes = compareDecks({ before, after: rows });
  const recentCalls = await repriceRecentCalls(db, {
    ...trial,
    currency,
    deck: { kind, index: buildDeckIndex(rows) },
  });
  return {
    ...deckView({ ...deck, rows: rows.length, retroactive: isLate ? true : undefined }, { isOperator: true }),
    dryRun: true,
    alreadyPublished: isKnown,
    replaces: current ? { id: current.id, effectiveFrom: current.effectiveFrom } : null,
    inForceUntil: next?.effectiveFrom ?? null,
    added: changes.added.length,
    removed: changes.removed.length,
    changed: changes.dearer.length + changes.cheaper.length + changes.other.length,
    dearer: changes.dearer.length,
    cheaper: changes.cheaper.length,
    unchanged: changes.unchanged,
    changes: ROW_EFFECTS.flatMap((effect) => changes[effect].slice(0, MAX_EXAMPLES)).map(changeView),
    recentCalls,
    warnings: [...warnings],
  };
}

function changeView({ effect, before, after, differenceMicros }: RowChange): RateChange {
  return {
    effect,
    difference: formatAmount(differenceMicros),
    before: before ? rateView(before) : null,
    after: after ? rateView(after) : null,
  };
}
