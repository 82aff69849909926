/** What operators do with credits that are there. */
import * as z from 'zod';
import { CurrencyCode, Money } from './fields.answers.ts';
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
