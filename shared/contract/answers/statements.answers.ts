/** Monthly statements, and the revenue of a month. */
import * as z from 'zod';
import { ENTRY_TYPES } from '../../domain/credits/ledger.ts';
import type { FLOWS } from '../../domain/credits/month-books.ts';
import { USE_KINDS } from '../../domain/credits/use-kinds.ts';
import { CurrencyCode, Money, Month, NextCursor } from './fields.answers.ts';

export const StatementFigures = z
  .object({
    opening: Money.meta({
      description:
        'The balance of the books when the month began: all lots less the debt, expired lots until their forfeiture is booked.',
    }),
    closing: Money.meta({ description: 'The same when the month ended: `opening` and all `movements`.' }),
    openingDebt: Money,
    closingDebt: Money,
    firstEntry: z.int().min(1).meta({ description: 'The sequence number of the first ledger entry.' }),
    lastEntry: z.int().min(0).meta({
      description: 'That of the last one; in a month without any entry, one less than `firstEntry`.',
    }),
    movements: z
      .array(
        z.object({
          type: z.enum(ENTRY_TYPES).meta({ 'x-may-grow': true }),
          entries: z.int().min(1),
          amount: Money,
        }),
      )
      .meta({ description: 'The sum of the ledger entries of each type that there were.' }),
    use: z
      .array(
        z.object({
          kind: z.enum(USE_KINDS).meta({ 'x-may-grow': true }),
          calls: z.int().min(0),
          amount: Money,
        }),
      )
      .meta({ description: 'The movement `usage` by kind of call, connection fees included.' }),
    postpaid: Money.meta({
      description:
        'What was invoiced for postpaid usage of the month, less what credit notes of the month took off such invoices, before tax. It moves no credits.',
    }),
  })
  .meta({ id: 'StatementFigures', description: 'What moved the balance of an organization in a month.' });
export type StatementFigures = z.input<typeof StatementFigures>;

const WORDS = {
  opening: 'What was unspent when the month began.',
  funded: 'What came in: by payments, or by grants.',
  movedIn: 'What came from another organization.',
  used: 'What calls used, less what voids and corrections gave back, and debts of calls that were paid.',
  forfeited: 'What expired, as it was booked: the breakage.',
  refunded: 'What was refunded.',
  chargedBack: 'What chargebacks withdrew, less what disputes that were won gave back.',
  writtenOff: 'What an operator wrote off.',
  movedOut: 'What went to another organization.',
  closing: 'What was unspent when the month ended.',
} as const satisfies Record<(typeof FLOWS)[number] | 'opening' | 'closing', string>;

const flow = (name: keyof typeof WORDS) => Money.meta({ description: WORDS[name] });

export const CreditFlows = z
  .object({
    opening: flow('opening'),
    funded: flow('funded'),
    movedIn: flow('movedIn'),
    used: flow('used'),
    forfeited: flow('forfeited'),
    refunded: flow('refunded'),
    chargedBack: flow('chargedBack'),
    writtenOff: flow('writtenOff'),
    movedOut: flow('movedOut'),
    closing: flow('closing'),
  })
  .meta({
    id: 'CreditFlows',
    description:
      'Of `bought` credits, `opening` and `closing` are deferred revenue, `used` is recognized and `forfeited` is breakage; `granted` credits, for which nobody paid, are not. `closing` is `opening`, `funded` and `movedIn` less `used`, `forfeited`, `refunded`, `chargedBack`, `writtenOff` and `movedOut`.',
  });
export type CreditFlows = z.input<typeof CreditFlows>;

const Figures = z.object({
  currency: CurrencyCode,
  bought: CreditFlows,
  granted: CreditFlows,
  debt: Money.meta({ description: 'What calls had cost beyond the credits when the month ended.' }),
  postpaid: Money.meta({
    description:
      'What was invoiced for postpaid usage of the month, less what credit notes of the month took off such invoices, before tax.',
  }),
});

export const Revenue = z
  .object({
    month: Month,
    complete: z.boolean().meta({
      description: 'Whether the month of every organization is closed. Until then, others are missing.',
    }),
    totals: z
      .array(Figures.extend({ organizations: z.int().min(1) }).meta({ id: 'RevenueTotal' }))
      .meta({ description: 'The sums over all organizations whose month is closed, by currency.' }),
    items: z
      .array(Figures.extend({ organization: z.string() }).meta({ id: 'RevenueOfOrganization' }))
      .meta({ description: 'Organizations whose month is closed, by id.' }),
    nextCursor: NextCursor,
  })
  .meta({ id: 'Revenue', description: 'Deferred revenue, recognized use and breakage of a month.' });
export type Revenue = z.input<typeof Revenue>;

const NOTHING: CreditFlows = {
  opening: '0.00',
  funded: '0.00',
  movedIn: '0.00',
  used: '0.00',
  forfeited: '0.00',
  refunded: '0.00',
  chargedBack: '0.00',
  writtenOff: '0.00',
  movedOut: '0.00',
  closing: '0.00',
};

const OF_CONTOSO = {
  currency: 'USD',
  bought: { ...NOTHING, funded: '100.00', used: '3.85', closing: '96.15' },
  granted: NOTHING,
  debt: '0.00',
  postpaid: '0.00',
};

export const REVENUE_OF_NOVEMBER: Revenue = {
  month: '2026-11',
  complete: true,
  totals: [{ ...OF_CONTOSO, organizations: 1 }],
  items: [{ ...OF_CONTOSO, organization: 'contoso' }],
  nextCursor: null,
};
