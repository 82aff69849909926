/**
 * The middleware stack of HTTP functions, outermost first: problems (every error becomes an RFC 9457 problem), access
 * (scope and organization), the share of the organization, then the operation of the route.
 */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import type { Allowances } from '../contract/fair-share.ts';
import { requestClassOf } from '../contract/routes/request-class.ts';
import { type Access, type Answer, type Route, type Routes, routeKeyOf } from '../contract/routes/route.ts';
import type { Scope } from '../contract/scopes.ts';
import type { TokenClaims } from '../contract/token-claims.ts';
import { type Refusal, refusals } from '../domain/refusals.ts';
import { type Shares, shareFairly } from './fair-share.ts';
import { type Identity, identityOf, NOBODY } from './identity.ts';
import { log, withRequestIds } from './log.ts';
import { problemOf } from './problem.ts';
import { respondWithin } from './response-size.ts';

/** The largest JSON body. Documents such as a rate deck may be larger: {@link MAX_DOCUMENT_BYTES}. */
export const MAX_JSON_BYTES = 1_000_000;
export const MAX_DOCUMENT_BYTES = 6_000_000;

export interface HttpRequest {
  readonly routeKey: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Decoded as UTF-8; invalid bytes are replaced. */
  readonly body: string;
  /** The raw body; encoded as UTF-8 if API Gateway passed it on as text. */
  readonly bytes: () => Uint8Array;
  /** Of the caller's token; {@link NOBODY} for a route without a token. */
  readonly caller: Identity;
  /** API Gateway's id of the request. */
  readonly requestId: string;
  /** The IP address that it came from. */
  readonly sourceAddress: string;
  readonly remainingMs: () => number;
}

/** What an operation is asked, with the row of its route. */
export type RequestOf<R extends Route> = HttpRequest & { readonly route: R };

export interface HttpResponse {
  readonly status: number;
  /** Sent as JSON, unless it is a string: then `content-type` gives its kind. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body is text for bytes: they are sent. */
  readonly isBase64Encoded?: boolean;
}

/** `T` as a body that is sent may be: its lists are not changed. */
export type Sent<T> = T extends readonly (infer E)[]
  ? readonly Sent<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Sent<T[K]> }
    : T;

type BodyOf<A extends Answer> = A extends z.ZodType
  ? { readonly body: Sent<z.input<A>> }
  : A extends null
    ? { readonly body?: undefined }
    : { readonly body: { [M in keyof A]: A[M] extends z.ZodType ? Sent<z.input<A[M]>> : never }[keyof A] };

type AnswersOf<R extends Route> = ReturnType<R['answers']>;

/** The answers that the row of the route names: another status, or another body, does not compile. */
export type AnswerOf<R extends Route> = {
  [S in keyof AnswersOf<R> & number]: Pick<HttpResponse, 'headers' | 'isBase64Encoded'> & {
    readonly status: S;
  } & BodyOf<AnswersOf<R>[S]>;
}[keyof AnswersOf<R> & number];

export interface Operation<R extends Route = Route> {
  (request: HttpRequest): Promise<HttpResponse>;
  readonly route: R;
  /** Whether a request passes even if the organization has used up its allowance. */
  readonly isUrgent?: (request: HttpRequest) => boolean;
}

export function operation<const R extends Route, const A extends AnswerOf<R>>(
  route: R,
  run: (request: RequestOf<R>) => Promise<A>,
  isUrgent?: Operation['isUrgent'],
): Operation<R> {
  const operate = (request: HttpRequest) => run({ ...request, route });
  return Object.assign(operate, { route, ...(isUrgent && { isUrgent }) });
}

/** One operation for each route of the function: a missing one does not compile. */
export type Operations<R extends Routes> = { readonly [Id in keyof R]: Operation<R[Id]> };

type Event = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { jwt?: { claims?: Record<string, unknown>; scopes?: string[] | null } } };
};
/** With the caller of its token. */
type Called = Event & { readonly caller: Identity };
type Result = APIGatewayProxyStructuredResultV2;

export interface HttpSettings {
  readonly TOKEN_CLAIMS: TokenClaims;
  readonly FAIR_SHARE: Allowances;
}

/**
 * The handler of a function: `httpHandler<typeof PURCHASES>({ createPurchase, … }, environment)`. `shares` are given where
 * an operation heeds what other instances have counted.
 */
export function httpHandler<R extends Routes>(
  operations: Operations<R>,
  { TOKEN_CLAIMS: claims, FAIR_SHARE: allowances }: HttpSettings,
  shares: Shares = shareFairly(allowances),
) {
  const byKey = new Map(Object.values<Operation>(operations).map((each) => [routeKeyOf(each.route), each]));
  const handler = middy<Called, Result>()
    .use(problems())
    .use(access(byKey))
    .use(share(byKey, shares))
    .handler(async (event: Called, context: Context) => {
      const operation = byKey.get(event.routeKey);
      if (!operation) throw refusals.notFound('route');
      return respondWithin(toRequest(event, context), operation, toResult);
    });
  return (event: Event, context: Context) => {
    const ids = { awsRequestId: context.awsRequestId, requestId: event.requestContext.requestId };
    return withRequestIds(ids, () => handler({ ...event, caller: callerOf(event, claims) }, context));
  };
}

