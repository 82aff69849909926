/** The people of an organization (spec: People and machines have roles). */
import type { Member as MemberAnswer } from '../../shared/contract/answers/members.answers.ts';
import { MEMBERS } from '../../shared/contract/routes/members.ts';
import type { MemberId, OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import type { Member } from '../../shared/domain/members/members.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { Invite } from '../../shared/identity/invitations.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { operation } from '../../shared/lambda/http.ts';
import { param, parseBody, parseQuery } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import {
  commitMember,
  commitRemoval,
  findInvited,
  findMember,
  listMembers as list,
  newMemberId,
} from '../../shared/store/members/members.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { sendInvitation } from './send-invitation.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}
interface InvitingDeps extends Deps {
  /** Absent where another issuer says who may do what. */
  readonly invite: Invite | undefined;
}

export function listMembers({ db }: Deps) {
  return operation(MEMBERS.listMembers, async (request) => {
    const organizationId = param(request, 'org');
    const page = parseQuery(request);
    await loadAccount(db, organizationId);
    const { items, nextCursor } = await list(db, organizationId, page);
    return { status: 200, body: { items: items.map(memberView), nextCursor } };
  });
}

/** One who has not joined yet is invited again, in the role of this invitation. */
export function inviteMember({ db, now, invite }: InvitingDeps) {
  return operation(MEMBERS.inviteMember, async (request) => {
    const organizationId = param(request, 'org');
    const invitation = parseBody(request);
    if (!invite) throw refusals.membersManagedElsewhere();
    const { before, after } = await decideAndCommit(async () => {
      const before = await findInvited(db, organizationId, invitation);
      if (before?.status === 'active') throw refusals.memberExists();
      const after = before
        ? { ...before, ...invitation }
        : invitedMember(organizationId, { ...invitation, invitedAt: now() });
      await commitMember(db, { before, after }, { now: now(), by: byOf(request) });
      return { before, after };
    });
    const body = { ...memberView(after), invitation: await sendInvitation(invite, after) };
    return { status: before ? 200 : 201, body };
  });
}

const invitedMember = (
  organizationId: OrganizationId,
  invitation: Pick<Member, 'email' | 'role' | 'name' | 'invitedAt'>,
): Member => ({ ...invitation, id: newMemberId(), organizationId, status: 'invited' });

/** The new role is in the tokens that the person gets from then on. */
export function patchMember({ db, now }: Deps) {
  return operation(MEMBERS.patchMember, async (request) => {
    const organizationId = param(request, 'org');
    const { role } = parseBody(request);
    return decideAndCommit(async () => {
      const before = await requireMember(db, organizationId, param(request, 'member'));
      const after = { ...before, role };
      await commitMember(db, { before, after }, { now: now(), by: byOf(request) });
      return { status: 200, body: memberView(after) };
    });
  });
}

export function removeMember({ db, now }: Deps) {
  return operation(MEMBERS.removeMember, async (request) => {
    const organizationId = param(request, 'org');
    return decideAndCommit(async () => {
      const before = await requireMember(db, organizationId, param(request, 'member'));
      await commitRemoval(db, before, { now: now(), by: byOf(request) });
      return { status: 204 };
    });
  });
}

async function requireMember(db: Database, organizationId: OrganizationId, id: MemberId): Promise<Member> {
  const member = await findMember(db, organizationId, id);
  if (!member) throw refusals.notFound('member');
  return member;
}

function memberView({ id, email, name, role, status, invitedAt, joinedAt }: Member): MemberAnswer {
  return { id, email, name: name ?? null, role, status, invitedAt, joinedAt: joinedAt ?? null };
}
