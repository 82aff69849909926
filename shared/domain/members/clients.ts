/** The programs of an organization, and their secrets (spec: A program gets tokens with a secret of its own). */
import type { ClientId, OrganizationId } from '../ids.ts';
import { addSeconds, type Instant } from '../instants.ts';
import type { Role } from './members.ts';

/**
 * A secret is 256 random bits. A slow hash makes passwords that people choose harder to guess; nobody can guess this
 * many bits, however fast the hash is.
 */
export interface ClientSecret {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly createdAt: Instant;
}

export interface EarlierSecret extends ClientSecret {
  readonly validUntil: Instant;
}

/** A client has a role, or scopes of its own. */
export interface Client {
  readonly id: ClientId;
  readonly organizationId: OrganizationId;
  readonly name: string;
  readonly role?: Role | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly secret: ClientSecret;
  /** The one before it, while both are valid. */
  readonly earlierSecret?: EarlierSecret | undefined;
  readonly createdAt: Instant;
  /** The day in UTC on which it got its last token. */
  readonly lastUsedOn?: string | undefined;
}

const HOUR_SECONDS = 3600;

export interface Replacement {
  readonly sha256: string;
  readonly now: Instant;
  /** How long the secret that is replaced stays valid. */
  readonly keepHours: number;
}

/** The client with another secret. One that it had beside the last one ends at once. */
export function replaceSecret(client: Client, { sha256, now, keepHours }: Replacement): Client {
  const validUntil = addSeconds(now, keepHours * HOUR_SECONDS);
  const earlierSecret = keepHours > 0 ? { ...client.secret, validUntil } : undefined;
  return { ...client, secret: { sha256, createdAt: now }, earlierSecret };
}

export function validSecrets({ secret, earlierSecret }: Client, now: Instant): readonly ClientSecret[] {
  return earlierSecret && now < earlierSecret.validUntil ? [secret, earlierSecret] : [secret];
}
