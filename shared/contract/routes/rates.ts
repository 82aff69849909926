import { listOf } from '../answers/fields.answers.ts';
import {
  DECK,
  NewRateDeck,
  PUBLISHED_RATE_TO_FRANCE,
  PublishedRate,
  QUOTE_TO_FRANCE,
  Quote as QuoteAnswer,
  RateDeck,
  RateDeckTrial,
} from '../answers/rates.answers.ts';
import { Quote } from '../quote-schema.ts';
import { DeckQuery, PageQuery, RateQuery } from '../schemas.ts';
import { ORGANIZATION, READS_BILLING, type Routes } from './route.ts';

export const RATES = {
  quoteCall: {
    method: 'POST',
    path: `${ORGANIZATION}/quotes`,
    access: READS_BILLING,
    summary: 'Quote a call: who would pay, and how much; nothing is held or stored',
    body: Quote,
    answers: () => ({ 200: QuoteAnswer }),
    example: () => ({
      params: { org: 'contoso' },
      body: { type: 'user_out', userId: 'ada', to: '+33123456789', seconds: 600 },
      answer: QUOTE_TO_FRANCE,
    }),
  },
  publishRateDeck: {
    method: 'POST',
    path: '/v1/rate-decks',
    access: ['operator'],
    summary: 'Publish a rate deck, or with dryRun=true see what it would change',
    query: DeckQuery,
    document: {
      mediaTypes: ['text/csv', 'text/plain'],
      description:
        'The rows of the deck under a header: Destination Name, Destination Type, Country, Prefix and Price / min, and if need be Connection Fee, Initial Increment and Increment, or Billing Increment such as 60/6; usual spellings of these are understood. A column that was not read is a warning; one that carries price or time and is not understood refuses the deck. Separated by commas, semicolons or tabs; UTF-8, or UTF-16 with a byte order mark; up to 100,000 rows and 6 MB',
    },
    answers: () => ({ 200: RateDeckTrial, 201: NewRateDeck }),
    /** `not-found`: the organization whose calls are to be priced. */
    problems: ['invalid-rate-deck', 'deck-in-past', 'not-found'],
    example: () => ({
      query: { currency: 'USD', effectiveFrom: '2027-01-01' },
      headers: { 'content-type': 'text/csv' },
      body: 'Destination Name,Destination Type,Country,Prefix,Price / min\nFrance,landline,FR,33,0.022\n',
      status: 201,
      answer: { ...DECK, warnings: [] },
    }),
  },
  listRateDecks: {
    method: 'GET',
    path: '/v1/rate-decks',
    access: ['any'],
    summary: 'List rate decks, the one that takes effect last first',
    query: PageQuery,
    answers: () => ({ 200: listOf(RateDeck) }),
    example: () => ({ query: { limit: '1' }, answer: { items: [DECK], nextCursor: null } }),
  },
  getRate: {
    method: 'GET',
    path: '/v1/rates',
    access: ['any'],
    summary: 'Get the published rate of a number',
    query: RateQuery,
    answers: () => ({ 200: PublishedRate }),
    problems: ['no-rate'],
    example: () => ({ query: { to: '+33123456789', currency: 'USD' }, answer: PUBLISHED_RATE_TO_FRANCE }),
  },
} as const satisfies Routes;
