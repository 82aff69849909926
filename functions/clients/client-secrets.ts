/** Secrets of programs: made, hashed and compared. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../shared/domain/instants.ts';
import { type Client, validSecrets } from '../../shared/domain/members/clients.ts';

const SECRET_BYTES = 32;

/** 256 random bits, after a prefix by which scanners of source code recognize a secret. */
export const newSecret = (): string => `ccs_${randomBytes(SECRET_BYTES).toString('base64url')}`;

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Takes the same time wherever a hash differs. */
export function hasSecret(client: Client, secret: string, now: Instant): boolean {
  const given = Buffer.from(hashOf(secret), 'hex');
  return validSecrets(client, now).some(({ sha256 }) => timingSafeEqual(Buffer.from(sha256, 'hex'), given));
}
