/**
 * What settled calls would have cost at the rates of another deck (spec: A trial of a deck prices past calls). Minutes
 * that were included stay included. What money paid is priced by the code that settles calls.
 */
import type { Country } from '../country-codes.ts';
import { assertMicros, type Micros } from '../money.ts';
import { parseNumber } from '../numbers/phone-numbers.ts';
import { type DeckIndex, findRate, findTollFreeRate } from '../rates/deck-index.ts';
import type { DeckKind } from '../rates/deck-table.ts';
import type { Rate } from '../rates/rating.ts';
import type { ReportedCall, SettledCall } from './call.ts';
import { isInbound } from './call-kind.ts';
import { priceCall } from './charge.ts';

/** A deck that is tried out. */
export interface TriedDeck {
  readonly kind: DeckKind;
  readonly index: DeckIndex;
}

/** Sums over calls that money paid, at least in part. */
export interface Repricing {
  /** Calls for which the deck has a rate. */
  readonly calls: number;
  readonly chargedMicros: Micros;
  readonly wouldChargeMicros: Micros;
  /** Calls for which it has none. They are not in the sums above. */
  readonly withoutRate: { readonly calls: number; readonly chargedMicros: Micros };
}

export const NOTHING_REPRICED: Repricing = {
  calls: 0,
  chargedMicros: 0,
  wouldChargeMicros: 0,
  withoutRate: { calls: 0, chargedMicros: 0 },
};

/** Adds the call, which is of an organization in `homeCountry`, if the tried deck could have priced it. */
export function reprice(
  sums: Repricing,
  call: ReportedCall,
  { deck, homeCountry }: { readonly deck: TriedDeck; readonly homeCountry: Country },
): Repricing {
  if (!isPaid(call) || isInbound(call.type) !== (deck.kind === 'toll-free')) return sums;
  const { chargeMicros, includedMinutes, fundedBy } = call.settlement;
  const price = priceCall({
    seconds: call.durationSeconds,
    poolMinutes: includedMinutes,
    rate: rateOf(call.to, deck, homeCountry),
    connectionFee: fundedBy !== 'included',
  });
  const repriced = { calls: 1, chargedMicros: chargeMicros };
  const one = price ? { ...repriced, wouldChargeMicros: price.chargeMicros } : { withoutRate: repriced };
  return sumRepricings([sums, { ...NOTHING_REPRICED, ...one }]);
}

/** A call that is being voided or corrected has no charge that stands. */
function isPaid(call: ReportedCall): call is SettledCall {
  return call.status === 'settled' && call.reversing === undefined && call.settlement.paidSeconds > 0;
}

function rateOf(to: string, { kind, index }: TriedDeck, homeCountry: Country): Rate | undefined {
  const number = parseNumber(to);
  if (!number) return undefined;
  return kind === 'toll-free' ? findTollFreeRate(index, number, homeCountry) : findRate(index, number);
}

export function sumRepricings(repricings: readonly Repricing[]): Repricing {
  const sum = (of: (repricing: Repricing) => number): number =>
    repricings.reduce((total, repricing) => assertMicros(total + of(repricing)), 0);
  return {
    calls: sum(({ calls }) => calls),
    chargedMicros: sum(({ chargedMicros }) => chargedMicros),
    wouldChargeMicros: sum(({ wouldChargeMicros }) => wouldChargeMicros),
    withoutRate: {
      calls: sum(({ withoutRate }) => withoutRate.calls),
      chargedMicros: sum(({ withoutRate }) => withoutRate.chargedMicros),
    },
  };
}
