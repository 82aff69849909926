/**
 * What the tokens of the user pool say: our records decide it, not Cognito's (spec: People and machines have roles).
 * Cognito asks before it issues a token, at every renewal too.
 */
import type { PreTokenGenerationV2TriggerEvent, PreTokenGenerationV3TriggerEvent } from 'aws-lambda';
import * as z from 'zod';
import { MACHINES_SCOPE, OPERATOR_GROUP, RESOURCE_SERVER } from '../../shared/contract/identity.ts';
import { SCOPES, SCOPES_OF_ROLE, type Scope, scopesOfClient } from '../../shared/contract/scopes.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { chosenMembership, type Person } from '../../shared/domain/members/members.ts';
import { findClient } from '../../shared/store/members/clients.ts';
import { membershipsOf } from '../../shared/store/members/people.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { acceptInvitations, keepName } from './accept-invitations.ts';

/** What goes along with the request for the token of a program. */
const ClientMetadata = z.object({ client: z.string(), organization: z.string(), scope: z.string() });

export interface PreTokenDeps {
  readonly db: Database;
  readonly now: () => Instant;
}

export type PreTokenEvent = PreTokenGenerationV2TriggerEvent | PreTokenGenerationV3TriggerEvent;

/** What a token says beside what the issuer puts in itself. */
interface TokenContent {
  /** An absent claim is not in the token, whatever the issuer would put there. */
  readonly claims: Readonly<Record<(typeof OUR_CLAIMS)[number], string | undefined>> & {
    /** A program of an organization; no issuer has this claim. */
    readonly client?: string;
  };
  readonly scopes: readonly Scope[];
}

const OUR_CLAIMS = ['kind', 'org', 'role', 'name', 'email'] as const;
const NO_CLAIMS = { kind: undefined, org: undefined, role: undefined, name: undefined, email: undefined };

export function preToken(deps: PreTokenDeps) {
  return async <E extends PreTokenEvent>(event: E) => {
    const isMachine = event.triggerSource === 'TokenGeneration_ClientCredentials';
    const content = isMachine ? await contentOfMachine(deps, event) : await contentOfPerson(deps, event);
    return { ...event, response: { claimsAndScopeOverrideDetails: overrides(event, content) } };
  };
}

async function contentOfPerson(deps: PreTokenDeps, { request }: PreTokenEvent): Promise<TokenContent> {
  const { sub: subject, name, email } = request.userAttributes;
  if (!subject) throw new Error('Cognito named no subject: userAttributes.sub');
  const person: Person = { subject, name };
  const shown = { ...NO_CLAIMS, kind: 'person', name: name ?? email, email };
  if (request.userAttributes.email_verified === 'true' && email !== undefined) {
    await acceptInvitations(deps, person, email);
  }
  if (request.groupConfiguration.groupsToOverride?.includes(OPERATOR_GROUP)) {
    return { claims: shown, scopes: ['operator'] };
  }
  const { memberships, chosen } = await membershipsOf(deps.db, subject);
  await keepName(deps, person, memberships);
  const membership = chosenMembership(memberships, chosen);
  if (!membership) return { claims: shown, scopes: [] };
  const { organizationId: org, role } = membership;
  return { claims: { ...shown, org, role }, scopes: SCOPES_OF_ROLE[role] };
}

/**
 * Cognito itself has checked that an app client may have the scopes. That of all machines is this service's own: what
 * its request says of the program is true.
 */
async function contentOfMachine(deps: PreTokenDeps, { request }: PreTokenEvent): Promise<TokenContent> {
  if (request.scopes?.includes(`${RESOURCE_SERVER}/${MACHINES_SCOPE}`)) {
    return contentOfClient(deps, request.clientMetadata);
  }
  const isOperator = request.scopes?.includes(`${RESOURCE_SERVER}/operator`);
  return { claims: { ...NO_CLAIMS, kind: 'client' }, scopes: isOperator ? ['operator'] : [] };
}

/** Throws for a program that was removed. Its token has those of the scopes that were asked for that it still may have. */
async function contentOfClient({ db }: PreTokenDeps, metadata: unknown): Promise<TokenContent> {
  const { client: id, organization, scope } = ClientMetadata.parse(metadata);
  const client = await findClient(db, organization, id);
  if (!client) throw new Error(`${organization} has no client ${id}`);
  const { name, role } = client;
  const asked = scope.split(' ');
  return {
    claims: { ...NO_CLAIMS, kind: 'client', org: organization, client: id, role, name },
    scopes: scopesOfClient(client).filter((each) => asked.includes(each)),
  };
}

function overrides({ request }: PreTokenEvent, { claims, scopes }: TokenContent) {
  const claimsToAddOrOverride = Object.fromEntries(
    Object.entries(claims).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const claimsToSuppress = OUR_CLAIMS.filter((name) => claims[name] === undefined);
  // Whatever was asked for, a scope of this service is in the token because a record gives it.
  const asked = request.scopes ?? [];
  const isOurs = (scope: string) =>
    SCOPES.some((each) => each === scope) || scope.startsWith(`${RESOURCE_SERVER}/`);
  return {
    accessTokenGeneration: {
      claimsToAddOrOverride,
      claimsToSuppress,
      scopesToAdd: [...scopes],
      scopesToSuppress: asked.filter((scope) => isOurs(scope) && !scopes.some((each) => each === scope)),
    },
  };
}
