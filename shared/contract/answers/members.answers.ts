/** The people of an organization. */
import * as z from 'zod';
import { INVITATION_OUTCOMES, MEMBER_ROLES, MEMBER_STATUSES } from '../../domain/members/members.ts';
import { UtcInstant } from './fields.answers.ts';

const Role = z.enum(MEMBER_ROLES).meta({
  description:
    '`owner` does everything in the organization, `billing` sees to its money, `licenses` to its users and their licenses; `auditor` reads everything and changes nothing.',
  'x-may-grow': true,
});

export const Member = z
  .object({
    id: z.string(),
    email: z.string().meta({ description: 'The address with which the person signs in.' }),
    name: z.string().nullable().meta({
      description: 'As it was at the last sign-in; before the first, that of the invitation, or null.',
    }),
    role: Role,
    status: z
      .enum(MEMBER_STATUSES)
      .meta({ description: 'A member is `invited` until the first sign-in, and `active` from then on.' }),
    invitedAt: UtcInstant,
    joinedAt: UtcInstant.nullable(),
  })
  .meta({ id: 'Member' });
export type Member = z.input<typeof Member>;

export const InvitedMember = Member.extend({
  invitation: z.enum(INVITATION_OUTCOMES).meta({
    description:
      '`mailed`: the person gets a mail with the password of the first sign-in. `has-account`: the person signs in as before. `not-mailed`: the mail could not be sent; invite again.',
    'x-may-grow': true,
  }),
}).meta({ id: 'InvitedMember' });

export const GRACE_OF_CONTOSO: Member = {
  id: 'mem_5f3c1d0a9b8e7f6a5b4c3d2e',
  email: 'grace@contoso.com',
  name: null,
  role: 'billing',
  status: 'invited',
  invitedAt: '2026-11-24T09:00:00.000Z',
  joinedAt: null,
};
