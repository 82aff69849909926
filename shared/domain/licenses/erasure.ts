/** What is left of a user whose personal data was erased (spec: A person's data can be erased). */
import { createHash } from 'node:crypto';
import type { OrganizationId, UserId } from '../ids.ts';
import { addSeconds, type Instant } from '../instants.ts';
import { changeOf } from '../journal/changes.ts';
import { removeUser } from './license-assignment.ts';
import type { User } from './licenses.ts';

/** The same for every erasure of the user, and another one in another organization. Its form is a name's local part. */
export function pseudonymOf(organizationId: OrganizationId, userId: UserId): string {
  const digest = createHash('sha256').update(`${organizationId}\n${userId}`).digest('hex');
  return `erased-${digest.slice(0, 16)}`;
}

export const isPseudonym = (text: string): boolean => /^erased-[0-9a-f]{16}$/.test(text);

/** RFC 2606 keeps the domain from ever being anybody's. */
export const erasedName = (pseudonym: string): string => `${pseudonym}@erased.invalid`;

/** The user, removed if that was not done before, under a pseudonym. */
export function eraseUser(organizationId: OrganizationId, user: User, at: Instant): User {
  const pseudonym = pseudonymOf(organizationId, user.id);
  return {
    ...removeUser(user, at),
    userPrincipalName: erasedName(pseudonym),
    displayName: pseudonym,
    erasedAt: at,
  };
}

/** In the journal, which is not to repeat what is erased. */
export const userErased = ({ before, after }: { readonly before: User; readonly after: User }) =>
  changeOf('user.erased', after.id, {
    before: { status: before.status },
    after: { status: after.status, pseudonym: after.displayName },
  });

/** Into how many parts the calls of all organizations are read to erase those of one user. */
export const PARTS_OF_CALLS = 32;

const SECONDS_A_DAY = 86_400;
/** A bucket deletes what has expired once a day. */
const DELETION_DAYS = 2;

/**
 * Until when files that were written before this instant may have a person's data: usage that was exported is kept for as
 * many days as calls, and no other file for longer (spec: A person's data can be erased).
 */
export const copiesUntil = (completedAt: Instant, callsDays: number): Instant =>
  addSeconds(completedAt, (callsDays + DELETION_DAYS) * SECONDS_A_DAY);

export const isErased = (user: User | undefined): boolean => user?.erasedAt !== undefined;
