/** The parts of a document that are compared. A keyword that is not among them throws: it would change unseen. */
import * as z from 'zod';

const schemas = () => z.array(ComparedSchema).optional();

/** A JSON schema: what is compared of it, and annotations, which are not. */
const ComparedSchema = z.strictObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  minProperties: z.number().optional(),
  maxProperties: z.number().optional(),
  required: z.array(z.string()).optional(),
  dependentRequired: z.record(z.string(), z.array(z.string())).optional(),
  /** Conditions are compared as a whole. */
  if: z.unknown().optional(),
  else: z.unknown().optional(),
  not: z.unknown().optional(),
  default: z.unknown().optional(),
  'x-may-grow': z.literal(true).optional(),
  get properties() {
    return z.record(z.string(), ComparedSchema).optional();
  },
  get propertyNames() {
    return ComparedSchema.optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), ComparedSchema]).optional();
  },
  get items() {
    return ComparedSchema.optional();
  },
  get anyOf() {
    return schemas();
  },
  get oneOf() {
    return schemas();
  },
  title: z.string().optional(),
  description: z.string().optional(),
  examples: z.array(z.unknown()).optional(),
  example: z.unknown().optional(),
  deprecated: z.boolean().optional(),
  discriminator: z.unknown().optional(),
});
export type ComparedSchema = z.infer<typeof ComparedSchema>;

const Content = z.record(z.string(), z.looseObject({ schema: ComparedSchema }));
const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: ComparedSchema,
});
export type ComparedParameter = z.infer<typeof Parameter>;
const Reference = z.strictObject({ $ref: z.string() });

const Operation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.union([Reference, Parameter])).default([]),
  requestBody: z.looseObject({ required: z.boolean().default(false), content: Content }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({ headers: z.record(z.string(), z.unknown()).default({}), content: Content.default({}) }),
  ),
});
export type ComparedOperation = z.infer<typeof Operation>;

const ComparedDocument = z.looseObject({
  info: z.looseObject({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), ComparedSchema),
    parameters: z.record(z.string(), Parameter),
  }),
});

/** A document with its references resolved as they are met. */
export class Compared {
  readonly #document: z.infer<typeof ComparedDocument>;

  constructor(document: unknown) {
    this.#document = ComparedDocument.parse(document);
  }

  get version(): string {
    return this.#document.info.version;
  }

  /** By `get /health`. */
  operations(): ReadonlyMap<string, ComparedOperation> {
    const operations = Object.entries(this.#document.paths).flatMap(([path, byMethod]) =>
      Object.entries(byMethod).map(
        ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
      ),
    );
    return new Map(operations);
  }

  schemas(): Readonly<Record<string, ComparedSchema>> {
    return this.#document.components.schemas;
  }

  /** By `query limit`. */
  parametersOf({ parameters }: ComparedOperation): ReadonlyMap<string, ComparedParameter> {
    const resolved = parameters.map((each) => {
      if (!isReference(each)) return each;
      const found = this.#document.components.parameters[nameOf(each.$ref)];
      if (!found) throw new Error(`${each.$ref} is not in the document`);
      return found;
    });
    return new Map(resolved.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]));
  }

  /** The alternatives of a schema, each without references and alternatives at its top. */
  alternativesOf(schema: ComparedSchema): readonly ComparedSchema[] {
    const { $ref, ...rest } = schema;
    if ($ref !== undefined) return this.alternativesOf({ ...this.#schemaAt($ref), ...rest });
    const { anyOf, oneOf, ...common } = schema;
    const alternatives = anyOf ?? oneOf;
    if (!alternatives) return [schema];
    return alternatives.flatMap((each) =>
      this.alternativesOf(each).map((alternative) => ({ ...common, ...alternative })),
    );
  }

  #schemaAt(reference: string): ComparedSchema {
    const found = this.#document.components.schemas[nameOf(reference)];
    if (!found) throw new Error(`${reference} is not in the document`);
    return found;
  }
}

const isReference = (value: z.infer<typeof Reference> | ComparedParameter): value is { $ref: string } =>
  '$ref' in value;
const nameOf = (reference: string): string => reference.split('/').at(-1) ?? '';
