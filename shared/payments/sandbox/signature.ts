/** Is a notice really from the sandbox gateway, and fresh? The same rules as a real gateway's. */
import { timingSafeEqual } from 'node:crypto';
import { SANDBOX_SIGNATURE_HEADER, SANDBOX_SIGNING_KEY, signSandboxNotice } from '../../contract/sandbox.ts';
import { refusals } from '../../domain/refusals.ts';
import { headerOf, type IncomingNotice, SIGNATURE_TOLERANCE_SECONDS } from '../port.ts';

const SIGNATURE = /^t=(\d{1,12}),v1=[0-9a-f]{64}$/;

/** Throws the refusal `invalid-signature`. `key` and `nowSeconds` are for tests. */
export function verifySandboxSignature(
  incoming: IncomingNotice,
  nowSeconds: number,
  key: string = SANDBOX_SIGNING_KEY,
): void {
  const given = headerOf(incoming.headers, SANDBOX_SIGNATURE_HEADER) ?? '';
  const signedAtSeconds = Number(SIGNATURE.exec(given)?.[1] ?? Number.NaN);
  const expected = signSandboxNotice(incoming.rawBody, signedAtSeconds, key);
  const genuine =
    given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
  const fresh = Math.abs(nowSeconds - signedAtSeconds) <= SIGNATURE_TOLERANCE_SECONDS;
  if (!genuine || !fresh) throw refusals.invalidSignature();
}
