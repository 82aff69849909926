/** Generators of clients understand the API document: no warning, and every answer with its fields. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import { wholeTypes } from '../../shared/client/generator/client-types.ts';
import { API_DOCUMENT, type JsonSchema, OPERATIONS, resolve } from '../support/contract/document.ts';
import { isObject } from '../support/contract/validator.ts';
import { testWithCommand } from '../support/shell.ts';

/** Its answer is the document, whose fields OpenAPI defines. */
const OF_ANY_FIELDS = 'getApiDocument';
const PYTHON_CONFIG = 'infra/api-document/python-client.yaml';
const DOCUMENT = JSON.stringify(API_DOCUMENT);

const Media = z.record(z.string(), z.looseObject({ schema: z.looseObject({}) }));
const Operation = z.looseObject({
  operationId: z.string(),
  requestBody: z.looseObject({ content: Media }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: Media.optional() })),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
});
const { paths, components } = Document.parse(API_DOCUMENT);
const operations = Object.values(paths).flatMap((item) => Object.values(item));

/** Of bodies that the generator reads without a setting. */
const KNOWN_TYPES = ['application/json', 'application/x-www-form-urlencoded'];

describe('the document', () => {
  test('has every operation', () => {
    expect(operations).toHaveLength(OPERATIONS.length);
  });

  test('takes JSON, a form, or bytes of a media type that the settings of the generator name', () => {
    const settings = readFileSync(PYTHON_CONFIG, 'utf8');
    const wrong = operations.flatMap(({ operationId, requestBody }) =>
      Object.entries(requestBody?.content ?? {}).flatMap(([type, { schema }]) => {
        const isBytes = schema.format === 'binary' && settings.includes(`\n  ${type}: `);
        return KNOWN_TYPES.includes(type) || isBytes ? [] : [`${operationId}: ${type}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('says of every answer in JSON which fields it has, and of each of them what it is', () => {
    const described = operations.filter(({ operationId }) => operationId !== OF_ANY_FIELDS);
    const answers = described.flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, { content = {} }]) =>
        Object.entries(content).flatMap(([type, { schema }]) =>
          type.endsWith('json') ? [{ name: `${operationId} ${status}`, schema }] : [],
        ),
      ),
    );
    expect(answers.length).toBeGreaterThan(operations.length);
    expect(answers.flatMap(({ name, schema }) => unsaid(schema, name))).toEqual([]);
  });

  test.each([
    ['no schema', {}, ['answer']],
    ['no fields', { type: 'object' }, ['answer']],
    ['a field of any kind', { type: 'object', properties: { a: { description: 'text' } } }, ['answer.a']],
    ['items of any kind', { type: 'object', properties: { a: { type: 'array' } } }, ['answer.a[]']],
    ['one of several without fields', { oneOf: [{ type: 'string' }, {}] }, ['answer']],
  ])('%s would be found', (_title, schema, expected) => {
    expect(unsaid(schema, 'answer')).toEqual(expected);
  });
});

const KEYWORDS = ['oneOf', 'anyOf', 'allOf'] as const;

/** The places of a schema for which a generator has no type but `any`. */
function unsaid(given: unknown, place: string, seen: ReadonlySet<unknown> = new Set()): string[] {
  const schema = resolve(given);
  if (seen.has(schema)) return [];
  if (!isObject(schema)) return [place];
  const within = (part: unknown, name: string) => unsaid(part, name, new Set([...seen, schema]));
  const parts = KEYWORDS.flatMap((keyword) => [schema[keyword]].flat().filter((part) => part !== undefined));
  if (parts.length > 0) return parts.flatMap((part) => within(part, place));
  const types = [schema.type].flat();
  const { properties = {}, additionalProperties, items } = schema;
  if (types.includes('array')) return within(items, `${place}[]`);
  if (types.includes('object')) {
    const fields = Object.entries(Object(properties));
    const others = additionalProperties === undefined ? [] : within(additionalProperties, `${place}.*`);
    if (fields.length === 0 && additionalProperties === undefined) return [place];
    return [...fields.flatMap(([name, field]) => within(field, `${place}.${name}`)), ...others];
  }
  return schema.type === undefined && schema.enum === undefined && schema.const === undefined ? [place] : [];
}

test('openapi-typescript makes types of the whole document without a warning', async () => {
  const said = [jest.spyOn(console, 'warn'), jest.spyOn(console, 'error')];
  const types = await wholeTypes(DOCUMENT);
  for (const { operationId } of operations) expect(types).toContain(`${operationId}: {`);
  for (const spy of said) expect(spy).not.toHaveBeenCalled();
});

const inPython = testWithCommand({ command: 'openapi-python-client', what: 'the client in Python' });

inPython(
  'openapi-python-client makes a client without a warning, in which every schema has its fields',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'python-client-'));
    try {
      expect(generateInPython(folder)).not.toMatch(/warning/i);
      const models = readdirSync(join(folder, 'client', 'models')).map((file) =>
        readFileSync(join(folder, 'client', 'models', file), 'utf8'),
      );
      const modelOf = (name: string) => models.find((text) => text.search(`\nclass ${name}_?:`) >= 0) ?? '';
      const missing = Object.entries(components.schemas).flatMap(([name, schema]) =>
        fieldsOf(schema).flatMap((field) =>
          modelOf(name).includes(`pop("${field}"`) ? [] : [`${name}.${field}`],
        ),
      );
      expect(missing).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

/** What the generator says. Throws when it warns. */
function generateInPython(folder: string): string {
  const document = join(folder, 'openapi.json');
  writeFileSync(document, DOCUMENT);
  const settings = ['--fail-on-warning', '--meta', 'none', '--config', PYTHON_CONFIG];
  const files = ['--path', document, '--output-path', join(folder, 'client')];
  return execFileSync('openapi-python-client', ['generate', ...settings, ...files], { encoding: 'utf8' });
}

const fieldsOf = ({ properties }: JsonSchema): string[] => Object.keys(Object(properties ?? {}));
