/** What a sign-in writes: invitations that are accepted, and the name of the person. */
import type { Instant } from '../../shared/domain/instants.ts';
import { join, type Member, type Membership, type Person } from '../../shared/domain/members/members.ts';
import { commitMember, findMember } from '../../shared/store/members/members.ts';
import { type Invitation, openInvitations } from '../../shared/store/members/people.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}

/** The issuer must have verified the address (spec: An invitation is accepted by a verified address). */
export async function acceptInvitations(deps: Deps, person: Person, verifiedEmail: string): Promise<void> {
  for (const invitation of await openInvitations(deps.db, verifiedEmail)) {
    // Otherwise it was taken back, or accepted by a sign-in at the same time.
    await joinWhen(deps, invitation, person, ({ status }) => status === 'invited');
  }
}

/** The members of organizations are listed with the name that the issuer gave last. */
export async function keepName(
  deps: Deps,
  person: Person,
  memberships: readonly Membership[],
): Promise<void> {
  const renamed = memberships.filter(({ name }) => person.name !== undefined && person.name !== name);
  for (const { organizationId, member: memberId } of renamed) {
    await joinWhen(deps, { organizationId, memberId }, person, ({ subject }) => subject === person.subject);
  }
}

async function joinWhen(
  { db, now }: Deps,
  { organizationId, memberId }: Invitation,
  person: Person,
  applies: (member: Member) => boolean,
): Promise<void> {
  await decideAndCommit(async () => {
    const before = await findMember(db, organizationId, memberId);
    if (!before || !applies(before)) return;
    const { subject: id, name } = person;
    const at = now();
    const by = { actor: { kind: 'person', id, name } } as const;
    await commitMember(db, { before, after: join(before, person, at) }, { now: at, by });
  });
}
