/**
 * A charge that takes more lots than one transaction can change is drawn in instalments, oldest lot first, each a
 * movement of its own. The first fixes the price and the minutes. The last settles the call.
 */

import type { CallId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { type Micros, sumMicros } from '../money.ts';
import type { Account } from './account.ts';
import { balanceWarnings } from './balance-warnings.ts';
import { type LedgerEntry, outOfLots, post } from './ledger.ts';
import { type BurnDown, burnDown, type Draw } from './lots.ts';
import type { UseKind } from './use-kinds.ts';

/** How many lots fit into a transaction with the account, an entry, the call and its pools. */
export const LOTS_AT_ONCE = 60;

/**
 * Money that comes back to a lot takes up to three writes: of the lot, of a forfeiture that was due, and of its loss.
 */
export const RETURNED_AT_ONCE = 28;

/** A fourth write, of the order, where what comes back to a lot meets the claims of its purchase. */
export const CLAIMED_AT_ONCE = 21;

/** The item of a call has room for twice this number of parts. What more lots than these would pay becomes a debt. */
export const MAX_CALL_PARTS = 3000;

export interface ChargedInParts {
  readonly callId: CallId;
  readonly startedAt: Instant;
  readonly chargeMicros: Micros;
  /** `other` where it is absent. */
  readonly useKind?: UseKind | undefined;
  /** What earlier instalments took. */
  readonly drawn?: readonly Draw[] | undefined;
}

export interface Instalment {
  readonly account: Account;
  readonly entry: LedgerEntry;
  readonly draws: readonly Draw[];
}

/** The part of the charge that no instalment has drawn yet. */
export function leftToDraw({
  chargeMicros,
  drawn = [],
}: Pick<ChargedInParts, 'chargeMicros' | 'drawn'>): Micros {
  return chargeMicros - sumOf(drawn);
}

/**
 * Draws on the lots that expire after `after`, but on no more lots than the call has room for. The rest of the charge
 * counts as short.
 */
export function drawWithin(before: Account, call: ChargedInParts, after: Instant): BurnDown {
  const micros = leftToDraw(call);
  const room = Math.max(0, MAX_CALL_PARTS - (call.drawn?.length ?? 0));
  if (room === 0) return { account: before, draws: [], shortMicros: micros };
  const drawn = burnDown(before, micros, after);
  if (drawn.draws.length <= room) return drawn;
  const most = sumOf(drawn.draws.slice(0, room));
  return { ...burnDown(before, most, after), shortMicros: micros - most };
}

/**
 * The next instalment of the charge. `undefined` when the rest takes no more than `lotsAtOnce` of the loaded lots: it
 * is then settled as a whole, which loads more lots if it needs them.
 */
export function drawInstalment(
  before: Account,
  call: ChargedInParts,
  { now, after }: { readonly now: Instant; readonly after: Instant },
  {
    type = 'usage',
    lotsAtOnce = LOTS_AT_ONCE,
  }: { type?: 'usage' | 'correction'; lotsAtOnce?: number | undefined } = {},
): Instalment | undefined {
  const { overflow: _, ...loaded } = before;
  const { draws } = drawWithin(loaded, call, after);
  if (draws.length <= lotsAtOnce) return undefined;
  const drawn = burnDown(before, sumOf(draws.slice(0, lotsAtOnce)), after);
  const reference = { calls: 1, call: call.callId };
  const use =
    type === 'usage' ? { [call.useKind ?? 'other']: { calls: 0, micros: sumOf(drawn.draws) } } : undefined;
  const posted = post(
    { before, after: drawn.account },
    { type, at: now, parts: outOfLots(drawn.draws), reference, use },
  );
  const events = balanceWarnings({ before, after: posted.account }, posted.entry, now);
  return { account: posted.account, entry: { ...posted.entry, events }, draws: drawn.draws };
}

const sumOf = (draws: readonly Draw[]): Micros => sumMicros(draws.map(({ micros }) => micros));
