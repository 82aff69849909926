/** Requests as operations get them, and as API Gateway sends them. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { fairShare } from '../../shared/contract/fair-share.ts';
import type { Route, Routes } from '../../shared/contract/routes/route.ts';
import { tokenClaims } from '../../shared/contract/token-claims.ts';
import { type Shares, shareFairly } from '../../shared/lambda/fair-share.ts';
import {
  type HttpRequest,
  type HttpResponse,
  httpHandler,
  type Operation,
  type Operations,
  type RequestOf,
} from '../../shared/lambda/http.ts';
import { type Identity, NOBODY } from '../../shared/lambda/identity.ts';

export function aRequest(overrides: Partial<HttpRequest> = {}): HttpRequest {
  return {
    routeKey: 'POST /',
    path: '/',
    params: { org: 'contoso' },
    query: {},
    headers: {},
    body: '',
    bytes: () => Buffer.from(overrides.body ?? ''),
    caller: NOBODY,
    requestId: 'request',
    sourceAddress: '127.0.0.1',
    remainingMs: () => 30_000,
    ...overrides,
  };
}

/** A caller whose token has these scopes. */
export const aCaller = (...scopes: readonly string[]): Identity => ({ ...NOBODY, scopes });

/** HTTP API, payload version 2.0, of a route without parameters of its own. */
export function anEvent(
  routeKey: string,
  overrides: Partial<APIGatewayProxyEventV2>,
): APIGatewayProxyEventV2 {
  const [method = 'GET', path = '/'] = routeKey.split(' ');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'localhost',
      domainPrefix: '',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'request',
      routeKey,
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    ...overrides,
  };
}

export function aContext(remainingMs = 30_000): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'function',
    functionVersion: '1',
    invokedFunctionArn: 'arn',
    memoryLimitInMB: '256',
    awsRequestId: 'request',
    logGroupName: 'group',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => remainingMs,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** A token with these claims, whose signature nobody checks. */
export const aToken = (payload: Readonly<Record<string, unknown>>): string =>
  [{ alg: 'ES256' }, payload, 'signature']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');

/** The event with the token of a caller as the authorizer passes it on: each claim as a text, and the token itself. */
export function asCaller(
  event: APIGatewayProxyEventV2,
  payload: Readonly<Record<string, unknown>>,
): APIGatewayProxyEventV2 {
  const textOf = (claim: unknown) => (Array.isArray(claim) ? `[${claim.join(' ')}]` : String(claim));
  const claims = Object.fromEntries(Object.entries(payload).map(([name, claim]) => [name, textOf(claim)]));
  const authorizer = { jwt: { claims, scopes: null } };
  return {
    ...event,
    requestContext: Object.assign({ ...event.requestContext }, { authorizer }),
    headers: { ...event.headers, authorization: `Bearer ${aToken(payload)}` },
  };
}

/** The shares of a deployment that has set no others, or these. */
export const someShares = (
  setting: z.input<ReturnType<typeof fairShare>> = {},
  clock?: () => number,
): Shares => shareFairly(fairShare().parse(setting), clock);

/** The handler of a deployment that has set nothing about its tokens, nor about shares unless they are given. */
export const aHandler = <R extends Routes>(operations: Operations<R>, shares: Shares = someShares()) =>
  httpHandler<R>(
    operations,
    { TOKEN_CLAIMS: tokenClaims().parse({}), FAIR_SHARE: fairShare().parse({}) },
    shares,
  );

const TEST_ROUTE: Route = {
  method: 'GET',
  path: '/test',
  access: ['none'],
  summary: 'A route of a test',
  answers: () => ({ 200: z.unknown() }),
};

/** An operation of `GET /test`, or of a route that differs from it in `parts`. */
export function testOperation<const P extends Partial<Route>>(
  parts: P,
  run: (request: RequestOf<Route & P>) => Promise<HttpResponse>,
): Operation {
  const route = { ...TEST_ROUTE, ...parts };
  return Object.assign((request: HttpRequest) => run({ ...request, route }), { route });
}
