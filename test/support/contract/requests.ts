/** Requests to the operations of the API document: what it calls valid, and what is invalid for one known reason. */
import * as fc from 'fast-check';
import { SCOPES } from '../../../shared/contract/scopes.ts';
import { type KnownValues, type Making, valuesOf } from './arbitraries.ts';
import type { DocumentedOperation, JsonSchema } from './document.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { isObject, validatorOf } from './validator.ts';

/** What a request is made of, before it is written as HTTP. */
export interface Parts {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
  /** `undefined` when there is none. */
  readonly body: unknown;
  /** Of the body; `undefined` when there is none. */
  readonly mediaType: string | undefined;
  readonly accept: string;
}

/** Who sends a request: the bearer of one scope, in the organization of the path or in another one; or nobody. */
export type Caller = { readonly scope: string; readonly isNeighbor?: true } | 'nobody';

export interface GeneratedRequest {
  readonly caller: Caller;
  readonly parts: Parts;
  /** Why the document calls it invalid; `undefined` when it is valid. */
  readonly reason?: string;
}

const compiled = validatorOf((document) => document);
const isValid = (schema: JsonSchema, value: unknown): boolean => compiled(schema)(value) === undefined;

/** Parameters that only an answer of the service can give: any other text of the same form is refused. */
const OPAQUE = new Set(['cursor']);

const JSON_TYPE = 'application/json';
const PLACES = ['path', 'query', 'header'] as const;
type Place = (typeof PLACES)[number];

/** The parameters of one place as an object, so that they are made and changed as the members of a body are. */
function parametersOf({ parameters }: DocumentedOperation, place: Place, known: KnownValues): JsonSchema {
  const here = parameters.filter((each) => each.in === place);
  const usable = here.filter(({ name }) => !OPAQUE.has(name) || (known[name] ?? []).length > 0);
  return {
    type: 'object',
    properties: Object.fromEntries(
      usable.map(({ name, schema }) => [name, OPAQUE.has(name) ? { enum: known[name] } : schema]),
    ),
    required: here.filter(({ required }) => required).map(({ name }) => name),
  };
}

const OPERATOR = 'operator';

const callersOf = ({ isSecured, scopes }: DocumentedOperation): Caller[] => {
  if (!isSecured) return ['nobody'];
  return (scopes.length === 0 ? SCOPES : scopes).map((scope) => ({ scope }));
};

/** Requests that the document calls valid. */
export function validRequests(
  operation: DocumentedOperation,
  known: KnownValues,
): fc.Arbitrary<GeneratedRequest> {
  const making: Making = { known, isValid, isConsistent };
  const [path, query, header] = PLACES.map((place) =>
    valuesOf(parametersOf(operation, place, known), making).filter(isObject),
  );
  if (!path || !query || !header) throw new Error('A place has no parameters');
  const parts = fc.record({
    path: path.filter(isReachable),
    query,
    header,
    body: bodiesOf(operation, making),
    accept: fc.constantFrom(...acceptable(operation)),
  });
  return fc
    .record({ caller: fc.constantFrom(...callersOf(operation)), parts })
    .map(({ caller, parts: { body, ...others } }) => ({ caller, parts: { ...others, ...body } }));
}

/** An address has no empty segment, and `.` and `..` in it are the folder and its parent (RFC 3986). */
const isReachable = (path: Readonly<Record<string, unknown>>): boolean =>
  Object.values(path).every((value) => !/^\.{0,2}$/.test(String(value)) && String(value).isWellFormed());

const millisecondsOf = (instant: unknown): number => Date.parse(String(instant));

/** A period does not end before it begins, and the duration of a call fits between its start and its end. */
const isConsistent = ({ from, to, startedAt, endedAt, durationSeconds }: JsonSchema): boolean => {
  const isOver = millisecondsOf(to) <= millisecondsOf(from);
  const isLonger = millisecondsOf(endedAt) < millisecondsOf(startedAt) + Number(durationSeconds) * 1000;
  return !isOver && !isLonger;
};

type Body = Pick<Parts, 'body' | 'mediaType'>;

/** A document is a text whose form only its description says, so only known ones are valid. */
function bodiesOf({ body }: DocumentedOperation, making: Making): fc.Arbitrary<Body> {
  const none: Body = { body: undefined, mediaType: undefined };
  if (!body) return fc.constant(none);
  const some = Object.entries(body.content).map(([mediaType, { schema = {} }]) => {
    const documents = making.known[mediaType];
    if (mediaType !== JSON_TYPE && !documents) throw new Error(`No ${mediaType} is known to be valid`);
    const form = mediaType === JSON_TYPE ? schema : { enum: documents };
    return valuesOf(form, making).map((value) => ({ body: value, mediaType }));
  });
  return fc.oneof(...some, ...(body.required ? [] : [fc.constant(none)]));
}

