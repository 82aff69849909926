import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { openApiDocument } from '../../functions/system/openapi.ts';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import { type Route, routeKeyOf } from '../../shared/contract/routes/route.ts';

const Operation = z.object({
  summary: z.string().min(1),
  parameters: z.array(
    z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: z.unknown() }),
  ),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.looseObject({ type: z.string() }) })) })
    .optional(),
  security: z.unknown().optional(),
  responses: z.looseObject({ default: z.object({ content: z.record(z.string(), z.unknown()) }) }),
});
const Document = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.object({ Problem: z.unknown() }) }),
});

const document = Document.parse(openApiDocument());
const routes = ALL_ROUTES.map((route) => [routeKeyOf(route), route] as const);

function operationOf({ path, method }: Pick<Route, 'path' | 'method'>) {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is not in the document`);
  return operation;
}

/** Requests that say all they say by their path. */
const WITHOUT_BODY = [
  'POST /v1/organizations/{org}/calls/{call}/void',
  'PUT /v1/organizations/{org}/users/{user}/licenses/{sku}',
  'POST /v1/webhooks/{gateway}',
];

describe('the API document', () => {
  test.each(routes)('has %s, with its parameters and its security', (_key, route) => {
    const { parameters, security } = operationOf(route);
    const names = (place: string) => parameters.filter((each) => each.in === place).map(({ name }) => name);
    expect(names('path')).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(names('header')).toEqual(route.idempotent ? ['Idempotency-Key'] : []);
    expect(security === undefined).toBe(route.access.includes('none'));
  });

  test.each(routes.filter(([key, { method }]) => /P(OS|U|ATC)/.test(method) && !WITHOUT_BODY.includes(key)))(
    'has the body of %s',
    (_key, route) => {
      const schemas = Object.values(operationOf(route).requestBody?.content ?? {});
      expect(schemas.length).toBeGreaterThan(0);
      for (const { schema } of schemas) expect(Object.keys(schema).length).toBeGreaterThan(0);
    },
  );

  test('row 18: documents that the deep health check is at another address', () => {
    const health = operationOf({ method: 'GET', path: '/health' });
    expect(health.responses).toMatchObject({
      '307': { description: expect.stringContaining('/health/deep') },
    });
    expect(health.parameters).toMatchObject([{ name: 'deep', required: false }]);
  });

  test('has no operation without a route', () => {
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.sort()).toEqual(routes.map(([key]) => key).sort());
  });

  test.each(['purchases', 'lots', 'ledger', 'usage', 'users', 'invoices'])(
    'documents how the list of %s is paged',
    (list) => {
      const { parameters } = operationOf({ method: 'GET', path: `/v1/organizations/{org}/${list}` });
      expect(parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(['limit', 'cursor']));
    },
  );
});
