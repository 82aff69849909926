import * as z from 'zod';
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
    summary: 'Add a user',
    body: CreateUser,
    answers: () => ({ 201: z.unknown() }),
  },
  listUsers: {
    method: 'GET',
    path: `${ORGANIZATION}/users`,
    access: WRITES_LICENSES,
    summary: 'List or search users',
    query: UserQuery,
    answers: () => ({ 200: z.unknown() }),
  },
  getUser: {
    method: 'GET',
    path: `${ORGANIZATION}/users/{user}`,
    access: WRITES_LICENSES,
    summary: 'One user, by id or user principal name',
    answers: () => ({ 200: z.unknown() }),
  },
  patchUser: {
    method: 'PATCH',
    path: `${ORGANIZATION}/users/{user}`,
    access: WRITES_LICENSES,
    summary: 'Change a user',
    body: PatchUser,
    answers: () => ({ 200: z.unknown() }),
  },
  deleteUser: {
    method: 'DELETE',
    path: `${ORGANIZATION}/users/{user}`,
    access: WRITES_LICENSES,
    summary: 'Remove a user, giving back the licenses',
    answers: () => ({ 204: null }),
  },
  listLicenses: {
    method: 'GET',
    path: `${ORGANIZATION}/licenses`,
    access: WRITES_LICENSES,
    summary: 'Licenses per SKU',
    query: PageQuery,
    answers: () => ({ 200: z.unknown() }),
  },
  setLicenseQuantity: {
    method: 'PUT',
    path: `${ORGANIZATION}/licenses/{sku}`,
    access: ['operator'],
    summary: 'Set the purchased quantity',
    body: LicenseQuantity,
    answers: () => ({ 200: z.unknown() }),
  },
  assignLicense: {
    method: 'PUT',
    path: `${ORGANIZATION}/users/{user}/licenses/{sku}`,
    access: WRITES_LICENSES,
    summary: 'Assign a license',
    answers: () => ({ 200: z.unknown() }),
  },
  removeLicense: {
    method: 'DELETE',
    path: `${ORGANIZATION}/users/{user}/licenses/{sku}`,
    access: WRITES_LICENSES,
    summary: 'Remove a license',
    answers: () => ({ 200: z.unknown() }),
  },
  assignMany: {
    method: 'POST',
    path: `${ORGANIZATION}/license-assignments`,
    access: WRITES_LICENSES,
    summary: 'Assign or remove a license for a list of users',
    query: BulkAssignmentQuery,
    document: {
      mediaTypes: ['text/plain', 'text/csv'],
      description:
        'One user principal name a line, or CSV (separated by commas, semicolons or tabs) with the names under userPrincipalName, UPN, User principal name, Username or Sign-in name, as Entra and the Microsoft 365 admin center export it; UTF-8, or UTF-16 with a byte order mark; up to 100,000 lines and 6 MB',
    },
    answers: () => ({ 202: z.unknown() }),
  },
  getAssignments: {
    method: 'GET',
    path: `${ORGANIZATION}/license-assignments/{job}`,
    access: WRITES_LICENSES,
    summary: 'Progress of a list, and the lines that failed',
    query: JobQuery,
    answers: () => ({ 200: z.unknown() }),
  },
} as const satisfies Routes;
