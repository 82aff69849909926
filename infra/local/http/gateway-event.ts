/** API Gateway's HTTP API events and results, payload format 2.0. */
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import { LOCAL_ACCOUNT } from '../template/assembly.ts';
import { type HttpResponse, json } from './problem.ts';

export interface GatewayRequest {
  readonly method: string;
  /** Not decoded, without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** Claims of a verified token; API Gateway passes each as a string. */
export type Claims = Readonly<Record<string, string>>;

/**
 * Content types that the HTTP API passes as text. AWS only says "if the content type is binary, the body is base64-encoded". Which
 * types those are was measured against it by others (github.com, ministackorg/ministack pull request 766 and
 * floci-io/floci issue 2172): these without a charset or with UTF-8 are text, all others and a missing one are base64.
 * How it treats a body that is not UTF-8 is not documented; here the body keeps its bytes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
const TEXT_TYPE = /^(text\/.+|application\/(json|xml|javascript))$/;

function isTextBody(contentType: string | undefined, body: Buffer): boolean {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().replaceAll(/[\s"]/g, '').split(';');
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return TEXT_TYPE.test(type) && [undefined, 'charset=utf-8'].includes(charset) && isUtf8(body);
}

export function toEvent(
  request: GatewayRequest,
  routeKey: string,
  parameters: Readonly<Record<string, string>>,
  now: Date,
  claims?: Claims,
): Record<string, unknown> {
  const { method, path, query, body } = request;
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : value,
    ]),
  );
  const isText = isTextBody(headers['content-type'], body);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    headers,
    cookies: headers.cookie?.split('; '),
    queryStringParameters: query ? parseQuery(query) : undefined,
    pathParameters: Object.keys(parameters).length > 0 ? parameters : undefined,
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId: 'local',
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      authorizer: claims && { jwt: { claims, scopes: null } },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    body: body.length > 0 ? body.toString(isText ? 'utf8' : 'base64') : undefined,
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** A repeated name has its values joined by commas. */
function parseQuery(query: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  }
  return parameters;
}

const Result = z.object({
  statusCode: z.number().int(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  cookies: z.array(z.string()).optional(),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/** The response for a function's result; a result without a `statusCode` is itself the JSON body. */
export function toResponse(resultText: string): HttpResponse {
  const result: unknown = JSON.parse(resultText);
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) return json(result);
  const { statusCode, headers, cookies, body, isBase64Encoded } = Result.parse(result);
  return {
    status: statusCode,
    headers: cookies ? { ...headers, 'set-cookie': cookies } : headers,
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}
