/** Who can sign in to the sample: one person for each role, one of two organizations, and the operator. */
import type { CreditsClient } from '../../../shared/client/client.ts';
import type { Member } from '../../../shared/client/generated/api.ts';
import { ApiProblem } from '../../../shared/client/problem.ts';
import type { Person } from '../issuer/people.ts';
import { FIRST_OPERATOR } from '../parameters.ts';

export const SAMPLE_ORGANIZATION = 'contoso';
export const OTHER_ORGANIZATION = 'fabrikam';

interface SamplePerson {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly (readonly [organization: string, role: Member['role']])[];
}

export const SAMPLE_ADMINISTRATOR: SamplePerson = {
  email: 'grace@contoso.example',
  name: 'Grace Hall',
  roles: [[SAMPLE_ORGANIZATION, 'owner']],
};

const PEOPLE: readonly SamplePerson[] = [
  SAMPLE_ADMINISTRATOR,
  { email: 'hugo@contoso.example', name: 'Hugo Brandt', roles: [[SAMPLE_ORGANIZATION, 'billing']] },
  { email: 'ines@contoso.example', name: 'Ines Rossi', roles: [[SAMPLE_ORGANIZATION, 'licenses']] },
  { email: 'jonas@contoso.example', name: 'Jonas Weber', roles: [[SAMPLE_ORGANIZATION, 'auditor']] },
  {
    email: 'kira@fabrikam.example',
    name: 'Kira Novak',
    roles: [
      [OTHER_ORGANIZATION, 'owner'],
      [SAMPLE_ORGANIZATION, 'billing'],
    ],
  },
];

/** For the sign-in page. */
export const SAMPLE_PEOPLE: readonly Person[] = [
  ...PEOPLE.map(({ email, name, roles }) => ({
    email,
    name,
    about: roles.map(([organization, role]) => `${role} of ${organization}`).join(', '),
  })),
  { email: FIRST_OPERATOR, name: 'Omar Haddad', about: 'operator of the deployment' },
];

/** Invites whom nobody has invited yet. Their organizations exist. Throws ApiProblem when an invitation is refused. */
export async function inviteSamplePeople(operator: CreditsClient): Promise<void> {
  for (const { email, name, roles } of PEOPLE) {
    for (const [organization, role] of roles) {
      try {
        await operator.organization(organization).post('/members', { body: { email, name, role } });
      } catch (error) {
        if (!(error instanceof ApiProblem && error.code === 'member-exists')) throw error;
      }
    }
  }
}
