/** The headers that the contract names, as components of the document. */
import type { oas32 } from 'zod-openapi';

const text: oas32.SchemaObject = { type: 'string' };

/** Headers of answers. */
export const HEADERS = {
  'Idempotency-Replayed': {
    description:
      'Present if an earlier request with this `Idempotency-Key` was carried out: the answer is the one to that request.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Retry-After': {
    description: 'The number of seconds after which the same request may succeed.',
    schema: { type: 'integer', minimum: 1 },
  },
  Link: {
    description:
      'The next page of a list that is not JSON, with `rel="next"` (RFC 8288); absent from the last page.',
    schema: text,
  },
  'WWW-Authenticate': {
    description: 'How a program proves who it is, if it tried to in the header `Authorization`.',
    schema: text,
  },
  Pragma: {
    description: 'Caches of HTTP/1.0 must not keep the answer (RFC 6749 section 5.1).',
    schema: { type: 'string', enum: ['no-cache'] },
  },
  'Content-Disposition': { description: 'Of a file: the name that it has when it is saved.', schema: text },
  Location: { description: 'Where the result is, or will be.', schema: text },
  ETag: { description: 'The version of the answer, to be sent back as `If-None-Match`.', schema: text },
} as const satisfies Readonly<Record<string, oas32.HeaderObject>>;

export type HeaderName = keyof typeof HEADERS;

/** What a header can hold: printable ASCII, without space around it. */
const PRINTABLE = '^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$';

/** Headers of requests. */
export const HEADER_PARAMETERS = {
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description:
      'A name for this request that no other request of the organization has, such as a UUID. A request that is repeated with its key is carried out once.',
    schema: { type: 'string', pattern: PRINTABLE, maxLength: 255 },
    example: '6f0e6a3e-5a0b-4b5c-9a57-0d9b8a3f2b11',
  },
  'If-None-Match': {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` of the answer that the caller has: 304 if it is still that one.',
    schema: { type: 'string', pattern: PRINTABLE },
  },
} as const satisfies Readonly<Record<string, oas32.ParameterObject>>;

export const headerReferences = (names: readonly HeaderName[]): oas32.HeadersObject =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

export const parameterReference = (name: keyof typeof HEADER_PARAMETERS): oas32.ReferenceObject => ({
  $ref: `#/components/parameters/${name}`,
});
