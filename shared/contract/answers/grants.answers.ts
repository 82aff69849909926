/** What operators do with credits that are there. */
import * as z from 'zod';
import { CurrencyCode, LotId, Money } from './fields.answers.ts';
import { GRANT_OF_CONTOSO, Lot } from './purchases.answers.ts';

export const MovedCredits = z
  .object({
    booking: z
      .string()
      .meta({ description: '`bkg_…`: the ledger entries of both organizations refer to it.' }),
    amount: Money,
    currency: CurrencyCode,
    from: Lot,
    to: z
      .object({ organization: z.string(), lot: Lot })
      .meta({ description: 'The organization that has them, and the lot that they became.' }),
  })
  .meta({
    id: 'MovedCredits',
    description: 'Credits that went from one organization to another, with both lots as they are now.',
  });
export type MovedCredits = z.input<typeof MovedCredits>;

export const MOVED_FROM_CONTOSO: MovedCredits = {
  booking: 'bkg_1f0c4bc3e8db2168701e4b80',
  amount: '10.00',
  currency: 'USD',
  from: { ...GRANT_OF_CONTOSO, remaining: '15.00', withdrawn: '10.00' },
  to: {
    organization: 'fabrikam',
    lot: {
      ...GRANT_OF_CONTOSO,
      id: 'gra_0nj3t5x2o_68701e4b8f01',
      amount: '10.00',
      remaining: '10.00',
      grant: { kind: 'transfer-in', reason: 'Divisions merged', reference: 'TICKET-4714' },
    },
  },
};

export const OpeningBalanceLine = z
  .object({
    line: z.int().min(1).meta({ description: 'Of the table, counted from 1 with its header.' }),
    organization: z.string(),
    reference: z.string(),
    status: z.enum(['given', 'already-given', 'refused', 'left']).meta({
      description:
        '`given`: or would be, in a dry run. `already-given`: by an earlier request with the same line. `left`: the time was up; send the table again.',
      'x-may-grow': true,
    }),
    lot: LotId.optional().meta({ description: 'The lot that was given.' }),
    amount: Money.optional(),
    code: z.string().optional().meta({ description: 'Why the line was refused, for programs.' }),
    detail: z.string().optional().meta({ description: 'Why, for people.' }),
  })
  .meta({ id: 'OpeningBalanceLine', description: 'What became of a line of opening balances.' });
export type OpeningBalanceLine = z.input<typeof OpeningBalanceLine>;

const Count = z.int().min(0);

export const OpeningBalances = z
  .object({
    dryRun: z.boolean(),
    given: Count,
    alreadyGiven: Count,
    refused: Count,
    left: Count,
    lines: z.array(OpeningBalanceLine),
  })
  .meta({ id: 'OpeningBalances', description: 'What became of a table of opening balances, line by line.' });
export type OpeningBalances = z.input<typeof OpeningBalances>;

export const OPENING_BALANCES: OpeningBalances = {
  dryRun: true,
  given: 1,
  alreadyGiven: 0,
  refused: 1,
  left: 0,
  lines: [
    { line: 2, organization: 'contoso', reference: 'OLD-1', status: 'given', amount: '120.50' },
    {
      line: 3,
      organization: 'unknown',
      reference: 'OLD-2',
      status: 'refused',
      code: 'not-found',
      detail: 'No such organization.',
    },
  ],
};
