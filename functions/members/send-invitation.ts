import type { InvitationOutcome, Member } from '../../shared/domain/members/members.ts';
import type { Invite } from '../../shared/identity/invitations.ts';
import { log } from '../../shared/lambda/log.ts';

/** The member is stored: a mail that cannot be sent is logged, and another invitation sends it. */
export async function sendInvitation(invite: Invite, member: Member): Promise<InvitationOutcome> {
  try {
    return await invite(member);
  } catch (error) {
    const { organizationId, id } = member;
    log.error('an invitation was not mailed', { organizationId, member: id, error });
    return 'not-mailed';
  }
}
