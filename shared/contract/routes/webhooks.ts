import { WebhookReceipt } from '../answers/webhooks.answers.ts';
import type { Routes } from './route.ts';

export const WEBHOOKS = {
  receiveWebhook: {
    method: 'POST',
    path: '/v1/webhooks/{gateway}',
    access: ['none'],
    summary: 'Receive an event of the payment gateway, signed by it',
    answers: () => ({ 200: WebhookReceipt }),
    problems: ['invalid-request', 'invalid-signature', 'gateway-unavailable'],
    example: () => ({ params: { gateway: 'stripe' }, answer: { received: true, applied: true } }),
  },
} as const satisfies Routes;
