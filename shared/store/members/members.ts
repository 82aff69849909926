/**
 * The members of organizations. Each is listed under the organization, under the address of the invitation, and, once
 * somebody has accepted it, under that person; and is counted in the roster: all in one transaction.
 */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { MemberId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { By } from '../../domain/journal/actor.ts';
import { memberChange } from '../../domain/members/member-changes.ts';
import {
  changeRoster,
  MEMBER_ROLES,
  MEMBER_STATUSES,
  type Member,
  NO_MEMBERS,
} from '../../domain/members/members.ts';
import { refusals } from '../../domain/refusals.ts';
import { commitChange } from '../journal/commit-change.ts';
import { all, exists, has, isNew, isStill } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryPage } from '../table/paging.ts';
import type { Write } from '../table/transaction.ts';
import { check, deleteIf, put, putIf, putNew } from '../table/writes.ts';

const MemberItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    email: z.string(),
    name: z.string().optional(),
    role: z.enum(MEMBER_ROLES),
    status: z.enum(MEMBER_STATUSES),
    invitedAt: z.string(),
    subject: z.string().optional(),
    joinedAt: z.string().optional(),
  })
  .transform(
    ({ pk, sk, ...member }): Member => ({
      ...member,
      organizationId: keys.organization.idOf(pk),
      id: keys.member.idOf(sk),
    }),
  );

const RosterItem = z.object({
  members: z.number().int(),
  owners: z.number().int(),
  activeOwners: z.number().int(),
  version: z.number().int(),
});

export const newMemberId = (): MemberId => `mem_${randomBytes(12).toString('hex')}`;

/** Members in the order of their ids. */
export function listMembers(
  db: Database,
  organizationId: OrganizationId,
  page: PageRequest,
): Promise<Page<Member>> {
  const query = {
    table: db.ledgerTable,
    pk: keys.organization(organizationId),
    prefix: keys.member.prefix,
    page,
  };
  return queryPage(db, query, (item) => MemberItem.parse(item));
}

export function findMember(
  db: Database,
  organizationId: OrganizationId,
  id: MemberId,
): Promise<Member | undefined> {
  return getItem(db, db.ledgerTable, keys.member(organizationId, id), MemberItem);
}

const InvitationItem = z.object({ member: z.string() });

/** The member who was invited at this address, in any capitals. */
export async function findInvited(
  db: Database,
  organizationId: OrganizationId,
  { email }: Pick<Member, 'email'>,
): Promise<Member | undefined> {
  const key = keys.invitation(email, organizationId);
  const invitation = await getItem(db, db.ledgerTable, key, InvitationItem);
  return invitation && findMember(db, organizationId, invitation.member);
}

export interface MemberChange {
  /** Absent for one who is invited. */
  readonly before?: Member | undefined;
  readonly after: Member;
}

/**
 * Throws `last-owner`, and `not-found` for an organization that does not exist. A conflict if a member of that address
 * has come in the meantime.
 */
export async function commitMember(
  db: Database,
  { before, after }: MemberChange,
  { now, by }: { readonly now: Instant; readonly by: By },
): Promise<void> {
  const table = db.ledgerTable;
  const { organizationId } = after;
  const asRead = before ? isAsRead(before) : isNew;
  const change = memberChange({ before, after });
  await commitChange(db, { organizationId, change, by, now }, [
    ...(await rosterWrites(db, organizationId, { before, after })),
    putIf(table, memberItem(after), asRead),
    before ? put(table, invitationItem(after)) : putNew(table, invitationItem(after)),
    ...membershipItems(after).map((item) => put(table, item)),
  ]);
}

/** Throws `last-owner`. Apart from the other changes, because who signs people in must not be able to remove them. */
export async function commitRemoval(
  db: Database,
  before: Member,
  { now, by }: { readonly now: Instant; readonly by: By },
): Promise<void> {
  const table = db.ledgerTable;
  const { organizationId, id: member, email } = before;
  await commitChange(db, { organizationId, change: memberChange({ before }), by, now }, [
    ...(await rosterWrites(db, organizationId, { before })),
    deleteIf(table, keys.member(organizationId, member), isAsRead(before)),
    deleteIf(table, keys.invitation(email, organizationId), has({ member })),
    ...membershipItems(before).map((item) => deleteIf(table, item, has({ member }))),
  ]);
}

/** The roster with the change, in an organization that exists. */
async function rosterWrites(
  db: Database,
  organizationId: OrganizationId,
  change: Partial<MemberChange>,
): Promise<Write[]> {
  const key = keys.roster(organizationId);
  const stored = await getItem(db, db.ledgerTable, key, RosterItem);
  const { version, ...before } = stored ?? { ...NO_MEMBERS, version: 0 };
  const item = { ...key, ...changeRoster(before, change), version: version + 1 };
  return [
    check(db.ledgerTable, keys.profile(organizationId), exists, () => refusals.notFound('organization')),
    putIf(db.ledgerTable, item, version === 0 ? isNew : has({ version })),
  ];
}

const memberItem = ({ organizationId, id, ...member }: Member) => ({
  ...keys.member(organizationId, id),
  ...member,
});

const invitationItem = ({ email, organizationId, id, subject }: Member) => ({
  ...keys.invitation(email, organizationId),
  member: id,
  subject,
});

/** What a sign-in reads of a member: one item for a person, none for an invitation. */
const membershipItems = ({ subject, organizationId, id, name, role, joinedAt }: Member) =>
  subject === undefined
    ? []
    : [{ ...keys.membership(subject, organizationId), member: id, name, role, joinedAt }];

const isAsRead = ({ role, joinedAt, name }: Member) =>
  all(isStill('role', role), isStill('joinedAt', joinedAt), isStill('name', name));
