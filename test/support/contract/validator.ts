/** JSON Schema 2020-12 with the formats that the API document uses. */
import Ajv2020, { type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { API_DOCUMENT, type JsonSchema } from './document.ts';
import { FORMATS } from './formats.ts';

/** What is wrong with a value, in words; `undefined` when nothing is. */
export type Check = (value: unknown) => string | undefined;

const DOCUMENT = 'document';

/** Compiles schemas of the document, each once. `prepare` may change the document that their references lead into. */
export function validatorOf(prepare: (document: JsonSchema) => JsonSchema): (schema: JsonSchema) => Check {
  const ajv = new Ajv2020.default({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  for (const [name, { isValid }] of Object.entries(FORMATS)) ajv.addFormat(name, isValid);
  ajv.addSchema(prepare(API_DOCUMENT), DOCUMENT, true);
  const checks = new Map<JsonSchema, Check>();
  return (schema) => {
    const known = checks.get(schema);
    if (known) return known;
    const validate = ajv.compile(withReferences(prepare(schema)));
    const check: Check = (value) => (validate(value) ? undefined : wordsOf(validate.errors ?? []));
    checks.set(schema, check);
    return check;
  };
}

/** Each error with its place and what exactly is meant: `/lot must NOT have additional properties (units)`. */
const wordsOf = (errors: readonly ErrorObject[]): string =>
  errors
    .map(({ instancePath, message, params }) => {
      const meant: unknown = params.additionalProperty ?? params.unevaluatedProperty ?? params.allowedValue;
      return `${instancePath || 'body'} ${message}${meant === undefined ? '' : ` (${String(meant)})`}`;
    })
    .join('; ');

/** `#/components/…` as a reference into the document. */
function withReferences(schema: JsonSchema): JsonSchema {
  return mapSchema(schema, (each) =>
    typeof each.$ref === 'string' && each.$ref.startsWith('#')
      ? { ...each, $ref: `${DOCUMENT}${each.$ref}` }
      : each,
  );
}

/** Applies `change` to every object in the schema, the innermost first. */
export function mapSchema(schema: JsonSchema, change: (each: JsonSchema) => JsonSchema): JsonSchema {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    return isObject(value) ? mapSchema(value, change) : value;
  };
  return change(Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, visit(value)])));
}

export const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
