/** The API document as tests read it: its operations, with their references resolved. */
import * as z from 'zod';
import { apiDocument } from '../../../infra/api-document/api-document.ts';

/** A schema of JSON Schema 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const SchemaObject = z.record(z.string(), z.unknown());
const Content = z.record(z.string(), z.object({ schema: SchemaObject.optional() }));
const Header = z.object({ required: z.boolean().default(false), schema: SchemaObject });
const Parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().default(false),
  schema: SchemaObject,
});
const Response = z.object({
  headers: z.record(z.string(), z.unknown()).default({}),
  content: Content.optional(),
});
const RequestBody = z.object({ required: z.boolean().default(false), content: Content });
const OperationObject = z.object({
  operationId: z.string(),
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export interface DocumentedResponse {
  readonly headers: Readonly<Record<string, z.output<typeof Header>>>;
  /** By media type; `undefined` when the response has no body. */
  readonly content: Readonly<Record<string, { readonly schema?: JsonSchema | undefined }>> | undefined;
}

export interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  /** With `{names}`. */
  readonly path: string;
  readonly parameters: readonly z.output<typeof Parameter>[];
  readonly body: z.output<typeof RequestBody> | undefined;
  /** By status. */
  readonly responses: ReadonlyMap<string, DocumentedResponse>;
  /** Whether a token is required. */
  readonly isSecured: boolean;
  /** The scopes of which one is enough; empty when any token is. */
  readonly scopes: readonly string[];
}

/** The document that is served, as JSON: without members that are `undefined`. */
export const API_DOCUMENT: JsonSchema = SchemaObject.parse(JSON.parse(JSON.stringify(apiDocument())));

/** The value at a JSON pointer (RFC 6901) into the document, such as `#/components/schemas/Lot`. */
function valueAt(pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, key) => SchemaObject.parse(value)[key], API_DOCUMENT);
}

/** What is meant, where a reference may stand for it. */
export function resolve(value: unknown): unknown {
  const reference = z.object({ $ref: z.string() }).safeParse(value);
  return reference.success ? resolve(valueAt(reference.data.$ref)) : value;
}

function responseOf(value: unknown): DocumentedResponse {
  const { headers, content } = Response.parse(resolve(value));
  const read = Object.entries(headers).map(([name, header]) => [
    name.toLowerCase(),
    Header.parse(resolve(header)),
  ]);
  return { headers: Object.fromEntries(read), content };
}

function operationsOf(path: string, item: Readonly<Record<string, unknown>>): DocumentedOperation[] {
  const shared = z.array(z.unknown()).default([]).parse(item.parameters);
  return METHODS.filter((method) => item[method] !== undefined).map((method) => {
    const operation = OperationObject.parse(item[method]);
    const responses = Object.entries(operation.responses);
    const security = operation.security ?? [];
    return {
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      parameters: [...shared, ...operation.parameters].map((each) => Parameter.parse(resolve(each))),
      body:
        operation.requestBody === undefined ? undefined : RequestBody.parse(resolve(operation.requestBody)),
      responses: new Map(responses.map(([status, response]) => [status, responseOf(response)])),
      isSecured: security.some((requirement) => Object.keys(requirement).length > 0),
      scopes: security.flatMap((requirement) => Object.values(requirement).flat()),
    };
  });
}

export const OPERATIONS: readonly DocumentedOperation[] = Object.entries(
  Document.parse(API_DOCUMENT).paths,
).flatMap(([path, item]) => operationsOf(path, item));

const PATTERNS = OPERATIONS.map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  parameters: operation.path.split('{').length - 1,
})).sort((a, b) => a.parameters - b.parameters);

/** The operation of a concrete path, without its query; the path with the fewest parameters comes first. */
export function operationAt(method: string, path: string): DocumentedOperation | undefined {
  return PATTERNS.find(({ operation, pattern }) => operation.method === method && pattern.test(path))
    ?.operation;
}
