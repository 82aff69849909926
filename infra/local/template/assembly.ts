/** Reads the templates of a cloud assembly into resources whose properties are resolved. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { holds, NO_VALUE, resolve, type TemplateValues } from './intrinsics.ts';

/** The account and region that everything local is in. */
export const LOCAL_REGION = 'us-east-1';
export const LOCAL_ACCOUNT = '000000000000';

export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** The value of `Ref`. */
  readonly ref: string;
  /** The value of `Fn::GetAtt Arn`. */
  readonly arn: string;
  readonly properties: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const Template = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      Metadata: z.record(z.string(), z.unknown()).default({}),
      Condition: z.string().optional(),
    }),
  ),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }))
    .default({}),
});
type Template = z.infer<typeof Template>;

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.object({ templateFile: z.string().optional() }).optional() }),
  ),
});

/** The templates of the assembly in this folder, by stack name. */
export async function readTemplates(folder: string): Promise<Map<string, Template>> {
  const readJson = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, file), 'utf8'));
  const manifest = Manifest.parse(await readJson('manifest.json'));
  const templates = new Map<string, Template>();
  for (const [name, artifact] of Object.entries(manifest.artifacts)) {
    const file = artifact.properties?.templateFile;
    if (artifact.type === 'aws:cloudformation:stack' && file) {
      templates.set(name, Template.parse(await readJson(file)));
    }
  }
  return templates;
}

/**
 * Every resource of every stack whose condition holds, with parameters from `parameters` or their defaults. A reference
 * that has a value only after deployment gets a made-up value, which is the same wherever the reference occurs, unless
 * `attributes` has one for the type of resource: `AWS::Cognito::UserPool.ProviderURL`.
 */
export function resolveResources(
  templates: ReadonlyMap<string, Template>,
  parameters: Readonly<Record<string, string>>,
  attributes: ReadonlyMap<string, string> = new Map(),
): Resource[] {
  const exported = new Map<string, () => unknown>();
  const scopes = [...templates].map(([stack, template]) => {
    const values = valuesOf(stack, template, { parameters, attributes, exported });
    for (const output of Object.values(template.Outputs)) {
      if (output.Export) exported.set(output.Export.Name, () => resolve(output.Value, values));
    }
    return { stack, template, values };
  });
  return scopes.flatMap(({ stack, template, values }) =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Condition === undefined || holds(resource.Condition, values))
      .map(([logicalId, resource]) => ({
        stack,
        logicalId,
        type: resource.Type,
        ref: String(values.ref(logicalId)),
        arn: arnOf({ stack, logicalId, type: resource.Type }),
        properties: resolve(resource.Properties, values),
        metadata: resource.Metadata,
      })),
  );
}

interface Known {
  readonly parameters: Readonly<Record<string, string>>;
  readonly attributes: ReadonlyMap<string, string>;
  readonly exported: ReadonlyMap<string, () => unknown>;
}

function valuesOf(
  stack: string,
  template: Template,
  { parameters, attributes, exported }: Known,
): TemplateValues {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Region': LOCAL_REGION,
    'AWS::AccountId': LOCAL_ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
    'AWS::NoValue': NO_VALUE,
  };
  return {
    ref(name) {
      if (name in pseudo) return pseudo[name];
      const parameter = template.Parameters[name];
      if (parameter) {
        const value = parameters[name] ?? parameter.Default;
        if (value === undefined) throw new Error(`Parameter ${name} of ${stack} has no value`);
        return value;
      }
      return (
        template.Resources[name] && nameOf({ stack, logicalId: name }, template.Resources[name].Properties)
      );
    },
    attribute(logicalId, attribute) {
      const resource = template.Resources[logicalId];
      if (!resource) return undefined;
      const known = attributes.get(`${resource.Type}.${attribute}`);
      if (known !== undefined) return known;
      const arn = arnOf({ stack, logicalId, type: resource.Type });
      return attribute === 'Arn' ? arn : `${arn}/${attribute}`;
    },
    importValue: (name) => exported.get(name)?.(),
    condition: (name) => template.Conditions[name],
  };
}

/** A resource's own name where the template gives it one. */
function nameOf(
  { stack, logicalId }: Pick<Resource, 'stack' | 'logicalId'>,
  properties: Readonly<Record<string, unknown>>,
): string {
  const { Name, TableName, FunctionName, QueueName, GroupName } = properties;
  const own = Name ?? TableName ?? FunctionName ?? QueueName ?? GroupName;
  return typeof own === 'string' ? own : `${stack}-${logicalId}`;
}

function arnOf({ stack, logicalId, type }: Pick<Resource, 'stack' | 'logicalId' | 'type'>): string {
  const service = type.split('::')[1]?.toLowerCase();
  return `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${stack}/${logicalId}`;
}
