import * as z from 'zod';
import type { Routes } from './route.ts';

export const WEBHOOKS = {
  receiveWebhook: {
    method: 'POST',
    path: '/v1/webhooks/{gateway}',
    access: ['none'],
    summary: 'Events of the payment gateway',
    answers: () => ({ 200: z.unknown() }),
  },
} as const satisfies Routes;
