/** The API document, generated from the routes and from the schemas that parse requests. */
import * as z from 'zod';
import {
  Authorization,
  Correction,
  Quote,
  Renewal,
  UsageRecordBody,
} from '../../shared/contract/call-schemas.ts';
import { ROUTES, type Route, routeKeyOf } from '../../shared/contract/routes.ts';
import {
  AutoRechargeSettings,
  BalanceQuery,
  BulkAssignmentQuery,
  CreateOrganization,
  CreateUser,
  DeckQuery,
  HealthQuery,
  JobQuery,
  LicenseQuantity,
  LotQuery,
  PageQuery,
  PatchOrganization,
  PatchUser,
  PeriodQuery,
  PoolQuery,
  ProductQuery,
  Purchase,
  RateQuery,
  Refund,
  SetPaymentMethod,
  UsageQuery,
  UserQuery,
} from '../../shared/contract/schemas.ts';

const org = '/v1/organizations/{org}';

const BODIES: Readonly<Record<string, z.ZodType>> = {
  'POST /v1/organizations': CreateOrganization,
  [`PATCH ${org}`]: PatchOrganization,
  [`PUT ${org}/payment-method`]: SetPaymentMethod,
  [`PUT ${org}/auto-recharge`]: AutoRechargeSettings,
  [`POST ${org}/purchases`]: Purchase,
  [`POST ${org}/purchases/{purchase}/refund`]: Refund,
  [`POST ${org}/users`]: CreateUser,
  [`PATCH ${org}/users/{user}`]: PatchUser,
  [`PUT ${org}/licenses/{sku}`]: LicenseQuantity,
  [`POST ${org}/calls/{call}/authorization`]: Authorization,
  [`POST ${org}/calls/{call}/authorization/renewals`]: Renewal,
  [`POST ${org}/calls/{call}/correction`]: Correction,
  [`POST ${org}/usage`]: z.object({ records: z.array(UsageRecordBody).min(1).max(1000) }),
  [`POST ${org}/quotes`]: Quote,
};

const QUERIES: Readonly<Record<string, z.ZodObject>> = {
  [`GET ${org}/balance`]: BalanceQuery,
  [`GET ${org}/lots`]: LotQuery,
  [`GET ${org}/ledger`]: PeriodQuery,
  [`GET ${org}/usage`]: UsageQuery,
  [`GET ${org}/users`]: UserQuery,
  [`GET ${org}/pools`]: PoolQuery,
  [`GET ${org}/purchases`]: PageQuery,
  [`GET ${org}/invoices`]: PageQuery,
  [`GET ${org}/licenses`]: PageQuery,
  'GET /v1/products': ProductQuery,
  'GET /v1/rate-decks': PageQuery,
  [`POST ${org}/license-assignments`]: BulkAssignmentQuery,
  [`GET ${org}/license-assignments/{job}`]: JobQuery,
  'POST /v1/rate-decks': DeckQuery,
  'GET /v1/rates': RateQuery,
  'GET /health': HealthQuery,
};

/** Bodies that are documents, not JSON. */
const DOCUMENTS: Readonly<Record<string, { types: readonly string[]; description: string }>> = {
  [`POST ${org}/license-assignments`]: {
    types: ['text/plain', 'text/csv'],
    description:
      'One user principal name a line, or CSV (separated by commas, semicolons or tabs) with the names under userPrincipalName, UPN, User principal name, Username or Sign-in name, as Entra and the Microsoft 365 admin center export it; UTF-8, or UTF-16 with a byte order mark; up to 100,000 lines and 6 MB',
  },
  'POST /v1/rate-decks': {
    types: ['text/csv', 'text/plain'],
    description:
      'The rows of the deck under a header: Destination Name, Destination Type, Country, Prefix and Price / min, and if need be Connection Fee, Initial Increment and Increment, or Billing Increment such as 60/6; usual spellings of these are understood. A column that was not read is a warning; one that carries price or time and is not understood refuses the deck. Separated by commas, semicolons or tabs; UTF-8, or UTF-16 with a byte order mark; up to 100,000 rows and 6 MB',
  },
};

/** Responses that redirect. */
const REDIRECTS: Readonly<Record<string, Readonly<Record<string, { description: string }>>>> = {
  'GET /health': { '307': { description: 'With deep=true: to /health/deep, in Location' } },
};

/** OpenAPI 3.1. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTES as readonly Route[]) {
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

function operationOf(route: Route) {
  const key = routeKeyOf(route);
  const scopes = route.access.filter((scope) => scope !== 'none' && scope !== 'any');
  return {
    summary: route.summary,
    description: scopes.length > 0 ? `Scope: ${scopes.join(' or ')}` : undefined,
    parameters: [...pathParameters(route), ...queryParameters(key), ...idempotencyHeader(route)],
    requestBody: requestBodyOf(key),
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

function requestBodyOf(key: string) {
  const body = BODIES[key];
  if (body) return { required: true, content: { 'application/json': { schema: schemaOf(body) } } };
  const document = DOCUMENTS[key];
  if (!document) return undefined;
  const content = Object.fromEntries(document.types.map((type) => [type, { schema: text }]));
  return { required: true, description: document.description, content };
}

function pathParameters({ path }: Route) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: text,
  }));
}

function queryParameters(key: string) {
  const shape = QUERIES[key]?.shape ?? {};
  return Object.entries(shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !z.safeParse(z.object({ [name]: schema }), {}).success,
    schema: schemaOf(z.object({ [name]: schema })).properties?.[name] ?? text,
  }));
}

function idempotencyHeader({ idempotent }: Route) {
  return idempotent ? [{ name: 'Idempotency-Key', in: 'header', required: true, schema: text }] : [];
}

function schemaOf(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
