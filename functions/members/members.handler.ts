import type { MEMBERS } from '../../shared/contract/routes/members.ts';
import { invitations } from '../../shared/identity/invitations.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { chooseOrganization, getMe } from './me.ts';
import { inviteMember, listMembers, patchMember, removeMember } from './members.ts';

const environment = environmentOf('members');
const { USER_POOL_ID: pool } = environment;
const deps = { db: connect(environment), now, invite: pool === '' ? undefined : invitations(pool) };

export const handler = httpHandler<typeof MEMBERS>(
  {
    getMe: getMe(deps),
    chooseOrganization: chooseOrganization(deps),
    listMembers: listMembers(deps),
    inviteMember: inviteMember(deps),
    patchMember: patchMember(deps),
    removeMember: removeMember(deps),
  },
  environment,
);
