import type { MEMBERS } from '../../shared/contract/routes/members.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { inviteMember, listMembers, patchMember, removeMember } from './members.ts';

const environment = environmentOf('members');
const deps = { db: connect(environment), now };

export const handler = httpHandler<typeof MEMBERS>(
  {
    listMembers: listMembers(deps),
    inviteMember: inviteMember(deps),
    patchMember: patchMember(deps),
    removeMember: removeMember(deps),
  },
  environment,
);
