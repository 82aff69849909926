/** What a token allows: its scopes, and those of the roles that people and machines have in an organization. */
import type { Role } from '../domain/members/members.ts';

export const SCOPES = [
  'operator',
  'billing:read',
  'billing:write',
  'licenses:read',
  'licenses:write',
  'members:write',
  'calls:write',
] as const;
export type Scope = (typeof SCOPES)[number];

export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = {
  owner: ['billing:read', 'billing:write', 'licenses:read', 'licenses:write', 'members:write', 'calls:write'],
  billing: ['billing:read', 'billing:write'],
  licenses: ['licenses:read', 'licenses:write'],
  /** Reads everything, changes nothing. */
  auditor: ['billing:read', 'licenses:read'],
  /** A machine that authorizes and reports calls. */
  platform: ['calls:write'],
};
