/** What the payer of a purchase or a recharge has to do. */
import * as z from 'zod';
import { CurrencyCode, Money, UtcInstant } from './fields.answers.ts';

export const PurchaseId = z.string().meta({ description: '`pur_…` for a purchase, `rch_…` for a recharge.' });

const Redirect = z
  .object({
    kind: z.literal('redirect'),
    url: z
      .string()
      .meta({ description: 'A page of the gateway or of the bank, for the browser of the payer.' }),
    expiresAt: UtcInstant.nullable().meta({
      description: 'When the link ends; null where the gateway names no end.',
    }),
  })
  .meta({ id: 'RedirectAction' });

const Transfer = z
  .object({
    kind: z.literal('transfer'),
    reference: z.string().meta({ description: 'What the payer writes beside the transfer.' }),
    account: z.record(z.string(), z.string()).meta({
      description: 'The account to pay into, by the names that banks use, such as `iban` and `bic`.',
    }),
    remaining: Money.meta({ description: 'What has not arrived yet.' }),
    currency: CurrencyCode,
  })
  .meta({ id: 'TransferAction' });

export const NextAction = z
  .discriminatedUnion('kind', [Redirect, Transfer])
  .meta({ id: 'NextAction', description: 'What the payer has to do before the gateway decides.' });
export type NextAction = z.input<typeof NextAction>;
