/** Published rates as tuples, which take few bytes: a row of a stored deck, and the row that a call keeps. */
import * as z from 'zod';
import type { Country } from '../../domain/country-codes.ts';
import type { RateDeckId } from '../../domain/ids.ts';
import type { Seconds } from '../../domain/instants.ts';
import type { Micros } from '../../domain/money.ts';
import { DESTINATION_TYPES, type DestinationType, type Rate } from '../../domain/rates/rating.ts';

const seconds = z.number().int();
const micros = z.number().int();
const Type = z.enum(DESTINATION_TYPES);
const columns = [z.string(), z.string(), Type, z.string(), micros, micros, seconds, seconds] as const;

/** Prefix, destination, type, country, price a minute, connection fee, first and following increments. */
export type DeckRow = [
  ...texts: [prefix: string, destination: string, type: DestinationType, country: Country],
  ...prices: [perMinute: Micros, connectionFee: Micros],
  ...increments: [first: Seconds, following: Seconds],
];
/** A {@link DeckRow} with its deck, and the decimals of a call's price where the deck rounds it. */
export const KeptRate = z.tuple([...columns, z.string(), z.number().int().optional()]);

export type KeptRate = z.infer<typeof KeptRate>;

export function deckRowOf(rate: Rate): DeckRow {
  return [
    rate.prefix,
    rate.destinationName,
    rate.type,
    rate.country,
    rate.perMinuteMicros,
    rate.connectionFeeMicros,
    rate.initialIncrementSeconds,
    rate.incrementSeconds,
  ];
}

export function rateOfDeckRow(
  row: DeckRow,
  deck: { readonly id: RateDeckId; readonly roundingDecimals?: number | undefined },
): Rate {
  const [prefix, destinationName, type, country, perMinuteMicros, connectionFeeMicros, first, following] =
    row;
  const { id: deckId, roundingDecimals } = deck;
  return {
    prefix,
    destinationName,
    type,
    country,
    perMinuteMicros,
    connectionFeeMicros,
    initialIncrementSeconds: first,
    incrementSeconds: following,
    deckId,
    roundingDecimals,
  };
}

export function keptRateOf(rate: Rate): KeptRate {
  const { deckId = '', roundingDecimals } = rate;
  const row = deckRowOf(rate);
  return roundingDecimals === undefined ? [...row, deckId] : [...row, deckId, roundingDecimals];
}

export function rateOfKept(kept: KeptRate): Rate {
  const [prefix, name, type, country, perMinute, fee, first, following, id, roundingDecimals] = kept;
  return rateOfDeckRow([prefix, name, type, country, perMinute, fee, first, following], {
    id,
    roundingDecimals,
  });
}
