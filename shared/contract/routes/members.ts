import { listOf } from '../answers/fields.answers.ts';
import { GRACE_OF_CONTOSO, InvitedMember, Member } from '../answers/members.answers.ts';
import { Me } from '../answers/sign-in.answers.ts';
import { ChooseOrganization, InviteMember, PageQuery, PatchMember } from '../schemas.ts';
import { ORGANIZATION, READS_LICENSES, type Routes } from './route.ts';

const MEMBERS_WRITE = ['members:write'] as const;
/** Those who see to users see who else does, and an auditor reads everything. */
const READS_MEMBERS = [...MEMBERS_WRITE, ...READS_LICENSES] as const;
const aMember = () => ({ org: 'contoso', member: GRACE_OF_CONTOSO.id });

export const MEMBERS = {
  getMe: {
    method: 'GET',
    path: '/v1/me',
    access: ['any'],
    summary: 'Get who asks, and the organizations that the person may choose from',
    answers: () => ({ 200: Me }),
    example: () => ({
      answer: {
        subject: '4f1c2a6e-0f0b-8c56-8d5e-8b6f6a1f0c11',
        name: null,
        email: null,
        kind: 'person',
        operator: true,
        organization: null,
        organizations: [],
        scopes: ['operator'],
      },
    }),
  },
  chooseOrganization: {
    method: 'PUT',
    path: '/v1/me/organization',
    access: ['any'],
    summary: 'Choose the organization for which the next token of the person is',
    body: ChooseOrganization,
    answers: () => ({ 204: null }),
    problems: ['not-found'],
    example: () => ({ body: { organization: 'contoso' } }),
  },

  listMembers: {
    method: 'GET',
    path: `${ORGANIZATION}/members`,
    access: READS_MEMBERS,
    summary: 'List the people who may sign in for the organization',
    query: PageQuery,
    answers: () => ({ 200: listOf(Member) }),
    example: () => ({
      params: { org: 'contoso' },
      query: { limit: '20' },
      answer: { items: [GRACE_OF_CONTOSO], nextCursor: null },
    }),
  },
  inviteMember: {
    method: 'POST',
    path: `${ORGANIZATION}/members`,
    access: MEMBERS_WRITE,
    summary: 'Invite a person by e-mail address',
    body: InviteMember,
    answers: () => ({ 200: InvitedMember, 201: InvitedMember }),
    problems: ['member-exists', 'last-owner', 'members-managed-elsewhere'],
    example: () => ({
      params: { org: 'contoso' },
      status: 201,
      body: { email: 'grace@contoso.com', role: 'billing' },
      answer: { ...GRACE_OF_CONTOSO, invitation: 'mailed' },
    }),
  },
  patchMember: {
    method: 'PATCH',
    path: `${ORGANIZATION}/members/{member}`,
    access: MEMBERS_WRITE,
    summary: 'Change the role of a member',
    body: PatchMember,
    answers: () => ({ 200: Member }),
    problems: ['last-owner'],
    example: () => ({
      params: aMember(),
      body: { role: 'auditor' },
      answer: { ...GRACE_OF_CONTOSO, role: 'auditor' },
    }),
  },
  removeMember: {
    method: 'DELETE',
    path: `${ORGANIZATION}/members/{member}`,
    access: MEMBERS_WRITE,
    summary: 'Remove a member',
    answers: () => ({ 204: null }),
    problems: ['last-owner'],
    example: () => ({ params: aMember() }),
  },
} as const satisfies Routes;
