/**
 * Tokens of the issuer for programs. The issuer knows one client for all of them; which program it is goes along as
 * `aws_client_metadata`, and the function that the issuer asks before it signs a token reads it. It believes that only
 * because this service alone has the secret of that client.
 */
import * as z from 'zod';
import { MACHINES_SCOPE, RESOURCE_SERVER } from '../contract/identity.ts';
import type { Client } from '../domain/members/clients.ts';
import { IssuerUnavailable } from './issuer-unavailable.ts';

const MAX_WAIT_MILLISECONDS = 5_000;

export interface MachineToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

export interface TokenOrder {
  readonly client: Pick<Client, 'id' | 'organizationId'>;
  readonly scopes: readonly string[];
}

export interface MachineTokens {
  /** Throws {@link IssuerUnavailable}. */
  issue(order: TokenOrder): Promise<MachineToken>;
}

export interface MachineTokensOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: () => Promise<string>;
}

const Discovery = z.object({ token_endpoint: z.url() });
const Answer = z.object({ access_token: z.string(), expires_in: z.number().int().positive() });

export function machineTokens({ issuer, clientId, secret }: MachineTokensOptions): MachineTokens {
  let endpoint: string | undefined;
  return {
    issue: async ({ client, scopes }) => {
      const metadata = { client: client.id, organization: client.organizationId, scope: scopes.join(' ') };
      try {
        endpoint ??= Discovery.parse(
          await fetchJson(`${issuer}/.well-known/openid-configuration`),
        ).token_endpoint;
        const { access_token: accessToken, expires_in: expiresInSeconds } = Answer.parse(
          await fetchJson(endpoint, {
            method: 'POST',
            headers: { authorization: basic(clientId, await secret()) },
            body: new URLSearchParams({
              grant_type: 'client_credentials',
              scope: `${RESOURCE_SERVER}/${MACHINES_SCOPE}`,
              aws_client_metadata: JSON.stringify(metadata),
            }),
          }),
        );
        return { accessToken, expiresInSeconds };
      } catch (cause) {
        throw new IssuerUnavailable('the issuer gave no token', { cause });
      }
    },
  };
}

async function fetchJson(address: string, request: RequestInit = {}): Promise<unknown> {
  const response = await fetch(address, {
    ...request,
    redirect: 'error',
    signal: AbortSignal.timeout(MAX_WAIT_MILLISECONDS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** Both parts are encoded as in a form (RFC 6749 section 2.3.1). */
function basic(...parts: readonly [id: string, secret: string]): string {
  const joined = parts.map((part) => encodeURIComponent(part)).join(':');
  return `Basic ${Buffer.from(joined).toString('base64')}`;
}
