/** What the payment gateway is answered. */
import * as z from 'zod';

export const WebhookReceipt = z
  .object({
    received: z.literal(true),
    applied: z.boolean().meta({ description: 'False for an event about nothing of this deployment.' }),
  })
  .meta({ id: 'WebhookReceipt' });
