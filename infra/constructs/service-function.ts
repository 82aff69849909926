import { Duration, RemovalPolicy, Stage } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Environment, FunctionName } from '../../shared/contract/environment.ts';
import { INLINE_SOURCE_MAPS, keepSourceMap } from '../stack-trace/source-maps.ts';
import { bundleOf } from './bundles.ts';
import { addImpactAlarm } from './impact-alarm.ts';
import { logRetention } from './settings.ts';

/** A variable that the function's schema asks for and the stack does not set does not compile. */
export type EnvironmentOf<F extends FunctionName> = { readonly [Name in keyof Environment<F>]: string };

/**
 * The API gives up after 29 seconds, and so does a function behind it. Three attempts at a table that does not respond
 * fit into that time, and so do the error response and the line in the log.
 */
const MAX_HTTP_SECONDS = 29;

export interface ServiceFunctionProps<F extends FunctionName> {
  readonly name: F;
  readonly environment: EnvironmentOf<F>;
  /** Everything that the function may do besides writing its own log. */
  readonly grants: readonly PolicyStatement[];
  /** What a user notices while this function fails. */
  readonly impact: string;
  readonly notify: ITopic;
  /** Consecutive five-minute periods with failing invocations that raise the alarm; 2 by default. */
  readonly failingPeriods?: number;
  /** It has a high load that callers wait for: throttling raises an alarm, too. */
  readonly isHot?: true;
  readonly memoryMegabytes?: number;
  /** How many instances may run at once; by default as many as the account has. */
  readonly maxInstances?: number;
  /** The time that the API waits, by default. */
  readonly timeoutSeconds?: number;
}

/**
 * The one Lambda function construct: Node 24 on arm64, an ESM bundle that brings its own SDK, its own log group,
 * a role that starts empty, and its alarms.
 */
export class ServiceFunction<F extends FunctionName = FunctionName> extends NodejsFunction {
  constructor(scope: Construct, props: ServiceFunctionProps<F>) {
    const logGroup = new LogGroup(scope, `${props.name}-log`, {
      retention: logRetention(scope),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${props.name}-role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Lambda ${props.name}`,
    });
    const bundle = bundleOf(props.name, scope.node.tryGetContext(INLINE_SOURCE_MAPS) ? 'inline' : 'apart');
    super(scope, props.name, {
      code: Code.fromAsset(bundle.folder),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMegabytes ?? 512,
      reservedConcurrentExecutions: props.maxInstances,
      timeout: Duration.seconds(props.timeoutSeconds ?? MAX_HTTP_SECONDS),
      environment: { ...props.environment },
      awsSdkConnectionReuse: false,
      role,
      logGroup,
    });
    const writeLog = new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    for (const grant of [writeLog, ...props.grants]) this.addToRolePolicy(grant);
    this.#addAlarms(props);
    this.#keepSourceMap(props.name, bundle.sourceMap);
  }

  /** Lambda does not count a throttled invocation as an error, so it has an alarm of its own. */
  #addAlarms({ failingPeriods = 2, isHot, impact, notify }: ServiceFunctionProps<F>): void {
    const counted = { period: Duration.minutes(5), statistic: 'Sum' };
    const alarm = { above: 0, impact, notify };
    addImpactAlarm(this, 'Errors', { ...alarm, metric: this.metricErrors(counted), periods: failingPeriods });
    if (isHot) addImpactAlarm(this, 'Throttles', { ...alarm, metric: this.metricThrottles(counted) });
  }

  #keepSourceMap(functionName: F, sourceMap: string): void {
    const code = this.node.findChild('Code');
    const assembly = Stage.of(this)?.outdir;
    if (!(code instanceof Asset) || assembly === undefined) throw new Error(`${this.node.path} has no asset`);
    keepSourceMap(assembly, { functionName, codeHash: code.assetHash, map: sourceMap });
  }
}
