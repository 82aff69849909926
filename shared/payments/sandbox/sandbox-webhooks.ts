/** What the sandbox gateway reports: its webhook events, verified, and its list of disputes. */
import * as z from 'zod';
import {
  SANDBOX_EVENT_KINDS,
  sandboxDisputesSchema,
  sandboxEventSchema,
} from '../../contract/sandbox-events.ts';
import type { Instant } from '../../domain/instants.ts';
import { refusals } from '../../domain/refusals.ts';
import type { DisputeEvent, WebhookEvent, WebhookReader, WebhookRequest } from '../webhook-port.ts';
import { read, type SandboxOptions, type Send, sandboxConnection } from './connection.ts';
import { verifySandboxSignature } from './signature.ts';

export function createSandboxWebhooks(options: SandboxOptions): WebhookReader {
  const send = sandboxConnection(options);
  return {
    name: 'sandbox',
    readWebhook: async (webhook) => readEvent(webhook),
    listDisputes: (since) => listDisputes(send, since),
  };
}

async function listDisputes(send: Send, since: Instant): Promise<DisputeEvent[]> {
  const path = `/disputes?since=${encodeURIComponent(since)}`;
  const { items } = await read(send, sandboxDisputesSchema, path);
  return items.map(({ noticeId: eventId, ...dispute }) => ({ ...dispute, eventId }));
}

const AnyEvent = z.looseObject({ kind: z.string(), noticeId: z.string() });

/** An event of an unknown kind is not about our money; an event of a known kind must have its documented shape. */
function readEvent(webhook: WebhookRequest): WebhookEvent | undefined {
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
