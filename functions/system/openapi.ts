/** The API document, generated from the routes and from the schemas that parse requests. */
import * as z from 'zod';
import { ALL_ROUTES, type NamedRoute } from '../../shared/contract/routes/all.ts';

/** Responses that redirect. */
const REDIRECTS: Readonly<Record<string, Readonly<Record<string, { description: string }>>>> = {
  'GET /health': { '307': { description: 'With deep=true: to /health/deep, in Location' } },
};

/** OpenAPI 3.1. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ALL_ROUTES) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'communications-credits', version: '1.0.0' },
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: PROBLEM },
    },
  };
}

const PROBLEM = {
  description: 'RFC 9457, with a stable code and details as members',
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
  },
};

function operationOf(route: NamedRoute) {
  const key = `${route.method} ${route.path}`;
  const scopes = route.access.filter((scope) => scope !== 'none' && scope !== 'any');
  return {
    operationId: route.id,
    summary: route.summary,
    description: scopes.length > 0 ? `Scope: ${scopes.join(' or ')}` : undefined,
    parameters: [...pathParameters(route), ...queryParameters(route), ...idempotencyHeader(route)],
    requestBody: requestBodyOf(route),
    security: route.access.includes('none') ? undefined : [{ token: [] }],
    responses: {
      '2XX': { description: 'Done' },
      ...REDIRECTS[key],
      default: {
        description: 'Problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

const text = { type: 'string' };

function requestBodyOf({ body, document }: NamedRoute) {
  if (body) return { required: true, content: { 'application/json': { schema: schemaOf(body) } } };
  if (!document) return undefined;
  const content = Object.fromEntries(document.mediaTypes.map((type) => [type, { schema: text }]));
  return { required: true, description: document.description, content };
}

function pathParameters({ path }: NamedRoute) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: text,
  }));
}

function queryParameters({ query }: NamedRoute) {
  const shape = query?.shape ?? {};
  return Object.entries(shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !z.safeParse(z.object({ [name]: schema }), {}).success,
    schema: schemaOf(z.object({ [name]: schema })).properties?.[name] ?? text,
  }));
}

function idempotencyHeader({ idempotent }: NamedRoute) {
  return idempotent ? [{ name: 'Idempotency-Key', in: 'header', required: true, schema: text }] : [];
}

function schemaOf(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
