/**
 * Giving a user a license and taking it away: for one user, and for many at once
 * (spec: Licenses of other SKUs have a purchased quantity).
 */
import { type DomainEvent, domainEvent } from '../events.ts';
import type { OrganizationId, UserId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { Refusal, type RefusalCode, refusals } from '../refusals.ts';
import {
  heldLicenses,
  isEligibleForCredits,
  type LicenseAssignment,
  type Sku,
  type User,
} from './licenses.ts';

/** `1` assigns, `-1` removes. */
export type Step = 1 | -1;

const NO_NAME =
  'No user principal name is in its column on this line; are there as many fields as in the others?';

/** The number of removed licenses that are kept, for late records of calls that began before the removal. */
const REMEMBERED_REMOVALS = 12;

/**
 * The user after the change; the same object when nothing changes. Throws `not-eligible` for a credits license without
 * a service to use it with.
 */
export function changeLicense<U extends User>(user: U, sku: Sku, step: Step, at: Instant): U {
  const held = user.licenses.some((license) => license.sku === sku && license.removedAt === undefined);
  if (held === (step === 1)) return user;
  return { ...user, licenses: step === 1 ? assigned(user, sku, at) : removed(user, sku, at) };
}

function assigned(user: User, sku: Sku, at: Instant): LicenseAssignment[] {
  if (sku === 'COMMUNICATIONS_CREDITS' && !isEligibleForCredits(user, at)) throw refusals.notEligible(sku);
  return [...user.licenses, { sku, assignedAt: at }];
}

function removed(user: User, sku: Sku, at: Instant): LicenseAssignment[] {
  const licenses = user.licenses.map((license) =>
    license.sku === sku && license.removedAt === undefined ? { ...license, removedAt: at } : license,
  );
  const past = licenses.filter((license) => license.removedAt !== undefined).slice(-REMEMBERED_REMOVALS);
  return licenses.filter((license) => license.removedAt === undefined || past.includes(license));
}

/**
 * The user without licenses from `at` on (spec: A removed user keeps the history). Earlier licenses still cover calls
 * that began before.
 */
export function removeUser(user: User, at: Instant): User {
  const bare = heldLicenses(user).reduce((each, { sku }) => changeLicense(each, sku, -1, at), user);
  return { ...bare, status: 'removed' };
}

/** Adds a removed user again under the same id: the history stays, and no license comes back. */
export function readdUser({ removed, added }: { readonly removed: User; readonly added: User }): User {
  return { ...added, licenses: removed.licenses };
}

/**
 * `version` is that of the user after the change. Events have the user's id and no name: an event cannot be erased where it
 * was sent.
 */
export function licenseEvent(
  organization: OrganizationId,
  { id }: Pick<User, 'id'>,
  version: number,
  { sku, step }: { sku: Sku; step: Step },
): DomainEvent {
  const detail = { organization, user: id, sku };
  return step === 1
    ? domainEvent('LicenseAssigned', `${organization}:${id}:${version}:LicenseAssigned`, detail)
    : domainEvent('LicenseRemoved', `${organization}:${id}:${version}:LicenseRemoved`, detail);
}

/** One change of the user may remove several licenses, so the event's id also names the license. */
export function licenseRemovedWithUser(
  organization: OrganizationId,
  { id }: Pick<User, 'id'>,
  version: number,
  sku: Sku,
): DomainEvent {
  return domainEvent('LicenseRemoved', `${organization}:${id}:${version}:LicenseRemoved:${sku}`, {
    organization,
    user: id,
    sku,
  });
}

/** A user principal name, and the line of the document that it is on. */
export interface ListedName {
  readonly line: number;
  readonly userPrincipalName: string;
}

export const LINE_FAILURE_CODES = [
  'unknown-user',
  'not-eligible',
  'no-license-available',
] as const satisfies readonly (RefusalCode | 'unknown-user')[];

/** Why the license of a line's user was not changed. */
export interface LineFailure extends ListedName {
  readonly code: (typeof LINE_FAILURE_CODES)[number];
  readonly detail: string;
}

export interface ManyAssignments {
  /** The users who change, after the change, by id. */
  readonly changed: ReadonlyMap<UserId, User>;
  readonly failures: readonly LineFailure[];
  readonly succeeded: number;
}

/**
 * Decides line by line, as for one user at a time, as long as licenses are left. A line whose user needs no change, or
 * is listed twice, succeeds. `users` are by lower-case user principal name.
 */
export function changeLicenses(
  lines: readonly ListedName[],
  users: ReadonlyMap<string, User>,
  { sku, step, quantity, assigned: taken }: { sku: Sku; step: Step; quantity: number; assigned: number },
  at: Instant,
): ManyAssignments {
  const changed = new Map<UserId, User>();
  const failures: LineFailure[] = [];
  for (const line of lines) {
    const known = users.get(line.userPrincipalName.toLowerCase());
    const user = known && (changed.get(known.id) ?? known);
    if (!user) {
      const detail = line.userPrincipalName === '' ? NO_NAME : 'No user has this user principal name.';
      failures.push({ ...line, code: 'unknown-user', detail });
      continue;
    }
    try {
      const after = changeLicense(user, sku, step, at);
      if (after === user) continue;
      if (step === 1 && taken + changed.size >= quantity) throw refusals.noLicenseAvailable(sku, quantity);
      changed.set(user.id, after);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const code = LINE_FAILURE_CODES.find((each) => each === error.code);
      if (code === undefined) throw error;
      failures.push({ ...line, code, detail: error.message });
    }
  }
  return { changed, failures, succeeded: lines.length - failures.length };
}
