/** Verifies that a webhook is from the sandbox gateway and recent, by the rules of a real gateway. */
import { timingSafeEqual } from 'node:crypto';
import {
  SANDBOX_SIGNATURE_HEADER,
  SANDBOX_SIGNING_KEY,
  signSandboxEvent,
} from '../../contract/sandbox-events.ts';
import { refusals } from '../../domain/refusals.ts';
import { headerOf, SIGNATURE_TOLERANCE_SECONDS, type WebhookRequest } from '../webhook-port.ts';

const SIGNATURE = /^t=(\d{1,12}),v1=[0-9a-f]{64}$/;

/** Throws the refusal `invalid-signature`. */
export function verifySandboxSignature({ headers, rawBody }: WebhookRequest, nowSeconds: number): void {
  const given = headerOf(headers, SANDBOX_SIGNATURE_HEADER) ?? '';
  const signedAtSeconds = Number(SIGNATURE.exec(given)?.[1] ?? Number.NaN);
  const expected = signSandboxEvent(rawBody, { epochSeconds: signedAtSeconds, key: SANDBOX_SIGNING_KEY });
  const genuine =
    given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
  const fresh = Math.abs(nowSeconds - signedAtSeconds) <= SIGNATURE_TOLERANCE_SECONDS;
  if (!genuine || !fresh) throw refusals.invalidSignature();
}
