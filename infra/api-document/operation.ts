/** The operation of a row. */
import * as z from 'zod';
import type { oas32, ZodOpenApiOperationObject, ZodOpenApiRequestBodyObject } from 'zod-openapi';
import { PATH_PARAMETERS } from '../../shared/contract/path-parameters.ts';
import type { NamedRoute } from '../../shared/contract/routes/all.ts';
import { exampleOf } from './examples.ts';
import { parameterReference } from './headers.ts';
import { responsesOf } from './responses.ts';

export function operationOf(route: NamedRoute): ZodOpenApiOperationObject {
  const path = pathParametersOf(route);
  const headers = [
    ...(route.idempotent ? [parameterReference('Idempotency-Key')] : []),
    ...(304 in route.answers() ? [parameterReference('If-None-Match')] : []),
  ];
  const requestBody = requestBodyOf(route);
  return {
    operationId: route.id,
    tags: [route.function],
    summary: route.summary,
    description: descriptionOf(route),
    security: securityOf(route),
    requestParams: { ...(path && { path }), ...(route.query && { query: route.query }) },
    ...(headers.length > 0 && { parameters: headers }),
    ...(requestBody && { requestBody }),
    responses: responsesOf(route),
  };
}

function pathParametersOf({ path }: NamedRoute): z.ZodObject | undefined {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const schema = PATH_PARAMETERS[name];
    if (schema === undefined) throw new Error(`the parameter ${name} of ${path} has no schema`);
    return [name, schema] as const;
  });
  return parameters.length === 0 ? undefined : z.object(Object.fromEntries(parameters));
}

/** What the whole of the operation is about; its parts have descriptions of their own. */
function descriptionOf({ access, idempotent }: NamedRoute): string {
  const scopes = access.filter((scope) => scope !== 'operator').map((scope) => `\`${scope}\``);
  const needs = access.includes('none')
    ? 'Needs no token.'
    : access.includes('any')
      ? 'Needs a token with any scope.'
      : `Needs a token with the scope ${[...scopes, '`operator`'].join(' or ')}.`;
  return idempotent ? `${needs} Moves money: needs an \`Idempotency-Key\`.` : needs;
}

/** Any one of the requirements is enough. An operator may do everything. */
function securityOf({ access }: NamedRoute): oas32.SecurityRequirementObject[] {
  if (access.includes('none')) return [];
  if (access.includes('any')) return [{ token: [] }];
  return [...new Set([...access, 'operator'])].map((scope) => ({ token: [scope] }));
}

/** JSON, a document, or either of them; or a form. */
function requestBodyOf(route: NamedRoute): ZodOpenApiRequestBodyObject | undefined {
  const { body, document, form } = route;
  const example = exampleOf(route)?.body;
  if (form) return { required: true, content: { [FORM]: { schema: form, ...exemplified(example) } } };
  if (!body && !document) return undefined;
  const json = body && { 'application/json': { schema: body, ...exemplified(example) } };
  const text = body ? document?.example : example;
  const types = document?.mediaTypes ?? [];
  const texts = types.map((type) => [type, { schema: DOCUMENT, ...exemplified(text) } as const]);
  return {
    // An empty body reads as `{}`.
    required: !body?.safeParse({}).success,
    ...(document && { description: document.description }),
    content: { ...json, ...Object.fromEntries(texts) },
  };
}

const FORM = 'application/x-www-form-urlencoded';

/** Bytes, as its encoding may be any of several. */
const DOCUMENT = { type: 'string', format: 'binary' } as const;

const exemplified = (example: unknown) => (example === undefined ? {} : { example });
