/** Parses every request. A request that does not fit its schema is refused with the names of the fields. */
import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { describeIssuesInWords } from '../contract/issue-words.ts';
import type { Route } from '../contract/routes/route.ts';
import {
  CHARSETS,
  type DocumentText,
  decodeDocument,
  decodeDocumentLoosely,
} from '../domain/documents/document-text.ts';
import { type FieldError, refusals, shorten } from '../domain/refusals.ts';
import { type HttpRequest, MAX_DOCUMENT_BYTES, MAX_JSON_BYTES, type RequestOf } from './http.ts';

describeIssuesInWords();

type WithBody<B extends z.ZodType> = RequestOf<Route & { readonly body: B }>;

/** The JSON body. Throws `payload-too-large` or `invalid-request`; an empty body reads as `{}`. */
export function parseBody<B extends z.ZodType>(request: WithBody<B>): z.output<B> {
  return parse(request.route.body, readJson(request), 'body');
}

/** Throws as {@link parseBody} does. */
export function readJson(request: RequestOf<Route>): unknown {
  if (Buffer.byteLength(request.body) > MAX_JSON_BYTES) throw refusals.payloadTooLarge(MAX_JSON_BYTES);
  if (request.body.trim() === '') return {};
  if (!isOfCalls(request.route) && isLossy(request)) {
    throw refusals.invalidRequest([{ field: 'body', detail: 'not valid UTF-8, which JSON is (RFC 8259)' }]);
  }
  try {
    return JSON.parse(request.body.replace(/^\uFEFF/, ''));
  } catch {
    throw refusals.invalidRequest([{ field: 'body', detail: 'not valid JSON' }]);
  }
}

/**
 * Routes that accept invalid UTF-8: the texts of a call only describe it (spec: What only describes a call never
 * decides), so a wrong byte refuses neither a call nor a batch of usage.
 */
const isOfCalls = ({ access }: Route): boolean => access.includes('calls:write');

const isLossy = ({ body, bytes }: HttpRequest): boolean =>
  body.includes('\uFFFD') && !isUtf8(Buffer.from(bytes()));

/** {@link parseBody} for clients that may write `null` for a member that they leave out. */
export function parseBodyWithoutNulls<B extends z.ZodType>(request: WithBody<B>): z.output<B> {
  return parse(request.route.body, withoutNulls(readJson(request)), 'body');
}

/** The object without its members that are `null`. */
export function withoutNulls(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

/**
 * A text document such as CSV, in UTF-8 or UTF-16. Throws `payload-too-large`; `unsupported-media-type` for another
 * kind or charset; `invalid-request` with line, column and byte of what is not valid in its encoding.
 */
export function readDocument(request: HttpRequest, accepted: readonly string[]): string {
  return textOf(request, accepted, decodeDocument);
}

/**
 * {@link readDocument} for one whose lines are accepted one by one: a character that is not valid is replaced, and
 * refuses its line at most. Only a workbook, and a charset that the document does not have, refuse it as a whole.
 */
export function readDocumentLoosely(request: HttpRequest, accepted: readonly string[]): string {
  return textOf(request, accepted, decodeDocumentLoosely);
}

/** The media type in small letters; empty if it is not given. */
export function mediaTypeOf({ headers }: Pick<HttpRequest, 'headers'>): string {
  return contentTypeOf(headers)[0] ?? '';
}

const contentTypeOf = (headers: HttpRequest['headers']): string[] =>
  (headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());

function textOf(request: HttpRequest, accepted: readonly string[], decode: typeof decodeDocument): string {
  const [type = '', ...parameters] = contentTypeOf(request.headers);
  if (!accepted.includes(type)) throw refusals.unsupportedMediaType(accepted);
  const declared = parameters.find((each) => each.startsWith('charset='))?.slice('charset='.length);
  const label = declared?.replaceAll('"', '').replace(/^utf(8|16)/, 'utf-$1');
  const charset = CHARSETS.find((each) => each === label);
  if (label !== undefined && charset === undefined) throw refusals.unsupportedCharset(label, CHARSETS);
  const bytes = request.bytes();
  if (bytes.length > MAX_DOCUMENT_BYTES) throw refusals.payloadTooLarge(MAX_DOCUMENT_BYTES);
  return requireText(decode(bytes, charset));
}

/** Throws `invalid-request` with line, column and byte of what is not valid in the encoding of the document. */
export function requireText(decoded: DocumentText): string {
  if ('text' in decoded) return decoded.text;
  const { line, column, byteOffset, detail } = decoded.fault;
  const where = `line ${line}, column ${column} (byte ${byteOffset})`;
  throw refusals.invalidRequest([{ field: 'body', line, column, byteOffset, detail: `${where}: ${detail}` }]);
}

export function parseQuery<Q extends z.ZodObject>(
  request: RequestOf<Route & { readonly query: Q }>,
): z.output<Q> {
  return parse(request.route.query, request.query, 'query');
}

/** No id is longer, and a key of the table could not be longer either. */
const MAX_PARAMETER = 256;

/** The names in a path: `'org' | 'user'` of `/v1/organizations/{org}/users/{user}`. */
type ParamOf<Path extends string> = string extends Path
  ? string
  : Path extends `${string}{${infer Name}}${infer Rest}`
    ? Name | ParamOf<Rest>
    : never;

interface WithPath<Path extends string> extends Pick<HttpRequest, 'params' | 'routeKey'> {
  readonly route: { readonly path: Path };
}

/** A path parameter of the route. Throws `not-found` for a value that is too long to be an id. */
export function param<Path extends string>(request: WithPath<Path>, name: ParamOf<Path>): string {
  const value = request.params[name];
  if (value === undefined) throw new Error(`route ${request.routeKey} has no parameter ${name}`);
  if (value.length > MAX_PARAMETER) throw refusals.notFound(name === 'org' ? 'organization' : name);
  return value;
}

export function parse<S extends z.ZodType>(schema: S, value: unknown, whole: string): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw refusals.invalidRequest(fieldErrors(result.error, whole));
}

/** Each field as `records[3].startedAt`, shortened if need be; `whole` when the value as a whole is wrong. */
export function fieldErrors(error: z.ZodError, whole: string): FieldError[] {
  return error.issues.flatMap((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    return keys.map((key) => ({
      field: shorten(fieldName(key === undefined ? issue.path : [...issue.path, key]) || whole),
      detail: key === undefined ? issue.message : 'not a known field',
    }));
  });
}

function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`;
    return name ? `${name}.${String(part)}` : String(part);
  }, '');
}
