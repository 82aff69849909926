/** Published rates, rate decks and quotes. */
import * as z from 'zod';
import { PAYERS } from '../../domain/calls/call.ts';
import { DENIAL_REASONS } from '../../domain/calls/denials.ts';
import { NUMBER_TYPES } from '../../domain/numbers/numbering.ts';
import { ROW_EFFECTS } from '../../domain/rates/deck-changes.ts';
import { DECK_KINDS } from '../../domain/rates/deck-table.ts';
import { DESTINATION_TYPES, ROUNDINGS } from '../../domain/rates/rating.ts';
import { ActorOrNull, CountryCode, CurrencyCode, Money, UtcInstant } from './fields.answers.ts';

const Rounding = z.enum(ROUNDINGS).meta({
  description: "Decimals to which a call's price is rounded, once and half up; `exact`: it is not.",
});
const DeckId = z
  .string()
  .meta({ description: '`deck_` and 24 hexadecimal digits that derive from its content.' });
const DeckKind = z.enum(DECK_KINDS).meta({
  description: '`outbound`: calls to a number; `toll-free`: calls to a toll-free number of the organization.',
});
const NumberType = z.enum(NUMBER_TYPES).meta({
  description: '`unknown`: in no range that the metadata of numbers has; it still has a price.',
});

/** A row of a deck, as its rates, quotes and changes of decks show it. */
export const Rate = z
  .object({
    prefix: z.string().meta({
      description:
        'The digits that a number begins with, without a plus; empty for a whole country in a toll-free deck.',
    }),
    destination: z.string().meta({ description: 'The name of the destination in the deck.' }),
    type: z.enum(DESTINATION_TYPES),
    country: CountryCode.nullable().meta({
      description: 'An ISO 3166-1 alpha-2 code; null for international networks, which are in no country.',
    }),
    perMinute: Money.meta({ description: 'The price of a minute, in major units.' }),
    connectionFee: Money.meta({
      description: 'Charged once for a call that is paid from its start, in major units.',
    }),
    initialIncrementSeconds: z.int().meta({ description: 'The shortest time that is charged.' }),
    incrementSeconds: z.int().meta({
      description: 'What follows is charged in steps of this; a step that began is charged in full.',
    }),
    rounding: Rounding,
    deckId: DeckId.nullable().meta({
      description: 'The published deck of the row; null before it is published.',
    }),
  })
  .meta({ id: 'Rate' });
export type Rate = z.input<typeof Rate>;

export const RATE_TO_FRANCE: Rate = {
  prefix: '33',
  destination: 'France',
  type: 'landline',
  country: 'FR',
  perMinute: '0.022',
  connectionFee: '0.00',
  initialIncrementSeconds: 60,
  incrementSeconds: 60,
  rounding: 'exact',
  deckId: 'deck_a02ac45b182b97c512704c3b',
};

export const PublishedRate = Rate.extend({
  to: z.string().meta({ description: 'The number in E.164, with its plus.' }),
  numberType: NumberType,
  kind: DeckKind,
  currency: CurrencyCode,
  asOf: UtcInstant.meta({ description: 'The instant at which the rate is in force (UTC).' }),
  rate: Money.meta({ description: 'The same as `perMinute`.' }),
}).meta({ id: 'PublishedRate' });
export type PublishedRate = z.input<typeof PublishedRate>;

export const PUBLISHED_RATE_TO_FRANCE: PublishedRate = {
  to: '+33123456789',
  numberType: 'landline',
  kind: 'outbound',
  currency: 'USD',
  asOf: '2026-11-02T10:00:00.000Z',
  rate: '0.022',
  ...RATE_TO_FRANCE,
};

export const RateDeck = z
  .object({
    id: DeckId,
    currency: CurrencyCode,
    kind: DeckKind,
    effectiveFrom: UtcInstant.meta({
      description:
        'Calls that begin from this instant on (UTC) are priced by it, until the next deck takes effect.',
    }),
    publishedAt: UtcInstant,
    retroactive: z.boolean().meta({
      description:
        'It took effect at a time when another deck of its currency and kind was already in force.',
    }),
    rounding: Rounding,
    rows: z.int(),
    actor: ActorOrNull.optional().meta({
      description: 'Who published it; null for what was stored without one. Only operators see it.',
    }),
  })
  .meta({ id: 'RateDeck' });
