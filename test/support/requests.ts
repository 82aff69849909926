/** Requests as operations get them, and as API Gateway sends them. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { HttpRequest } from '../../shared/lambda/http.ts';

export function aRequest(overrides: Partial<HttpRequest> = {}): HttpRequest {
  return {
    routeKey: 'POST /',
    path: '/',
    params: { org: 'contoso' },
    query: {},
    headers: {},
    body: '',
    bytes: () => Buffer.from(overrides.body ?? ''),
    scopes: [],
    remainingMs: () => 30_000,
    ...overrides,
  };
}

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
