/** The API document: what a reader and a generator of clients find in it, for every route. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { apiDocument } from '../../infra/api-document/api-document.ts';
import { ALL_ROUTES, type NamedRoute } from '../../shared/contract/routes/all.ts';
import { routeKeyOf } from '../../shared/contract/routes/route.ts';
import { validatorOf } from '../support/contract/validator.ts';

const Schema = z.looseObject({});
const Media = z.looseObject({ schema: Schema, example: z.unknown().optional() });
const Content = z.record(z.string(), Media);
const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: Schema,
  example: z.unknown().optional(),
});
const Reference = z.strictObject({ $ref: z.string() });
const Operation = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string().min(1),
  description: z.string().min(1),
  parameters: z.array(z.union([Reference, Parameter])).default([]),
  requestBody: z.looseObject({ required: z.boolean(), content: Content }).optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  responses: z.record(
    z.string(),
    z.looseObject({
      description: z.string().min(1),
      headers: z.record(z.string(), Reference).optional(),
      content: Content.optional(),
    }),
  ),
});
const Document = z.looseObject({
  info: z.looseObject({ version: z.string() }),
  tags: z.array(z.object({ name: z.string(), description: z.string().min(1) })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({
    parameters: z.record(z.string(), Parameter),
    schemas: z.record(
      z.string(),
      z.looseObject({
        properties: z
          .looseObject({ code: z.looseObject({ const: z.string().optional() }).optional() })
          .optional(),
      }),
    ),
  }),
});

const whole = apiDocument();
const document = Document.parse(whole);
const routes = ALL_ROUTES.map((route) => [routeKeyOf(route), route] as const);

function operationOf({ path, method }: Pick<NamedRoute, 'path' | 'method'>) {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is not in the document`);
  return operation;
}

const parametersOf = (route: Pick<NamedRoute, 'path' | 'method'>) =>
  operationOf(route).parameters.map((each) => {
    const parameter = '$ref' in each ? document.components.parameters[nameOf(String(each.$ref))] : each;
    return Parameter.parse(parameter);
  });
const nameOf = (reference: string): string => reference.split('/').at(-1) ?? '';

/** Requests that say all they say by their path. */
const WITHOUT_BODY = [
  'POST /v1/organizations/{org}/calls/{call}/void',
  'PUT /v1/organizations/{org}/users/{user}/licenses/{sku}',
  'POST /v1/webhooks/{gateway}',
];

describe('the API document', () => {
  test('has the version of the package, and is the same each time', () => {
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));
    expect(document.info.version).toBe(version);
    expect(apiDocument()).toEqual(whole);
  });

  test.each(routes)('has %s, with its id, its tag and its parameters', (_key, route) => {
    const { operationId, tags } = operationOf(route);
    expect({ operationId, tags }).toEqual({ operationId: route.id, tags: [route.function] });
    expect(document.tags.map(({ name }) => name)).toContain(route.function);
    const namesIn = (place: string) =>
      parametersOf(route).flatMap((each) => (each.in === place ? [each.name] : []));
    expect(namesIn('path')).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(namesIn('query')).toEqual(Object.keys(route.query?.shape ?? {}));
    expect(namesIn('header')).toEqual([
      ...(route.idempotent ? ['Idempotency-Key'] : []),
      ...(304 in route.answers() ? ['If-None-Match'] : []),
    ]);
  });

  test.each(routes)('names the scopes of %s, one of which is enough', (_key, route) => {
    const scopes = operationOf(route).security.map(({ token }) => token);
    if (route.access.includes('none')) expect(scopes).toEqual([]);
    else if (route.access.includes('any')) expect(scopes).toEqual([[]]);
    else expect(new Set(scopes.flat())).toEqual(new Set([...route.access, 'operator']));
  });

  test.each(routes)('has each answer of %s, in each of its representations', (_key, route) => {
    const { responses } = operationOf(route);
    for (const [status, answer] of Object.entries(route.answers())) {
      const types =
        answer === null
          ? undefined
          : answer instanceof z.ZodType
            ? ['application/json']
            : Object.keys(answer);
      expect([status, responses[status]?.content && Object.keys(responses[status].content)]).toEqual([
        status,
        types,
      ]);
    }
    const successesOf = (answers: object) => Object.keys(answers).filter((status) => Number(status) < 400);
    expect(successesOf(responses)).toEqual(successesOf(route.answers()));
  });

  test.each(routes.filter(([key, { method }]) => /P(OS|U|ATC)/.test(method) && !WITHOUT_BODY.includes(key)))(
    'has the body of %s',
    (_key, route) => {
      const schemas = Object.values(operationOf(route).requestBody?.content ?? {});
      expect(schemas.length).toBeGreaterThan(0);
      for (const { schema } of schemas) expect(Object.keys(Object(schema)).length).toBeGreaterThan(0);
    },
  );

  test('row 18: documents that the deep health check is at another address', () => {
    const health = { method: 'GET', path: '/health' } as const;
    expect(operationOf(health).responses['307']?.headers).toEqual({
      Location: { $ref: '#/components/headers/Location' },
    });
    expect(parametersOf(health)).toMatchObject([{ name: 'deep' }]);
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
      const parameters = parametersOf({ method: 'GET', path: `/v1/organizations/{org}/${list}` });
      expect(parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(['limit', 'cursor']));
    },
  );
});

