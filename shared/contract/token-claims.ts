/** Which claims of a token say whose it is and what it allows: a setting, because each issuer has names of its own. */
import * as z from 'zod';
import { ROLES } from '../domain/members/members.ts';

/** The name of a claim, or its place in one: `realm_access.roles`. A claim whose own name has dots comes first. */
const claims = () => z.array(z.string().min(1));

/**
 * The setting TOKEN_CLAIMS. What is left out has its default: the claims of this service's own tokens, and the usual
 * ones of Cognito, Entra, Auth0, Okta and Keycloak.
 */
export const tokenClaims = () =>
  z.strictObject({
    /** The ids of the token's organizations: a text, a list, or the members of an object. */
    organizations: claims().default(['org']),
    scopes: claims().default(['scope', 'scp']),
    /** Only scopes that begin with it count, without it: `credits/`, as Cognito writes those of a resource server. */
    scopePrefix: z.string().default(''),
    /** A claim that lists scopes of this service as they are, without the prefix: Auth0's `permissions`. */
    permissions: claims().default([]),
    /** Claims of the issuer's roles, such as `roles` or `cognito:groups`. */
    roles: claims().default([]),
    /** The role that a role of the issuer is here. Its other roles give nothing. */
    roleMap: z.record(z.string(), z.enum([...ROLES, 'operator'])).default({}),
    name: claims().default(['name', 'preferred_username', 'username']),
    client: claims().default(['client', 'client_id', 'azp', 'appid', 'cid']),
    /** A claim that is `person` or `client`, as in tokens that this service has filled. It decides where it is. */
    kind: claims().default(['kind']),
    /** Else a token whose subject is one of these claims, too, is a client's that acts for itself. */
    subjectsOfClients: claims().default(['client_id', 'azp', 'appid', 'cid', 'oid']),
    /** So is one with a claim of these texts; `*` at an end stands for any text. */
    marksOfClients: z.record(z.string().min(1), z.array(z.string().min(1))).default({
      idtyp: ['app'],
      gty: ['client-credentials'],
      sub: ['*@clients'],
      preferred_username: ['service-account-*'],
    }),
  });
export type TokenClaims = z.infer<ReturnType<typeof tokenClaims>>;
