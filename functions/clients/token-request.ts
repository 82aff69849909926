/** Reads a request for a token: RFC 6749 section 4.4.2, with the credentials of section 2.3.1. */
import type { z } from 'zod';
import type { TOKEN_ERRORS } from '../../shared/contract/answers/clients.answers.ts';
import type { TokenForm } from '../../shared/contract/schemas.ts';
import type { HttpRequest } from '../../shared/lambda/http.ts';
import { mediaTypeOf } from '../../shared/lambda/parse.ts';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** `scopes`: those that were asked for, if any were. */
export type TokenRequest = Credentials & { readonly scopes: readonly string[] | undefined };

/** RFC 6749 section 5.2. */
export interface TokenFault {
  readonly error: (typeof TOKEN_ERRORS)[number];
  readonly detail: string;
}

const FORM = 'application/x-www-form-urlencoded';
const MAX_FORM_BYTES = 16_384;

type Request = HttpRequest & { readonly route: { readonly form: typeof TokenForm } };
type Form = z.infer<typeof TokenForm>;

export function readTokenRequest(request: Request): TokenRequest | TokenFault {
  const form = readForm(request);
  if ('error' in form) return form;
  const credentials = credentialsOf(request.headers.authorization, form);
  if ('error' in credentials) return credentials;
  const scopes = form.scope?.split(' ').filter((scope) => scope !== '');
  return { ...credentials, scopes };
}

function readForm({ headers, body, route }: Request): Form | TokenFault {
  if (mediaTypeOf({ headers }) !== FORM) return invalid(`Content-Type: send ${FORM}`);
  if (Buffer.byteLength(body) > MAX_FORM_BYTES)
    return invalid(`the body has more than ${MAX_FORM_BYTES} bytes`);
  // Parameters without a value are as good as none, and none may come twice (section 3.2).
  const given = [...new URLSearchParams(body)].filter(([, value]) => value !== '');
  const twice = given.find(([name], index) => given.findIndex(([first]) => first === name) !== index);
  if (twice) return invalid(`${twice[0]}: given twice`);
  const fields = Object.fromEntries(given);
  if (fields.grant_type === undefined) return invalid('grant_type: required');
  const { data } = route.form.safeParse(fields);
  return data ?? { error: 'unsupported_grant_type', detail: 'grant_type: only client_credentials' };
}

/** From the header, which comes first, or from the form; never from both. */
function credentialsOf(authorization: string | undefined, form: Form): Credentials | TokenFault {
  const { client_id: clientId, client_secret: clientSecret } = form;
  if (authorization === undefined) {
    if (clientId === undefined || clientSecret === undefined)
      return unknown('no client_id with a client_secret');
    return { clientId, clientSecret };
  }
  if (clientSecret !== undefined) return invalid('client_secret: either here or in the header Authorization');
  const basic = readBasic(authorization);
  if (!basic) return unknown('Authorization: not the scheme Basic with an id and a secret');
  if (clientId !== undefined && clientId !== basic.clientId)
    return invalid('client_id: another one than in Authorization');
  return basic;
}

/** Both parts are encoded as in a form, before they are joined by a colon. */
function readBasic(authorization: string): Credentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? '';
  const [, clientId, clientSecret] = /^([^:]+):(.+)$/.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  if (clientId === undefined || clientSecret === undefined) return undefined;
  try {
    return { clientId: decode(clientId), clientSecret: decode(clientSecret) };
  } catch {
    return undefined;
  }
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

const invalid = (detail: string): TokenFault => ({ error: 'invalid_request', detail });
const unknown = (detail: string): TokenFault => ({ error: 'invalid_client', detail });
