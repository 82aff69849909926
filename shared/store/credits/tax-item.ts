/** A decided tax in the items of orders and invoices. */
import * as z from 'zod';
import { BUYER_KINDS, TAX_TREATMENTS } from '../../domain/credits/tax.ts';

export const TaxItem = z.object({
  treatment: z.enum(TAX_TREATMENTS),
  ratePercent: z.string(),
  country: z.string(),
  calculation: z.string().optional(),
  evidence: z.object({
    buyerKind: z.enum(BUYER_KINDS),
    buyerCountry: z.string(),
    sellerCountry: z.string(),
    taxId: z.string().optional(),
    isTaxIdValid: z.boolean().optional(),
    decidedAt: z.string(),
  }),
});
