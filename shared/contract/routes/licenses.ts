import { listOf } from '../answers/fields.answers.ts';
import { License, LicenseJob, LicenseJobProgress, User } from '../answers/licenses.answers.ts';
import {
  BulkAssignmentQuery,
  CreateUser,
  JobQuery,
  LicenseQuantity,
  PageQuery,
  PatchUser,
  UserQuery,
} from '../schemas.ts';
import { ORGANIZATION, type Routes, WRITES_LICENSES } from './route.ts';

export const LICENSES = {
  createUser: {
    method: 'POST',
    path: `${ORGANIZATION}/users`,
    access: WRITES_LICENSES,
    summary: 'Add a user; under the id of a removed user, the user comes back without licenses',
    body: CreateUser,
    answers: () => ({ 201: User }),
    problems: ['user-exists'],
  },
  listUsers: {
    method: 'GET',
    path: `${ORGANIZATION}/users`,
    access: WRITES_LICENSES,
    summary: 'List users by their ids, or search their names',
    query: UserQuery,
    answers: () => ({ 200: listOf(User) }),
  },
  getUser: {
    method: 'GET',
    path: `${ORGANIZATION}/users/{user}`,
    access: WRITES_LICENSES,
    summary: 'Get a user, by id or by user principal name',
    answers: () => ({ 200: User }),
  },
  patchUser: {
    method: 'PATCH',
    path: `${ORGANIZATION}/users/{user}`,
    access: WRITES_LICENSES,
    summary: 'Change a user',
    body: PatchUser,
    answers: () => ({ 200: User }),
    problems: ['user-exists'],
  },
  deleteUser: {
    method: 'DELETE',
    path: `${ORGANIZATION}/users/{user}`,
    access: WRITES_LICENSES,
    summary: 'Remove a user, whose licenses return to the organization',
    answers: () => ({ 204: null }),
  },
  listLicenses: {
    method: 'GET',
    path: `${ORGANIZATION}/licenses`,
    access: WRITES_LICENSES,
    summary: 'List all SKUs with how many licenses are bought and assigned',
    query: PageQuery,
    answers: () => ({ 200: listOf(License) }),
  },
  setLicenseQuantity: {
    method: 'PUT',
    path: `${ORGANIZATION}/licenses/{sku}`,
    access: ['operator'],
    summary: 'Set how many licenses of a SKU the organization has',
    body: LicenseQuantity,
    answers: () => ({ 200: License }),
    problems: ['no-license-available'],
  },
  assignLicense: {
    method: 'PUT',
    path: `${ORGANIZATION}/users/{user}/licenses/{sku}`,
    access: WRITES_LICENSES,
    summary: 'Assign a license to a user; one that the user holds already changes nothing',
    answers: () => ({ 200: User }),
    problems: ['invalid-request', 'no-license-available', 'not-eligible'],
  },
  removeLicense: {
    method: 'DELETE',
    path: `${ORGANIZATION}/users/{user}/licenses/{sku}`,
    access: WRITES_LICENSES,
    summary: 'Remove a license from a user; one that the user does not hold changes nothing',
    answers: () => ({ 200: User }),
    problems: ['invalid-request'],
  },
  assignMany: {
    method: 'POST',
    path: `${ORGANIZATION}/license-assignments`,
    access: WRITES_LICENSES,
    summary: 'Assign a license to a list of users, or remove it from them',
    query: BulkAssignmentQuery,
    document: {
      mediaTypes: ['text/plain', 'text/csv'],
      description:
        'One user principal name a line, or CSV (separated by commas, semicolons or tabs) with the names under userPrincipalName, UPN, User principal name, Username or Sign-in name, as Entra and the Microsoft 365 admin center export it; UTF-8, or UTF-16 with a byte order mark; up to 100,000 lines and 6 MB',
    },
    answers: () => ({ 202: LicenseJob }),
  },
  getAssignments: {
    method: 'GET',
    path: `${ORGANIZATION}/license-assignments/{job}`,
    access: WRITES_LICENSES,
    summary: 'Get the progress of a list, with the lines that failed',
    query: JobQuery,
    answers: () => ({ 200: LicenseJobProgress }),
  },
} as const satisfies Routes;
