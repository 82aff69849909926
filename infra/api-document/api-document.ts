/** The API document, OpenAPI 3.1, made from the rows of the routes and from the schemas that parse requests. */
import { type CreateDocumentOptions, createDocument, type oas32 } from 'zod-openapi';
import { Money } from '../../shared/contract/answers/fields.answers.ts';
import { ALL_ROUTES, type NamedRoute } from '../../shared/contract/routes/all.ts';
import type { Route } from '../../shared/contract/routes/route.ts';
import { info, SECURITY_SCHEMES, SERVERS, tags } from './about.ts';
import { withExamples } from './examples.ts';
import { HEADER_PARAMETERS, HEADERS } from './headers.ts';
import { operationOf } from './operation.ts';

const METHODS = {
  GET: 'get',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
} as const satisfies Record<Route['method'], string>;

/** The same document each time: requests as they are sent, answers as they are received. */
export function apiDocument(): oas32.OpenAPIObject {
  const document = createDocument(
    {
      openapi: '3.1.0',
      info: info(),
      servers: SERVERS,
      tags: tags(),
      paths: Object.fromEntries(
        [...Map.groupBy(ALL_ROUTES, ({ path }) => path)].map(([path, routes]) => [
          path,
          Object.fromEntries(routes.map((route) => [METHODS[route.method], operationOf(route)])),
        ]),
      ),
      components: {
        securitySchemes: SECURITY_SCHEMES,
        headers: HEADERS,
        parameters: HEADER_PARAMETERS,
      },
    },
    { override: simplify },
  );
  for (const route of ALL_ROUTES) addExamples(document, route);
  return document;
}

/** Leaves out what zod adds: that answers have no other members, the bounds of safe integers, and what a format says. */
const simplify: CreateDocumentOptions['override'] = ({ zodSchema, jsonSchema, io }) => {
  const { def } = zodSchema._zod;
  if (io === 'output' && def.type === 'object' && def.catchall === undefined)
    delete jsonSchema.additionalProperties;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (isMoney(jsonSchema.pattern)) jsonSchema.description = withUnit(jsonSchema.description ?? '');
};

const MONEY_PATTERN = Money.toJSONSchema().pattern;
const isMoney = (pattern: unknown): boolean => pattern === MONEY_PATTERN;

/** Every amount of an answer says its unit, whatever else it is. */
const withUnit = (description: string): string =>
  description.includes('major units') ? description : `${description} In major units, as a decimal.`.trim();

function addExamples({ paths }: oas32.OpenAPIObject, route: NamedRoute): void {
  const operation = paths?.[route.path]?.[METHODS[route.method]];
  if (operation?.parameters) operation.parameters = withExamples(operation.parameters, route);
}
