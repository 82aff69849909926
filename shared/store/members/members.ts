/**
 * The members of organizations. Each is listed under the organization and under the person, and counted in the roster,
 * in one transaction.
 */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { MemberId, OrganizationId } from '../../domain/ids.ts';
import {
  changeRoster,
  MEMBER_STATUSES,
  type Member,
  NO_MEMBERS,
  ROLES,
  type Roster,
} from '../../domain/members/members.ts';
import { refusals } from '../../domain/refusals.ts';
import { all, exists, has, isNew, isStill } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { commit, type Write } from '../table/transaction.ts';
import { check, deleteIf, put, putIf, putNew } from '../table/writes.ts';

const MemberItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    email: z.string(),
    name: z.string().optional(),
    role: z.enum(ROLES),
    status: z.enum(MEMBER_STATUSES),
    invitedAt: z.string(),
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

export interface MemberChange {
  /** Absent for one who is invited. */
  readonly before?: Member | undefined;
  /** Absent for one who is removed. */
  readonly after?: Member | undefined;
}

/** Throws `member-exists` for an e-mail address that is a member's, `last-owner`, and `not-found` for no organization. */
export async function commitMember(
  db: Database,
  organizationId: OrganizationId,
  change: MemberChange,
): Promise<void> {
  const key = keys.roster(organizationId);
  const stored = await getItem(db, db.ledgerTable, key, RosterItem);
  const { version, ...before } = stored ?? { ...NO_MEMBERS, version: 0 };
  const after = changeRoster(before, change);
  await commit(db, [
    check(db.ledgerTable, keys.profile(organizationId), exists, () => refusals.notFound('organization')),
    rosterWrite(db, organizationId, { after, version }),
    ...memberWrites(db, organizationId, change),
  ]);
}

function rosterWrite(
  db: Database,
  organizationId: OrganizationId,
  { after, version }: { readonly after: Roster; readonly version: number },
): Write {
  const item = { ...keys.roster(organizationId), ...after, version: version + 1 };
  return putIf(db.ledgerTable, item, version === 0 ? isNew : has({ version }));
}

function memberWrites(
  db: Database,
  organizationId: OrganizationId,
  { before, after }: MemberChange,
): Write[] {
  if (after) {
    const membership = {
      ...keys.membership(after.email, organizationId),
      member: after.id,
      role: after.role,
    };
    if (!before) {
      const item = memberItem(after);
      return [putNew(db.ledgerTable, item), putNew(db.ledgerTable, membership, refusals.memberExists)];
    }
    return [putIf(db.ledgerTable, memberItem(after), isAsRead(before)), put(db.ledgerTable, membership)];
  }
  if (!before) return [];
  return [
    deleteIf(db.ledgerTable, keys.member(organizationId, before.id), isAsRead(before)),
    deleteIf(db.ledgerTable, keys.membership(before.email, organizationId), has({ member: before.id })),
  ];
}

const memberItem = ({ organizationId, id, ...member }: Member) => ({
  ...keys.member(organizationId, id),
  ...member,
});

const isAsRead = ({ role, joinedAt }: Member) => all(isStill('role', role), isStill('joinedAt', joinedAt));
