/** The responses of an operation: its answers, and its problems. */
import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
import type {
  ZodOpenApiContentObject,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { GatewayMessage, problemSchemaOf } from '../../shared/contract/answers/problems.answers.ts';
import type { AnyProblemCode } from '../../shared/contract/problems.ts';
import { problemKindOf } from '../../shared/contract/problems.ts';
import type { NamedRoute } from '../../shared/contract/routes/all.ts';
import type { Answer } from '../../shared/contract/routes/route.ts';
import { exampleOf } from './examples.ts';
import { type HeaderName, headerReferences } from './headers.ts';
import { problemsOf } from './problems-of.ts';

export function responsesOf(route: NamedRoute): ZodOpenApiResponsesObject {
  const answers = Object.entries(route.answers()).map(([status, answer]) => [
    status,
    answered(route, Number(status), answer),
  ]);
  const problems = [...problemsOf(route)].map(([status, codes]) => [status, refused(route, status, codes)]);
  return Object.fromEntries([['429', THROTTLED], ...answers, ...problems]);
}

const description = (status: number): string => STATUS_CODES[status] ?? String(status);

function answered(route: NamedRoute, status: number, answer: Answer): ZodOpenApiResponseObject {
  const headers: HeaderName[] = [...(route.answerHeaders?.[status] ?? [])];
  if (route.idempotent) headers.push('Idempotency-Replayed');
  if (304 in route.answers() && (status === 200 || status === 304)) headers.push('ETag');
  return {
    description: description(status),
    ...(headers.length > 0 && { headers: headerReferences(headers) }),
    ...(answer !== null && { content: contentOf(route, status, answer) }),
  };
}

function contentOf(
  route: NamedRoute,
  status: number,
  answer: Exclude<Answer, null>,
): ZodOpenApiContentObject {
  const representations = answer instanceof z.ZodType ? { 'application/json': answer } : answer;
  const example = exampleOf(route);
  const content = Object.entries(representations).map(([type, schema], index) => {
    const isExemplified = index === 0 && example?.status === status && example.answer !== undefined;
    return [type, { schema, ...(isExemplified && { example: example.answer }) }] as const;
  });
  return Object.fromEntries(content);
}

/** Statuses that API Gateway responds with itself, too. */
const OF_GATEWAY: readonly number[] = [401, 413, 429, 500, 503];
/** Statuses whose problems are kept with an `Idempotency-Key`, to be sent again. */
const KEPT: readonly number[] = [402, 404, 409, 422];

function refused(
  route: NamedRoute,
  status: number,
  codes: readonly AnyProblemCode[],
): ZodOpenApiResponseObject {
  const [first, ...others] = codes.map(problemSchemaOf);
  if (first === undefined) throw new Error(`${status} of ${route.id} has no code`);
  const schema = others.length === 0 ? first : z.discriminatedUnion('code', [first, ...others]);
  const headers: HeaderName[] = [];
  if (codes.some((code) => RETRIED.includes(code))) headers.push('Retry-After');
  if (route.idempotent && KEPT.includes(status)) headers.push('Idempotency-Replayed');
  const titles = codes.map((code) => `\`${code}\`: ${problemKindOf(code).title}`);
  return {
    description: titles.join('. '),
    ...(headers.length > 0 && { headers: headerReferences(headers) }),
    content: {
      'application/problem+json': { schema },
      ...(OF_GATEWAY.includes(status) && { 'application/json': { schema: GatewayMessage } }),
    },
  };
}

/** Problems that say when to try again. */
const RETRIED: readonly AnyProblemCode[] = [
  'contended',
  'too-many-requests',
  'request-in-progress',
  'gateway-unavailable',
  'issuer-unavailable',
];

const THROTTLED: ZodOpenApiResponseObject = {
  description: 'More requests a second than the service takes. Wait before trying again.',
  content: { 'application/json': { schema: GatewayMessage } },
};
