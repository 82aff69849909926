/** Where people sign in, and who asks. */
import * as z from 'zod';
import { MEMBER_ROLES } from '../../domain/members/members.ts';
import { SCOPES } from '../scopes.ts';

export const SignInSettings = z
  .object({
    issuer: z.url().meta({ description: 'An OpenID provider; its configuration is below this address.' }),
    clientId: z.string().meta({ description: 'Of the console: a public client with PKCE.' }),
    cliClientId: z.string().nullable().meta({
      description: 'Of the command line: a public client that comes back to a port of the machine.',
    }),
    cliRedirectUris: z
      .array(z.url())
      .meta({ description: 'Where the command line may come back to; empty for any port.' }),
    scopes: z.array(z.string()).meta({ description: 'What to ask the issuer for.' }),
  })
  .meta({ id: 'SignInSettings' });

export const Me = z
  .object({
    subject: z.string().nullable().meta({ description: 'The id at the issuer.' }),
    name: z.string().nullable(),
    email: z.string().nullable(),
    kind: z.enum(['person', 'client']),
    operator: z.boolean().meta({ description: 'Whether the token is for every organization.' }),
    organization: z
      .string()
      .nullable()
      .meta({ description: 'The one that the token is for; null for an operator, and for a token of none.' }),
    organizations: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          role: z.enum(MEMBER_ROLES).nullable().meta({
            description: 'Null where the issuer, not this service, knows the person.',
            'x-may-grow': true,
          }),
        }),
      )
      .meta({ description: 'Those that the person may choose from.' }),
    scopes: z.array(z.enum(SCOPES).meta({ 'x-may-grow': true })),
  })
  .meta({ id: 'Me' });