const acceptable = ({ responses }: DocumentedOperation): string[] => [
  '*/*',
  ...[...responses].flatMap(([status, { content = {} }]) => (/^2/.test(status) ? Object.keys(content) : [])),
];

/** Requests that the document calls invalid: valid ones, changed in one place. Where nothing can be wrong, they stay valid. */
export function invalidRequests(
  operation: DocumentedOperation,
  known: KnownValues,
): fc.Arbitrary<GeneratedRequest> {
  return validRequests(operation, known).chain((valid) => {
    const wrong = [...wrongCallers(operation, valid), ...wrongRequests(operation, valid)];
    return wrong.length === 0 ? fc.constant(valid) : fc.constantFrom(...wrong);
  });
}

function wrongCallers(
  { isSecured, scopes, path }: DocumentedOperation,
  valid: GeneratedRequest,
): GeneratedRequest[] {
  if (!isSecured) return [];
  const others = SCOPES.filter((scope) => scopes.length > 0 && !scopes.includes(scope));
  const neighbors = scopes.filter((scope) => scope !== OPERATOR && path.includes('{org}'));
  return [
    { ...valid, reason: 'no token', caller: 'nobody' },
    ...others.map((scope) => ({ ...valid, reason: `only the scope ${scope}`, caller: { scope } })),
    ...neighbors.map((scope) => ({
      ...valid,
      reason: 'the token of another organization',
      caller: { scope, isNeighbor: true } as const,
    })),
  ];
}

function wrongRequests(
  operation: DocumentedOperation,
  { caller, parts }: GeneratedRequest,
): GeneratedRequest[] {
  const places = PLACES.flatMap((place) => wrongPlaces(operation, parts, place));
  return [...places, ...wrongBodies(operation, parts)].map((wrong) => ({ ...wrong, caller }));
}

type Wrong = Omit<GeneratedRequest, 'caller'>;

/** A parameter is a text on its way: only a text that does not read as an allowed value is wrong. */
function wrongPlaces(operation: DocumentedOperation, parts: Parts, place: Place): Wrong[] {
  const declared = operation.parameters.filter((each) => each.in === place && !OPAQUE.has(each.name));
  return declared.flatMap(({ name, schema, required }) => {
    const { [name]: value, ...others } = parts[place];
    const missing =
      required && place !== 'path' ? [{ reason: 'missing', parts: { ...parts, [place]: others } }] : [];
    const mutants = value === undefined ? [] : mutantsOf(schema, value);
    const changed = mutants
      .filter((mutant) => isSendable(mutant.value, place) && !reads(schema, mutant.value))
      .map(({ reason, value: wrong }) => ({
        reason,
        parts: { ...parts, [place]: { ...others, [name]: wrong } },
      }));
    return [...missing, ...changed].map((each) => ({ ...each, reason: `${place} ${name}: ${each.reason}` }));
  });
}

/** An empty parameter counts as left out, and a path has whole characters and no empty segment. */
const isSendable = (value: unknown, place: Place): boolean => {
  if (typeof value === 'number') return true;
  if (typeof value !== 'string' || value === '' || !value.isWellFormed()) return false;
  if (place === 'header') return /^[\x21-\x7e]+$/.test(value);
  return place === 'query' || !/^\.{1,2}$/.test(value);
};

const reads = (schema: JsonSchema, value: unknown): boolean =>
  isValid(schema, String(value)) || (/^-?\d+(\.\d+)?$/.test(String(value)) && isValid(schema, Number(value)));

function wrongBodies({ body }: DocumentedOperation, parts: Parts): Wrong[] {
  if (!body) return [];
  const schema = body.content[JSON_TYPE]?.schema;
  const without = { ...parts, body: undefined, mediaType: undefined };
  const missing = body.required ? [{ reason: 'body: missing', parts: without }] : [];
  if (!schema)
    return [...missing, { reason: 'media type', parts: { ...parts, mediaType: 'application/pdf' } }];
  const mutants = mutantsOf(schema, parts.body).filter(({ value }) => !isValid(schema, value));
  const changed = mutants.map(({ reason, value }: Mutant) => ({
    reason: `body ${reason}`,
    parts: { ...parts, body: value, mediaType: JSON_TYPE },
  }));
  return [...missing, ...changed];
}

/** The request as `fetch` sends it. Throws for a parameter that has no text. */
export function toHttp({ method, path: template }: DocumentedOperation, parts: Parts) {
  const path = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(parts.path[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts.query)) query.set(name, String(value));
  const headers: Record<string, string> = { accept: parts.accept };
  for (const [name, value] of Object.entries(parts.header)) headers[name.toLowerCase()] = String(value);
  if (parts.mediaType !== undefined) headers['content-type'] = parts.mediaType;
  const isText = typeof parts.body === 'string' && parts.mediaType !== JSON_TYPE;
  const body =
    parts.body === undefined ? undefined : isText ? String(parts.body) : JSON.stringify(parts.body);
  return { method, path: query.size > 0 ? `${path}?${query}` : path, headers, body };
}
