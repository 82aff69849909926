/** What the local stack runs, as the templates describe it. */
import { join } from 'node:path';
import * as z from 'zod';
import { type Resource, readTemplates, resolveResources } from './assembly.ts';
import { readUserPool, type UserPool } from './user-pool.ts';

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const Table = z.object({
  KeySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  GlobalSecondaryIndexes: z
    .array(z.object({ IndexName: z.string(), KeySchema, Projection: z.record(z.string(), z.unknown()) }))
    .optional(),
  StreamSpecification: z.object({ StreamViewType: z.string() }).optional(),
});
const LambdaFunction = z.object({
  Handler: z.string(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).default({ Variables: {} }),
});
const Route = z.object({ RouteKey: z.string(), Target: z.string(), AuthorizerId: z.string().optional() });
const Integration = z.object({ IntegrationUri: z.string() });
const Authorizer = z.object({
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
});
const Mapping = z.object({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  StartingPosition: z.literal('TRIM_HORIZON'),
  BatchSize: z.number().default(100),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  ParallelizationFactor: z.number().default(1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.number().default(-1),
  MaximumRecordAgeInSeconds: z.number().default(-1),
  FunctionResponseTypes: z.array(z.string()).default([]),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).default({ Filters: [] }),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).default({}),
});
const Rule = z.object({
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string(), DeadLetterConfig: z.object({ Arn: z.string() }).optional() })),
});
const AsyncInvocation = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.number().default(2),
  MaximumEventAgeInSeconds: z.number().default(21_600),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
});
const Bucket = z.object({
  NotificationConfiguration: z
    .object({ EventBridgeConfiguration: z.object({ EventBridgeEnabled: z.boolean() }).optional() })
    .optional(),
});
const Schedule = z.object({
  Name: z.string(),
  ScheduleExpression: z.string(),
  State: z.string().default('ENABLED'),
  Target: z.object({ Arn: z.string(), Input: z.string().optional() }),
});

export interface TableDefinition extends z.infer<typeof Table> {
  readonly name: string;
  readonly streamArn: string;
}
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Short name for people: the construct's own. */
  readonly label: string;
  /** The module of the deployed bundle, and what it exports. */
  readonly file: string;
  readonly exportName: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** How many invocations run at once; absent for any number. */
  readonly maxInstances?: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
}
export interface AuthorizerDefinition {
  readonly issuer: string;
  readonly audiences: readonly string[];
}
export interface RouteDefinition {
  readonly routeKey: string;
  readonly functionArn: string;
  readonly authorizer?: AuthorizerDefinition;
}
export interface MappingDefinition extends z.infer<typeof Mapping> {
  readonly id: string;
}
export interface ScheduleDefinition extends z.infer<typeof Schedule> {
  readonly arn: string;
}
export type RuleDefinition = z.infer<typeof Rule>;
export type AsyncInvocationDefinition = z.infer<typeof AsyncInvocation>;
export interface BucketDefinition {
  readonly name: string;
  /** EventBridge gets an event for each object that is created. */
  readonly hasEvents: boolean;
}
export interface Deployment {
  readonly tables: readonly TableDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly routes: readonly RouteDefinition[];
  readonly mappings: readonly MappingDefinition[];
  readonly schedules: readonly ScheduleDefinition[];
  readonly rules: readonly RuleDefinition[];
  /** How the functions are invoked that nobody waits for. */
  readonly asyncInvocations: readonly AsyncInvocationDefinition[];
  readonly buckets: readonly BucketDefinition[];
  /** Absent where another issuer signs the tokens. */
  readonly userPool?: UserPool | undefined;
}

/** Reads the deployment out of a cloud assembly, with these values for the parameters of its stacks and for attributes. */
export async function readDeployment(
  folder: string,
  parameters: Readonly<Record<string, string>>,
  attributes?: ReadonlyMap<string, string>,
): Promise<Deployment> {
  const resources = resolveResources(await readTemplates(folder), parameters, attributes);
  const all = (type: string): Resource[] => resources.filter((resource) => resource.type === type);
  return {
    tables: all('AWS::DynamoDB::GlobalTable').map((table) => ({
      ...Table.parse(table.properties),
      name: table.ref,
      streamArn: `${table.arn}/StreamArn`,
    })),
    functions: all('AWS::Lambda::Function').map((resource) => defineFunction(folder, resource)),
    routes: defineRoutes(all),
    mappings: all('AWS::Lambda::EventSourceMapping').map((mapping) => ({
      ...Mapping.parse(mapping.properties),
      id: mapping.logicalId,
    })),
    schedules: all('AWS::Scheduler::Schedule').map((schedule) => ({
      ...Schedule.parse(schedule.properties),
      arn: schedule.arn,
    })),
    rules: all('AWS::Events::Rule').map(({ properties }) => Rule.parse(properties)),
    asyncInvocations: all('AWS::Lambda::EventInvokeConfig').map(({ properties }) =>
      AsyncInvocation.parse(properties),
    ),
    userPool: readUserPool(all),
    buckets: all('AWS::S3::Bucket').map(({ ref, properties }) => {
      const { NotificationConfiguration: notified } = Bucket.parse(properties);
      return { name: ref, hasEvents: notified?.EventBridgeConfiguration?.EventBridgeEnabled === true };
    }),
  };
}

function defineFunction(folder: string, resource: Resource): FunctionDefinition {
  const properties = LambdaFunction.parse(resource.properties);
  const [module, exportName] = properties.Handler.split('.');
  const asset = z.string().parse(resource.metadata['aws:asset:path']);
  const path = z.string().default(resource.logicalId).parse(resource.metadata['aws:cdk:path']);
  return {
    name: resource.ref,
    arn: resource.arn,
    label:
      path
        .replace(/\/Resource$/, '')
        .split('/')
        .at(-1) ?? resource.logicalId,
    file: join(folder, asset, `${module}.mjs`),
    exportName: z.string().parse(exportName),
    timeoutSeconds: properties.Timeout,
    memoryMegabytes: properties.MemorySize,
    maxInstances: properties.ReservedConcurrentExecutions,
    environment: properties.Environment.Variables,
  };
}

function defineRoutes(all: (type: string) => Resource[]): RouteDefinition[] {
  const byRef = <T>(type: string, read: (properties: unknown) => T): Map<string, T> =>
    new Map(all(type).map((resource) => [resource.ref, read(resource.properties)]));
  const integrations = byRef(
    'AWS::ApiGatewayV2::Integration',
    (found) => Integration.parse(found).IntegrationUri,
  );
  const authorizers = byRef('AWS::ApiGatewayV2::Authorizer', (found) => {
    const { Issuer, Audience } = Authorizer.parse(found).JwtConfiguration;
    return { issuer: Issuer, audiences: Audience };
  });
  return all('AWS::ApiGatewayV2::Route').map((resource) => {
    const route = Route.parse(resource.properties);
    const functionArn = integrations.get(route.Target.replace(/^integrations\//, ''));
    if (!functionArn) throw new Error(`Route ${route.RouteKey} has no integration`);
    if (route.AuthorizerId === undefined) return { routeKey: route.RouteKey, functionArn };
    const authorizer = authorizers.get(route.AuthorizerId);
    if (!authorizer) throw new Error(`Route ${route.RouteKey} names an authorizer that does not exist`);
    return { routeKey: route.RouteKey, functionArn, authorizer };
  });
}
