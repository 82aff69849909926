/** The people of an organization, and what each may do there (spec: People and machines have roles). */
import type { MemberId, OrganizationId, PersonId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { refusals } from '../refusals.ts';

/** The roles that people may have. */
export const MEMBER_ROLES = ['owner', 'billing', 'licenses', 'auditor'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** `platform` is the role of machines: a person authorizes and reports no calls, unless as an owner who tries it out. */
export const ROLES = [...MEMBER_ROLES, 'platform'] as const;
export type Role = (typeof ROLES)[number];

export const MEMBER_STATUSES = ['invited', 'active'] as const;

/** What became of the mail of an invitation. Who `has-account` signs in as before. */
export const INVITATION_OUTCOMES = ['mailed', 'has-account', 'not-mailed'] as const;
export type InvitationOutcome = (typeof INVITATION_OUTCOMES)[number];

export interface Member {
  readonly id: MemberId;
  readonly organizationId: OrganizationId;
  /** As it was written; the person is invited at it in any capitals. */
  readonly email: string;
  readonly name?: string | undefined;
  readonly role: MemberRole;
  /** Active from the first sign-in on. */
  readonly status: (typeof MEMBER_STATUSES)[number];
  readonly invitedAt: Instant;
  /** Who accepted the invitation: from then on the person is known by it, and the address admits nobody else. */
  readonly subject?: PersonId | undefined;
  readonly joinedAt?: Instant | undefined;
}

/** How many members an organization has. */
export interface Roster {
  readonly members: number;
  readonly owners: number;
  /** Owners who have signed in. */
  readonly activeOwners: number;
}

export const NO_MEMBERS: Roster = { members: 0, owners: 0, activeOwners: 0 };

/**
 * The roster once `before` has become `after`; either is absent for one who joins or leaves. Throws `last-owner` when
 * nobody would be left who may invite others, or nobody but owners who have never signed in.
 */
export function changeRoster(
  roster: Roster,
  { before, after }: { readonly before?: Member | undefined; readonly after?: Member | undefined },
): Roster {
  const change = (counts: (member: Member) => boolean): number =>
    Number(after !== undefined && counts(after)) - Number(before !== undefined && counts(before));
  const changed = {
    members: roster.members + change(() => true),
    owners: roster.owners + change(isOwner),
    activeOwners: roster.activeOwners + change((member) => isOwner(member) && member.status === 'active'),
  };
  const leavesNone = (owners: 'owners' | 'activeOwners') => roster[owners] > 0 && changed[owners] === 0;
  if (leavesNone('owners') || leavesNone('activeOwners')) throw refusals.lastOwner();
  return changed;
}

const isOwner = ({ role }: Member): boolean => role === 'owner';

export interface Person {
  readonly subject: PersonId;
  readonly name?: string | undefined;
}

/** The member after signing in. */
export function join(member: Member, { subject, name }: Person, at: Instant): Member {
  const joined: Member =
    member.status === 'active' ? member : { ...member, status: 'active', subject, joinedAt: at };
  return name === undefined || name === member.name ? joined : { ...joined, name };
}

/** What a person is in one organization. */
export interface Membership {
  readonly organizationId: OrganizationId;
  readonly member: MemberId;
  readonly name?: string | undefined;
  readonly role: MemberRole;
  readonly joinedAt: Instant;
}

/**
 * The one for which a person's token is: the organization that the person has chosen, else the one joined first. So
 * an invitation does not move the person's work.
 */
export function chosenMembership(
  memberships: readonly Membership[],
  chosen: OrganizationId | undefined,
): Membership | undefined {
  const [first] = memberships.toSorted((a, b) => (a.joinedAt < b.joinedAt ? -1 : 1));
  return memberships.find(({ organizationId }) => organizationId === chosen) ?? first;
}
