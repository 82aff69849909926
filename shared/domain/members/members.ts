/** The people of an organization, and what each may do there (spec: People and machines have roles). */
import type { MemberId, OrganizationId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { refusals } from '../refusals.ts';

export const ROLES = ['owner', 'billing', 'licenses', 'auditor', 'platform'] as const;
export type Role = (typeof ROLES)[number];

export const MEMBER_STATUSES = ['invited', 'active'] as const;

export interface Member {
  readonly id: MemberId;
  readonly organizationId: OrganizationId;
  /** As it was written; people sign in with it in any capitals. */
  readonly email: string;
  readonly name?: string | undefined;
  readonly role: Role;
  /** Active from the first sign-in on. */
  readonly status: (typeof MEMBER_STATUSES)[number];
  readonly invitedAt: Instant;
  readonly joinedAt?: Instant | undefined;
}

/** How many members an organization has. */
export interface Roster {
  readonly members: number;
  readonly owners: number;
}

export const NO_MEMBERS: Roster = { members: 0, owners: 0 };

/**
 * The roster once `before` has become `after`; either is absent for one who joins or leaves. Throws `last-owner` when
 * nobody would be left who may invite others.
 */
export function changeRoster(
  roster: Roster,
  { before, after }: { readonly before?: Member | undefined; readonly after?: Member | undefined },
): Roster {
  const members = roster.members - countOf(before) + countOf(after);
  const owners = roster.owners - countOf(before, 'owner') + countOf(after, 'owner');
  if (owners === 0 && roster.owners > 0) throw refusals.lastOwner();
  return { members, owners };
}

const countOf = (member: Member | undefined, role: Role | undefined = member?.role): number =>
  member !== undefined && member.role === role ? 1 : 0;

/** The member after signing in. */
export function join(
  member: Member,
  { name, at }: { readonly name: string | undefined; readonly at: Instant },
): Member {
  const joined = member.status === 'active' ? member : { ...member, status: 'active' as const, joinedAt: at };
  return name === undefined || name === member.name ? joined : { ...joined, name };
}