/** The codes that a response declares. */
function codesOf(status: string, responses: z.infer<typeof Operation>['responses']): string[] {
  const schema = responses[status]?.content?.['application/problem+json']?.schema;
  const names = [...JSON.stringify(schema ?? null).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  return names.map(([, name = '']) => document.components.schemas[name]?.properties?.code?.const ?? name);
}

describe('the problems of an operation', () => {
  test.each([
    ['GET', '/health', { 400: ['invalid-request'], 500: ['internal-error'], 503: ['integration-timeout'] }],
    [
      'GET',
      '/v1/organizations/{org}',
      {
        401: ['unauthorized'],
        403: ['forbidden'],
        404: ['not-found'],
        500: ['internal-error'],
        503: ['contended', 'integration-timeout'],
      },
    ],
    [
      'POST',
      '/v1/organizations/{org}/calls/{call}/void',
      {
        400: ['invalid-request', 'idempotency-key-required'],
        401: ['unauthorized'],
        403: ['forbidden'],
        404: ['not-found'],
      },
    ],
    [
      'POST',
      '/v1/rate-decks',
      { 400: ['invalid-request'], 413: ['payload-too-large'], 415: ['unsupported-media-type'] },
    ],
  ] as const)('%s %s: each status has its codes', (method, path, expected) => {
    const { responses } = operationOf({ method, path });
    const found = Object.keys(expected).map((status) => [status, codesOf(status, responses)]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test.each(routes.filter(([, { idempotent }]) => idempotent))(
    '%s repeats what it answered',
    (_key, route) => {
      const { responses } = operationOf(route);
      expect(codesOf('409', responses)).toContain('request-in-progress');
      expect(codesOf('422', responses)).toContain('idempotency-key-reused');
      const replayed = Object.entries(responses).flatMap(([status, { headers }]) =>
        headers?.['Idempotency-Replayed'] ? [status] : [],
      );
      expect(replayed).toEqual(
        expect.arrayContaining([...Object.keys(route.answers()), '404', '409', '422']),
      );
    },
  );
});

describe('the schemas', () => {
  const compile = validatorOf((schema) => schema);

  const parts = routes.flatMap(([key, route]) => {
    const { requestBody, responses } = operationOf(route);
    const contents = [
      ...parametersOf(route).map(({ name, schema, example }) => ({ part: name, schema, example })),
      ...mediaOf('body', requestBody?.content),
      ...Object.entries(responses).flatMap(([status, { content }]) => mediaOf(status, content)),
    ];
    return contents.map((each) => ({ ...each, part: `${key}: ${each.part}` }));
  });

  test('are JSON schemas', () => {
    const wrong = parts.flatMap(({ part, schema }) => {
      try {
        compile(schema);
        return [];
      } catch (error) {
        return [`${part}: ${error}`];
      }
    });
    expect(parts.length).toBeGreaterThan(routes.length * 4);
    expect(wrong).toEqual([]);
  });

  test('agree with the examples', () => {
    const wrong = parts.flatMap(({ part, schema, example }) => {
      const wrong = example === undefined ? undefined : compile(schema)(example);
      return wrong === undefined ? [] : [`${part}: ${wrong}`];
    });
    expect(wrong).toEqual([]);
  });

  test('say the unit of every amount of an answer', () => {
    const said = amountsOf(whole);
    expect(said.length).toBeGreaterThan(50);
    expect(said.filter((description) => !description.includes('major units'))).toEqual([]);
  });

  test('leave answers open to members that are added, and keep requests closed', () => {
    const closed = (schemas: readonly unknown[]) =>
      JSON.stringify(schemas).includes('"additionalProperties":false');
    const answers = routes.flatMap(([, route]) => Object.values(operationOf(route).responses));
    expect(closed(answers)).toBe(false);
    expect(closed([operationOf({ method: 'POST', path: '/v1/organizations' }).requestBody])).toBe(true);
  });
});

function mediaOf(part: string, content: z.infer<typeof Content> = {}) {
  return Object.entries(content).map(([type, { schema, example }]) => ({
    part: `${part} ${type}`,
    schema,
    example,
  }));
}

/** The descriptions of all amounts in answers, by the pattern that only they have. */
function amountsOf(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const { pattern, description = '' } = z
    .looseObject({ description: z.unknown().optional() })
    .parse({ ...part });
  const own = pattern === '^-?\\d+\\.\\d{2,6}$' ? [String(description)] : [];
  return [...own, ...Object.values(part).flatMap(amountsOf)];
}
