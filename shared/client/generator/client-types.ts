/** What the client takes from the API document, as the files of `shared/client/generated`. */
import openapiTypes, {
  astToString,
  type OpenAPI3,
  type OperationObject,
  type ParameterObject,
  type PathItemObject,
  type ReferenceObject,
} from 'openapi-typescript';

/** Text of each file by its name. */
export type ClientFiles = Readonly<Record<'api.ts' | 'keyed-posts.ts', string>>;

const HEADER = '// Written by `npm run write-client-types` from the API document.\n';

/** The types of the whole document, as JSON. What the generator cannot express it says with `console.warn`. */
export async function wholeTypes(json: string): Promise<string> {
  const document: OpenAPI3 = JSON.parse(json);
  return astToString(await openapiTypes(document));
}

/** Throws when the document, as JSON, is not a valid OpenAPI 3.1 document. */
export async function clientTypes(json: string): Promise<ClientFiles> {
  const document: OpenAPI3 = JSON.parse(json);
  const keyed = keyedPosts(document);
  const nodes = await openapiTypes(successesOf(document), {
    immutable: true,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    silent: true,
  });
  return { 'api.ts': `${HEADER}${astToString(nodes)}`, 'keyed-posts.ts': keyed };
}

/**
 * The document without problems, which the client throws as `ApiProblem`, and without headers, which it reads and sends
 * itself.
 */
function successesOf({ openapi, info, paths = {}, components = {} }: OpenAPI3): OpenAPI3 {
  const kept = Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(Object.entries(item).map(([name, part]) => [name, withSuccesses(part, components)])),
    ]),
  );
  return { openapi, info, paths: kept, components: { schemas: schemasOf(kept, components.schemas ?? {}) } };
}

type Components = NonNullable<OpenAPI3['components']>;

function withSuccesses(part: PathItemObject[keyof PathItemObject], components: Components): unknown {
  if (!isOperation(part)) return part;
  const responses = Object.entries(part.responses ?? {}).flatMap(([status, response]) => {
    if (!status.startsWith('2') || '$ref' in response) return [];
    const { headers: _, ...rest } = response;
    return [[status, rest]];
  });
  const parameters = (part.parameters ?? []).filter((each) => parameterOf(each, components)?.in !== 'header');
  return { ...part, parameters, responses: Object.fromEntries(responses) };
}

const isOperation = (part: unknown): part is OperationObject =>
  typeof part === 'object' && part !== null && 'responses' in part;

/** Those that the paths refer to, directly or through another. */
function schemasOf(
  paths: unknown,
  all: NonNullable<Components['schemas']>,
): NonNullable<Components['schemas']> {
  const names = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (names.has(name)) continue;
      names.add(name);
      visit(all[name]);
    }
  };
  visit(paths);
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

/** Requests that move money: without their `Idempotency-Key` they are refused. */
function keyedPosts({ paths = {}, components = {} }: OpenAPI3): string {
  const keyed = Object.entries(paths).flatMap(([path, item]) => {
    const operation = 'post' in item && isOperation(item.post) ? item.post : undefined;
    const names = (operation?.parameters ?? []).map((parameter) => parameterOf(parameter, components)?.name);
    return names.includes('Idempotency-Key') ? [`  '${path}',`] : [];
  });
  return `${HEADER}
/** Paths of the POST requests that must have an \`Idempotency-Key\`. */
export const KEYED_POSTS: readonly string[] = [
${keyed.join('\n')}
];
`;
}

function parameterOf(
  parameter: ParameterObject | ReferenceObject,
  { parameters = {} }: Components,
): ParameterObject | undefined {
  if (!('$ref' in parameter)) return parameter;
  const named = parameters[parameter.$ref.replace('#/components/parameters/', '')];
  return named && !('$ref' in named) ? named : undefined;
}
