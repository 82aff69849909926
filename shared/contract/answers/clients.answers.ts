/** The programs of an organization, their secrets, and their tokens. */
import * as z from 'zod';
import { ROLES } from '../../domain/members/members.ts';
import { SCOPES } from '../scopes.ts';
import { UtcInstant } from './fields.answers.ts';

const Scope = z.enum(SCOPES).meta({ 'x-may-grow': true });

const client = {
  id: z.string(),
  clientId: z
    .string()
    .meta({ description: 'The `id`: with it, as `client_id`, the program asks for tokens.' }),
  name: z.string(),
  role: z
    .enum(ROLES)
    .nullable()
    .meta({ description: 'Null for a client that has scopes of its own.', 'x-may-grow': true }),
  scopes: z.array(Scope).meta({ description: 'What its tokens allow.' }),
  createdAt: UtcInstant,
  secretCreatedAt: UtcInstant.meta({ description: 'When its last secret was made.' }),
  earlierSecretValidUntil: UtcInstant.nullable().meta({
    description: 'Until this instant the secret before the last one is valid, too; null if it is not.',
  }),
  lastUsedOn: z.iso
    .date()
    .nullable()
    .meta({ description: 'The day in UTC on which it got its last token; null before the first.' }),
};

export const Client = z.object(client).meta({ id: 'Client' });
export type Client = z.input<typeof Client>;

export const ClientWithSecret = z
  .object({
    ...client,
    clientSecret: z.string().meta({ description: 'The `client_secret`: no other answer has it.' }),
  })
  .meta({ id: 'ClientWithSecret' });

/** RFC 6749 section 5.1. */
export const AccessToken = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds until the token expires: an hour at most.' }),
    scope: z.string().meta({ description: 'The scopes of the token, with spaces between them.' }),
  })
  .meta({ id: 'AccessToken' });

/** RFC 6749 section 5.2. */
export const TOKEN_ERRORS = [
  'invalid_request',
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
] as const;

export const TokenError = z
  .object({ error: z.enum(TOKEN_ERRORS), error_description: z.string() })
  .meta({ id: 'TokenError' });

export const PLATFORM_OF_CONTOSO: Client = {
  id: 'cli_5f3c1d0a9b8e7f6a5b4c3d2e',
  clientId: 'cli_5f3c1d0a9b8e7f6a5b4c3d2e',
  name: 'Calling platform',
  role: 'platform',
  scopes: ['calls:write'],
  createdAt: '2026-11-24T09:00:00.000Z',
  secretCreatedAt: '2026-11-24T09:00:00.000Z',
  earlierSecretValidUntil: null,
  lastUsedOn: null,
};
