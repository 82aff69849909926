/**
 * The middleware stack of HTTP functions, outermost first: problems (every error becomes an RFC 9457 problem), access
 * (scope and organization), then the operation of the route.
 */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import {
  type Access,
  type HttpFunction,
  ROUTES,
  type Route,
  type RouteKeyOf,
  routeKeyOf,
  type Scope,
} from '../contract/routes.ts';
import { refusals } from '../domain/refusals.ts';
import { withRequestIds } from './log.ts';
import { problemOf } from './problem.ts';
import { respondWithin } from './response-size.ts';
import { scopesOf } from './scopes.ts';

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
  /** The scopes of the caller's token; empty for a route without a token. */
  readonly scopes: readonly string[];
  readonly remainingMs: () => number;
}

export interface HttpResponse {
  readonly status: number;
  /** Sent as JSON, unless it is a string: then `content-type` gives its kind. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Operation = (request: HttpRequest) => Promise<HttpResponse>;

/** One operation for each route of the function: a missing one does not compile. */
export type Operations<F extends HttpFunction> = Readonly<Record<RouteKeyOf<F>, Operation>>;

type Event = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { jwt?: { claims?: Record<string, unknown>; scopes?: string[] | null } } };
};
type Result = APIGatewayProxyStructuredResultV2;

/** The handler of the function `F`: `httpHandler<'usage'>({ 'POST …': operation })`. */
export function httpHandler<F extends HttpFunction>(operations: Operations<F>) {
  const table: Readonly<Record<string, Operation | undefined>> = operations;
  const handler = middy<Event, Result>()
    .use(problems())
    .use(access())
    .handler(async (event: Event, context: Context) => {
      const operation = table[event.routeKey];
      if (!operation) throw refusals.notFound('route');
      return respondWithin(toRequest(event, context), operation, toResult);
    });
  return (event: Event, context: Context) => {
    const ids = { awsRequestId: context.awsRequestId, requestId: event.requestContext.requestId };
    return withRequestIds(ids, () => handler(event, context));
  };
}

function problems(): middy.MiddlewareObj<Event, Result> {
  return {
    onError: (request) => {
      request.response = problemOf(request.error, request.event.rawPath);
    },
  };
}

const accessOf = new Map<string, readonly Access[]>(
  ROUTES.map((route: Route) => [routeKeyOf(route), route.access]),
);

/** Requires one of the route's scopes, and the organization of the token; `operator` may act for any organization. */
function access(): middy.MiddlewareObj<Event, Result> {
  return {
    before: ({ event }) => {
      const allowed = accessOf.get(event.routeKey) ?? [];
      if (allowed.includes('none')) return;
      const scopes = callerScopes(event);
      const operator = scopes.includes(OPERATOR);
      const hasScope = operator || allowed.includes('any') || allowed.some((scope) => scopes.includes(scope));
      const organization = event.pathParameters?.org;
      const ownsPath = operator || organization === undefined || claimsOf(event).org === organization;
      if (!hasScope || !ownsPath) throw refusals.forbidden();
    },
  };
}

const OPERATOR: Scope = 'operator';

/** Throws `forbidden`, naming the scope and the fields, when a caller other than an operator sends one of `fields`. */
export function requireOperator(request: Pick<HttpRequest, 'scopes'>, fields: readonly string[]): void {
  if (fields.length === 0 || request.scopes.includes(OPERATOR)) return;
  throw refusals.scopeRequired(OPERATOR, fields, request.scopes);
}

const claimsOf = (event: Event): Record<string, unknown> =>
  event.requestContext.authorizer?.jwt?.claims ?? {};

const callerScopes = (event: Event): string[] => scopesOf(claimsOf(event), event.headers);

function toRequest(event: Event, context: Context): HttpRequest {
  const bytes = () => Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  return {
    routeKey: event.routeKey,
    path: event.rawPath,
    params: definedOf(event.pathParameters),
    query: queryOf(event.queryStringParameters),
    headers: event.headers,
    body: event.isBase64Encoded ? bytes().toString('utf8') : (event.body ?? ''),
    bytes,
    scopes: callerScopes(event),
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
  if (typeof response.body === 'string') return { statusCode: response.status, headers, body: response.body };
  return {
    statusCode: response.status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(response.body),
  };
}
