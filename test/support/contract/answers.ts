/**
 * Checks responses against the API document. The document leaves answers open, so that members can be added; here a
 * member that it does not know is an error, or a new member would stay undocumented.
 */
import {
  type DocumentedOperation,
  type DocumentedResponse,
  type JsonSchema,
  operationAt,
} from './document.ts';
import { isObject, mapSchema, validatorOf } from './validator.ts';

export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Headers of the transport, of caches and of browsers: they mean the same in the answers of any HTTP service. */
const OF_HTTP = new Set([
  'cache-control',
  'connection',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'date',
  'keep-alive',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'transfer-encoding',
  'vary',
  'www-authenticate',
  'x-content-type-options',
  'x-frame-options',
]);

/** The HTTP API responds with these before it knows the operation: another host, and too many bytes of headers. */
const BEFORE_ROUTING: readonly number[] = [421, 431];

/** An object that names its members, and does not say whether it may have others. */
const isOpen = (schema: JsonSchema): boolean =>
  isObject(schema.properties) && schema.additionalProperties === undefined;

/** Members that an `allOf` spreads over several schemas are known by all of them together. */
const isSpread = (schema: JsonSchema): boolean => Array.isArray(schema.allOf);

const closed = (schema: JsonSchema): JsonSchema =>
  mapSchema(schema, (each) => {
    if (isSpread(each)) return { ...each, allOf: openParts(each.allOf), unevaluatedProperties: false };
    return isOpen(each) ? { ...each, additionalProperties: false } : each;
  });

const openParts = (parts: unknown): unknown =>
  Array.isArray(parts)
    ? parts.map((part) => {
        if (!isObject(part) || part.additionalProperties !== false) return part;
        const { additionalProperties: _, ...open } = part;
        return open;
      })
    : parts;

const checkOf = validatorOf(closed);

/** Throws when a response is not what the document declares for the operation of `method` and `path`. */
export function requireDocumented(method: string, path: string, received: Received): void {
  const operation = operationAt(method, path);
  if (!operation || BEFORE_ROUTING.includes(received.status)) return;
  const faults = faultsOf(operation, received);
  if (faults.length === 0) return;
  const shown = received.text.length > 2000 ? `${received.text.slice(0, 2000)}…` : received.text;
  throw new Error(
    `${method} ${path} (${operation.id}) responds with what the API document does not declare: ${faults.join('; ')}\n${received.status} ${shown}`,
  );
}

/** What the document does not declare in a response; empty when all is declared. */
export function faultsOf(operation: DocumentedOperation, received: Received): string[] {
  const declared = operation.responses.get(String(received.status));
  if (!declared) return [`status ${received.status}`];
  return [...headerFaults(declared, received.headers), ...bodyFaults(declared, received)];
}

function headerFaults({ headers: declared }: DocumentedResponse, headers: Headers): string[] {
  const undeclared = [...headers.keys()].filter((name) => !OF_HTTP.has(name) && !declared[name]);
  const wrong = Object.entries(declared).flatMap(([name, { required, schema }]) => {
    const value = headers.get(name);
    if (value === null) return required ? [`header ${name} is missing`] : [];
    const fault = checkOf(schema)(readByType(value, schema));
    return fault === undefined ? [] : [`header ${name}: ${fault}`];
  });
  return [...undeclared.map((name) => `header ${name}`), ...wrong];
}

function readByType(text: string, { type }: JsonSchema): unknown {
  if (type === 'integer' || type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  return type === 'boolean' ? text === 'true' || (text === 'false' ? false : text) : text;
}

function bodyFaults({ content }: DocumentedResponse, { headers, text }: Received): string[] {
  if (content === undefined) return text === '' ? [] : ['a body'];
  const [mediaType = ''] = (headers.get('content-type') ?? '').split(';');
  const representation = content[mediaType.trim().toLowerCase()];
  if (!representation) return [`media type ${mediaType || '(none)'}`];
  if (!representation.schema) return [];
  if (!/[/+]json$/.test(mediaType)) return faultIn(representation.schema, text);
  const body: unknown = JSON.parse(text);
  return faultIn(representation.schema, body);
}

function faultIn(schema: JsonSchema, value: unknown): string[] {
  const fault = checkOf(schema)(value);
  return fault === undefined ? [] : [fault];
}