function problems(): middy.MiddlewareObj<Called, Result> {
  return {
    onError: (request) => {
      request.response = problemOf(request.error, request.event.rawPath);
    },
  };
}

/** Requires one of the route's scopes, and the organization of the token; `operator` may act for any organization. */
function access(operations: ReadonlyMap<string, Operation>): middy.MiddlewareObj<Called, Result> {
  return {
    before: ({ event }) => {
      const allowed = operations.get(event.routeKey)?.route.access ?? [];
      if (allowed.includes('none')) return;
      const refusal = refusalOf(event.caller, allowed, event.pathParameters?.org);
      if (!refusal) return;
      const { subject, client } = event.caller;
      log.warn('request not allowed', { subject, client, route: event.routeKey, ...refusal.members });
      throw refusal;
    },
  };
}

/** The same for an organization that is not the caller's, and for one that does not exist. */
function refusalOf(
  { scopes, organizations }: Identity,
  allowed: readonly Access[],
  organization: string | undefined,
): Refusal | undefined {
  const isOperator = scopes.includes(OPERATOR);
  const hasScope = isOperator || allowed.includes('any') || allowed.some((scope) => scopes.includes(scope));
  if (!hasScope) return refusals.scopeMissing(allowed, scopes);
  if (isOperator || organization === undefined || organizations.includes(organization)) return undefined;
  return refusals.notOfOrganization(organizations, scopes);
}

const OPERATOR: Scope = 'operator';

/** Of the organization of the path, once the caller may ask for it: nobody uses up the share of others. */
function share(
  operations: ReadonlyMap<string, Operation>,
  shares: Shares,
): middy.MiddlewareObj<Called, Result> {
  return {
    before: ({ event, context }) => {
      const operation = operations.get(event.routeKey);
      const requestClass = operation && requestClassOf(operation.route);
      const organization = event.pathParameters?.org ?? event.caller.organizations.join(' ');
      if (!requestClass || organization === '') return;
      const retryAfterSeconds = shares.take({ requestClass, organization });
      if (retryAfterSeconds === undefined || operation.isUrgent?.(toRequest(event, context))) return;
      throw refusals.tooManyRequests(requestClass, retryAfterSeconds);
    },
  };
}

/** Throws `forbidden`, naming the scope and the fields, when a caller other than an operator sends one of `fields`. */
export function requireOperator({ caller }: Pick<HttpRequest, 'caller'>, fields: readonly string[]): void {
  if (fields.length === 0 || caller.scopes.includes(OPERATOR)) return;
  throw refusals.scopeRequired(OPERATOR, fields, caller.scopes);
}

/** Only a token that the authorizer has verified says who asks. */
const callerOf = ({ requestContext, headers }: Event, claims: TokenClaims): Identity =>
  requestContext.authorizer?.jwt ? identityOf(headers, claims) : NOBODY;

function toRequest(event: Called, context: Context): HttpRequest {
  const bytes = () => Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  return {
    routeKey: event.routeKey,
    path: event.rawPath,
    params: definedOf(event.pathParameters),
    query: queryOf(event.queryStringParameters),
    headers: event.headers,
    body: event.isBase64Encoded ? bytes().toString('utf8') : (event.body ?? ''),
    bytes,
    caller: event.caller,
    requestId: event.requestContext.requestId,
    sourceAddress: event.requestContext.http.sourceIp,
    remainingMs: () => context.getRemainingTimeInMillis(),
  };
}

function definedOf(values: Record<string, string | undefined> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Leaves out parameters without a value. A plus that was not encoded, as in `+33…` or `…+02:00`, arrives as a space. */
function queryOf(values: Record<string, string | undefined> | undefined): Record<string, string> {
  const given = Object.entries(definedOf(values)).filter(([, value]) => value !== '');
  return Object.fromEntries(
    given.map(([name, value]) => [name, value.replace(/^ (?=\d)|(?<=\d) (?=\d\d:\d\d$)/, '+')]),
  );
}

function toResult(response: HttpResponse): Result {
  const headers = { 'cache-control': 'no-store', ...response.headers };
  if (response.body === undefined) return { statusCode: response.status, headers };
  if (typeof response.body === 'string') {
    const { body, isBase64Encoded = false } = response;
    return { statusCode: response.status, headers, body, isBase64Encoded };
  }
  return {
    statusCode: response.status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(response.body),
  };
}
