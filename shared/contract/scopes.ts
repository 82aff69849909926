/** What a token allows: its scopes, and those of the roles that people and machines have in an organization. */
import type { Client } from '../domain/members/clients.ts';
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

/** Scopes that an organization can give; `operator` is none of them. */
export type GivenScope = Exclude<Scope, 'operator'>;
export const GIVEN_SCOPES = SCOPES.filter((scope) => scope !== 'operator');

/** The scopes of the tokens that a client gets. */
export const scopesOfClient = ({ role, scopes = [] }: Pick<Client, 'role' | 'scopes'>): readonly Scope[] =>
  role === undefined ? GIVEN_SCOPES.filter((scope) => scopes.includes(scope)) : SCOPES_OF_ROLE[role];
