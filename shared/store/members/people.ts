/** What a sign-in reads and writes: the organizations of a person, and for which one the person works. */
import * as z from 'zod';
import type { MemberId, OrganizationId, PersonId } from '../../domain/ids.ts';
import { MEMBER_ROLES, type Membership } from '../../domain/members/members.ts';
import { refusals } from '../../domain/refusals.ts';
import { exists, isPrefixed } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { queryAll } from '../table/queries.ts';
import { commit } from '../table/transaction.ts';
import { check, put } from '../table/writes.ts';

const MembershipItem = z
  .object({
    sk: z.string(),
    member: z.string(),
    name: z.string().optional(),
    role: z.enum(MEMBER_ROLES),
    joinedAt: z.string(),
  })
  .transform(
    ({ sk, ...membership }): Membership => ({
      ...membership,
      organizationId: keys.membership.idOf(sk),
    }),
  );
const ChoiceItem = z
  .object({ sk: z.literal(keys.choice('').sk), organization: z.string() })
  .transform(({ organization }) => ({ chosen: organization }));
const PersonItem = z.union([ChoiceItem, MembershipItem]);

export interface Memberships {
  readonly memberships: readonly Membership[];
  /** The organization that the person has chosen; the person may have left it. */
  readonly chosen?: OrganizationId | undefined;
}

/** Everything that is stored of a person, in one request. */
export async function membershipsOf(db: Database, subject: PersonId): Promise<Memberships> {
  const items = await queryAll(db, { table: db.ledgerTable, pk: keys.person(subject) }, PersonItem);
  return {
    memberships: items.flatMap((item) => ('chosen' in item ? [] : [item])),
    chosen: items.flatMap((item) => ('chosen' in item ? [item.chosen] : []))[0],
  };
}

/** Stores for which organization the person works. Throws `not-found` where the person is not a member. */
export async function chooseOrganization(
  db: Database,
  { subject, organization }: { readonly subject: PersonId; readonly organization: OrganizationId },
): Promise<void> {
  const isMember = check(db.ledgerTable, keys.membership(subject, organization), exists, () =>
    refusals.notFound('organization'),
  );
  await commit(db, [isMember, put(db.ledgerTable, { ...keys.choice(subject), organization })]);
}

export interface Invitation {
  readonly organizationId: OrganizationId;
  readonly memberId: MemberId;
}

const InvitationItem = z
  .object({ sk: z.string(), member: z.string(), subject: z.string().optional() })
  .transform(({ sk, member, subject }) => ({
    organizationId: keys.invitation.idOf(sk),
    memberId: member,
    subject,
  }));

/** The invitations at this address that nobody has accepted. */
export async function openInvitations(db: Database, email: string): Promise<readonly Invitation[]> {
  const query = {
    table: db.ledgerTable,
    pk: keys.address(email),
    where: isPrefixed(keys.invitation.prefix),
  };
  const invitations = await queryAll(db, query, InvitationItem);
  return invitations.filter(({ subject }) => subject === undefined);
}
