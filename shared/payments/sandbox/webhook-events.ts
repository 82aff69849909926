/** The webhook events of the sandbox gateway, verified and read as the port has them. */
import * as z from 'zod';
import { SANDBOX_EVENT_KINDS, sandboxEventSchema } from '../../contract/sandbox.ts';
import { refusals } from '../../domain/refusals.ts';
import type { WebhookEvent, WebhookRequest } from '../port.ts';
import { verifySandboxSignature } from './signature.ts';

const AnyEvent = z.looseObject({ kind: z.string(), noticeId: z.string() });

/** An event of an unknown kind is not about our money; an event of a known kind must have its documented shape. */
export function readEvent(webhook: WebhookRequest): WebhookEvent | undefined {
  verifySandboxSignature(webhook, Date.now() / 1000);
  const any = AnyEvent.safeParse(jsonOf(webhook.rawBody));
  if (!any.success) throw notAnEvent(any.error.issues[0]?.message);
  if (!SANDBOX_EVENT_KINDS.includes(any.data.kind)) return undefined;
  const { data, error } = sandboxEventSchema.safeParse(any.data);
  if (!data) throw notAnEvent(error?.issues[0]?.message);
  const { noticeId: eventId, ...event } = data;
  return { ...event, eventId };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAnEvent('not valid JSON');
  }
}

const notAnEvent = (detail = '') =>
  refusals.invalidRequest([{ field: 'body', detail: `not an event of the sandbox gateway: ${detail}` }]);