export type RateDeck = z.input<typeof RateDeck>;

export const DECK: RateDeck = {
  id: 'deck_a02ac45b182b97c512704c3b',
  currency: 'USD',
  kind: 'outbound',
  effectiveFrom: '2027-01-01T00:00:00.000Z',
  publishedAt: '2026-11-02T08:00:00.000Z',
  retroactive: false,
  rounding: 'exact',
  rows: 1,
  actor: { kind: 'operator', id: '2d1e4f60-5c3b-4a7f-8f0e-9b7a6c5d4e3f', name: null },
};

const DeckWarning = z
  .object({
    line: z.int().meta({ description: 'Line of the document, the first being 1.' }),
    field: z.string().meta({ description: 'The header of the column.' }),
    column: z.int().optional().meta({ description: 'Its place in the line, the first being 1.' }),
    detail: z.string().meta({ description: 'What was not read or is there twice, for a person.' }),
  })
  .meta({ id: 'DeckWarning' });

const warnings = z
  .array(DeckWarning)
  .meta({ description: 'What does not refuse the deck, and may still be a mistake.' });

export const NewRateDeck = RateDeck.extend({ warnings }).meta({ id: 'NewRateDeck' });
export type NewRateDeck = z.input<typeof NewRateDeck>;

export const RateChange = z
  .object({
    effect: z.enum(ROW_EFFECTS).meta({
      description:
        'By what a call of one minute costs that is paid from its start, connecting included; `other`: that is the same, and something else of the row differs.',
    }),
    difference: Money.meta({
      description:
        'What a call of one minute costs more, in major units of the currency of the deck; below zero if it costs less. A row that is added or removed cost, or will cost, 0.00.',
    }),
    before: Rate.nullable().meta({ description: 'Null for a row that is added.' }),
    after: Rate.nullable().meta({ description: 'Null for a row that is removed.' }),
  })
  .meta({ id: 'RateChange' });
export type RateChange = z.input<typeof RateChange>;

const repriced = {
  calls: z.int().meta({
    description: 'Calls that money paid, at least in part, and whose numbers this deck has a rate for.',
  }),
  charged: Money.meta({ description: 'What they cost, in major units of the currency of the deck.' }),
  wouldCharge: Money.meta({
    description:
      'What they would have cost at the rates of this deck, in major units: included minutes stay included.',
  }),
  difference: Money.meta({
    description: '`wouldCharge` less `charged`, in major units; below zero if they would have cost less.',
  }),
  withoutRate: z
    .object({
      calls: z.int(),
      charged: Money.meta({ description: 'What they cost, in major units.' }),
    })
    .meta({
      id: 'CallsWithoutRate',
      description:
        'Calls that money paid and whose numbers this deck has no rate for. They are not in the sums beside it.',
    }),
};

const RecentCallsOfOrganization = z
  .object({ organizationId: z.string(), ...repriced })
  .meta({ id: 'RecentCallsOfOrganization' });
export type RecentCallsOfOrganization = z.input<typeof RecentCallsOfOrganization>;

const RecentCalls = z
  .object({
    from: UtcInstant.meta({
      description: 'Calls that began from then on (UTC): 30 days before the request.',
    }),
    to: UtcInstant.meta({ description: 'Calls that began before then (UTC).' }),
    complete: z.boolean().meta({
      description:
        'Whether all calls were priced. False if the time of one request did not suffice: then the sums are of the calls that were read. A request with `org` prices the calls of one organization.',
    }),
    organizationsRead: z.int().meta({
      description: 'Organizations in the currency of the deck whose calls were all read.',
    }),
    callsRead: z.int().meta({ description: 'Calls that were read, those that minutes paid for among them.' }),
    ...repriced,
    organizations: z.array(RecentCallsOfOrganization).meta({
      description: 'Up to 20 organizations with such calls, the greatest difference first.',
    }),
  })
  .meta({
    id: 'RecentCalls',
    description: 'The settled calls of the last 30 days, at the rates of the deck that is tried out.',
  });
export type RecentCalls = z.input<typeof RecentCalls>;

