/** Tokens for programs (spec: A program gets tokens with a secret of its own). */
import { CLIENTS } from '../../shared/contract/routes/clients.ts';
import { scopesOfClient } from '../../shared/contract/scopes.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import type { Client } from '../../shared/domain/members/clients.ts';
import type { MachineTokens } from '../../shared/identity/machine-tokens.ts';
import { operation } from '../../shared/lambda/http.ts';
import { findClientById, noteUse } from '../../shared/store/members/clients.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { hasSecret } from './client-secrets.ts';
import { readTokenRequest, type TokenFault, type TokenRequest } from './token-request.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
  readonly tokens: MachineTokens;
  readonly otherIssuer: string | undefined;
}

/** Caches must not keep tokens (RFC 6749 section 5.1). */
const NOT_KEPT = { 'cache-control': 'no-store', pragma: 'no-cache' };

export function issueToken({ db, now, tokens, otherIssuer }: Deps) {
  return operation(CLIENTS.issueToken, async (request) => {
    const asked = readTokenRequest(request);
    if ('error' in asked) return refuse(asked);
    if (otherIssuer !== undefined) {
      return refuse({
        error: 'unauthorized_client',
        detail: `programs get their tokens from ${otherIssuer}`,
      });
    }
    const at = now();
    const client = await authenticate(db, asked, at);
    if (!client) return refuse({ error: 'invalid_client', detail: 'no such client, or another secret' });
    const own = scopesOfClient(client);
    const { scopes = own } = asked;
    const strange = scopes.find((scope) => !own.some((each) => each === scope));
    if (strange !== undefined)
      return refuse({ error: 'invalid_scope', detail: `not a scope of the client: ${strange}` });
    const { accessToken, expiresInSeconds } = await tokens.issue({ client, scopes });
    await noteUse(db, client, at.slice(0, 'YYYY-MM-DD'.length));
    return {
      status: 200,
      headers: NOT_KEPT,
      body: {
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: expiresInSeconds,
        scope: scopes.join(' '),
      },
    };
  });
}

/** A client that was removed is none: its secrets went with it. */
async function authenticate(
  db: Database,
  { clientId, clientSecret }: TokenRequest,
  now: Instant,
): Promise<Client | undefined> {
  const client = /^cli_[0-9a-f]{24}$/.test(clientId) ? await findClientById(db, clientId) : undefined;
  return client && hasSecret(client, clientSecret, now) ? client : undefined;
}

/** A description has ASCII without quotes and backslashes. */
function refuse({ error, detail }: TokenFault) {
  const body = { error, error_description: detail.replaceAll(/[^\x20-\x7e]|["\\]/g, '?') };
  if (error !== 'invalid_client') return { status: 400, headers: NOT_KEPT, body } as const;
  const headers = { ...NOT_KEPT, 'www-authenticate': 'Basic realm="token", charset="UTF-8"' };
  return { status: 401, headers, body } as const;
}
