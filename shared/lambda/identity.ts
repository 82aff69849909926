/** Who asks, and what the token allows: read from a token that API Gateway's authorizer has verified. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { SCOPES_OF_ROLE } from '../contract/scopes.ts';
import type { TokenClaims } from '../contract/token-claims.ts';

export interface Identity {
  /** The issuer's id of a person, or of a machine client. */
  readonly subject: string | undefined;
  /** The program that asks, as the issuer knows it. */
  readonly client: string | undefined;
  /** A client acts for itself, not for a person. */
  readonly kind: 'person' | 'client';
  readonly name: string | undefined;
  readonly email: string | undefined;
  /** The organizations that the token is of. */
  readonly organizations: readonly string[];
  readonly scopes: readonly string[];
}

export const NOBODY: Identity = {
  subject: undefined,
  client: undefined,
  kind: 'person',
  name: undefined,
  email: undefined,
  organizations: [],
  scopes: [],
};

type Payload = Readonly<Record<string, unknown>>;
const Payload = z.record(z.string(), z.unknown());

/**
 * The authorizer hands every claim on as text: the list `["a", "b"]` as `[a b]`, which a text in brackets looks like,
 * too. So the claims are read from the one token of the header, which is the token that it has verified.
 */
export function identityOf(headers: APIGatewayProxyEventV2['headers'], claims: TokenClaims): Identity {
  const payload = payloadOf(headers.authorization);
  const first = (names: readonly string[]) =>
    names.map((name) => claimOf(payload, name)).find((claim) => typeof claim === 'string');
  return {
    subject: first(['sub']),
    client: first(claims.client),
    kind: kindOf(payload, claims),
    name: first(claims.name),
    email: first(['email']),
    organizations: membersOf(payload, claims.organizations),
    scopes: [...new Set(scopesOf(payload, claims))],
  };
}

function kindOf(payload: Payload, claims: TokenClaims): Identity['kind'] {
  const said = claims.kind.map((name) => claimOf(payload, name)).find((kind) => KINDS.has(kind));
  if (said !== undefined) return said === 'client' ? 'client' : 'person';
  const subject = claimOf(payload, 'sub');
  const isItself = claims.subjectsOfClients.some((name) => claimOf(payload, name) === subject);
  const isMarked = Object.entries(claims.marksOfClients).some(([name, marks]) => {
    const claim = claimOf(payload, name);
    return typeof claim === 'string' && marks.some((mark) => isLike(claim, { mark }));
  });
  return subject !== undefined && (isItself || isMarked) ? 'client' : 'person';
}

const KINDS: ReadonlySet<unknown> = new Set(['person', 'client']);

function isLike(claim: string, { mark }: { readonly mark: string }): boolean {
  if (mark.startsWith('*')) return claim.endsWith(mark.slice(1));
  return mark.endsWith('*') ? claim.startsWith(mark.slice(0, -1)) : claim === mark;
}

/** Empty for a header that has not exactly one token. The authorizer takes one without the word Bearer, too. */
function payloadOf(authorization = ''): Payload {
  const payload = /^(?:Bearer +)?[\w-]+\.([\w-]+)\.[\w-]*$/i.exec(authorization)?.[1];
  if (payload === undefined) return {};
  try {
    return Payload.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  } catch {
    return {};
  }
}

/** The claim of that name; else the one at that place. */
function claimOf(payload: Payload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  return name.split('.').reduce<unknown>((claim, member) => memberOf(claim, member), payload);
}

function memberOf(claim: unknown, name: string): unknown {
  const members = Payload.safeParse(claim).data;
  return members && Object.hasOwn(members, name) ? members[name] : undefined;
}

/** The texts of a list or a single text; of an object the names of its members. */
function membersOf(payload: Payload, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const claim = claimOf(payload, name);
    if (typeof claim === 'string') return [claim];
    if (Array.isArray(claim)) return claim.filter((member) => typeof member === 'string');
    return Object.keys(Payload.safeParse(claim).data ?? {});
  });
}

function scopesOf(payload: Payload, claims: TokenClaims): string[] {
  const granted = claims.scopes
    .flatMap((name) => wordsOf(claimOf(payload, name)))
    .filter((scope) => scope.startsWith(claims.scopePrefix))
    .map((scope) => scope.slice(claims.scopePrefix.length));
  const permitted = claims.permissions.flatMap((name) => wordsOf(claimOf(payload, name)));
  const ofRoles = membersOf(payload, claims.roles).flatMap((name) => {
    const role = Object.hasOwn(claims.roleMap, name) ? claims.roleMap[name] : undefined;
    if (role === undefined) return [];
    return role === 'operator' ? [role] : SCOPES_OF_ROLE[role];
  });
  return [...granted, ...permitted, ...ofRoles];
}

/** A scope is one word (RFC 6749 section 3.3): a text is split at its spaces (RFC 8693 section 4.2). */
function wordsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((member) => typeof member === 'string') : [];
}