export const RateDeckTrial = RateDeck.extend({
  dryRun: z.literal(true),
  alreadyPublished: z.boolean().meta({ description: 'The same deck was published before.' }),
  replaces: z.object({ id: DeckId, effectiveFrom: UtcInstant }).nullable().meta({
    description:
      'The deck that is in force when this one takes effect; null for the first of its currency and kind.',
  }),
  inForceUntil: UtcInstant.nullable().meta({
    description: 'When the next published deck takes effect (UTC); null without one.',
  }),
  added: z.int().meta({ description: 'Rows that the deck in force does not have.' }),
  removed: z.int().meta({ description: 'Rows of the deck in force that this one does not have.' }),
  changed: z.int().meta({ description: 'Rows of both decks that differ.' }),
  dearer: z.int().meta({
    description:
      'Rows of both decks that make a call of one minute dearer, which is paid from its start, connecting included.',
  }),
  cheaper: z.int().meta({ description: 'Rows of both decks that make such a call cheaper.' }),
  unchanged: z.int().meta({ description: 'Rows that are the same in both.' }),
  changes: z.array(RateChange).meta({
    description:
      'Up to 20 rows of each effect, the greatest difference first: dearer, cheaper, other, added, removed.',
  }),
  recentCalls: RecentCalls,
  warnings,
}).meta({ id: 'RateDeckTrial' });
export type RateDeckTrial = z.input<typeof RateDeckTrial>;

const QuoteDetails = z.object({
  currency: CurrencyCode,
  asOf: UtcInstant.meta({ description: 'When the call would begin (UTC).' }),
  seconds: z.int().meta({ description: 'The length of the call that `price` is for.' }),
  destination: z.string().nullable().meta({ description: 'As `rateDetail` names it; null without a rate.' }),
  country: CountryCode.nullable().meta({
    description: 'Where the number is; null if it is in no country, or cannot be read.',
  }),
  numberType: NumberType.nullable().meta({ description: 'Null if the number cannot be read.' }),
  rate: Money.nullable().meta({ description: 'The price of a minute, in major units; null without a rate.' }),
  rateDetail: Rate.nullable().meta({
    description: 'The row of the deck that prices the call; null without one.',
  }),
  poolMinutesLeft: z.int().nullable().meta({
    description:
      'Minutes left in the pool that would pay, or in the one that has run out; null if no pool covers the call.',
  }),
  grantedSeconds: z
    .int()
    .meta({ description: 'How long an authorization would allow the call; 0 if it is denied.' }),
  final: z.boolean().meta({ description: 'A lease of this length could not be extended.' }),
});

const Payer = z.enum(PAYERS);

const AllowedQuote = QuoteDetails.extend({
  decision: z.literal('allow'),
  fundedBy: Payer.meta({ description: 'Who pays from the start.' }),
  thenFundedBy: Payer.nullable().meta({
    description:
      'Who pays once the included minutes are used up; null if nobody would, or none are included.',
  }),
  price: Money.nullable().meta({
    description:
      'What the call would cost, in major units; null if the minutes do not suffice and nothing would pay for the rest.',
  }),
  connectionFee: Money.meta({ description: 'The part of `price` that is charged once, in major units.' }),
  includedMinutes: z.int().meta({ description: 'Minutes that the pool would pay.' }),
}).meta({ id: 'AllowedQuote' });

const DeniedQuote = QuoteDetails.extend({
  decision: z.literal('deny'),
  reason: z.enum(DENIAL_REASONS),
  detail: z.string().meta({ description: 'The reason in one sentence for a person.' }),
  fundedBy: z.null(),
  price: z.null(),
}).meta({ id: 'DeniedQuote' });

export const Quote = z.discriminatedUnion('decision', [AllowedQuote, DeniedQuote]).meta({ id: 'Quote' });
export type Quote = z.input<typeof Quote>;

export const QUOTE_TO_FRANCE: Quote = {
  decision: 'allow',
  currency: 'USD',
  asOf: '2026-11-02T10:00:00.000Z',
  seconds: 600,
  destination: 'France',
  country: 'FR',
  numberType: 'landline',
  rate: '0.022',
  rateDetail: RATE_TO_FRANCE,
  poolMinutesLeft: null,
  fundedBy: 'credits',
  thenFundedBy: null,
  price: '0.22',
  connectionFee: '0.00',
  includedMinutes: 0,
  grantedSeconds: 600,
  final: false,
};
