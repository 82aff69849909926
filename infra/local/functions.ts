/** The functions of the deployment, each on a thread of its own with its own environment. */
import { devNull } from 'node:os';
import type { Activity } from './activity.ts';
import { LOCAL_REGION } from './assembly.ts';
import type { TestClock } from './clock.ts';
import type { FunctionDefinition } from './deployment.ts';
import { FunctionWorker, type Log } from './function-worker.ts';

export interface FunctionsOptions {
  readonly clock: TestClock;
  readonly activity: Activity;
  readonly dynamodbEndpoint: string;
  readonly eventBridgeEndpoint: string;
  readonly log: Log;
}

/** A function that can be invoked any number of times at once. */
export class LocalFunction {
  readonly definition: FunctionDefinition;
  readonly #options: FunctionsOptions;
  #worker: FunctionWorker;

  constructor(definition: FunctionDefinition, options: FunctionsOptions) {
    this.definition = definition;
    this.#options = options;
    this.#worker = this.#start();
  }

  /** Resolves once the bundle is loaded; rejects when it cannot be. */
  get ready(): Promise<void> {
    return this.#worker.ready;
  }

  /** The function's result, as JSON. Throws FunctionError when it throws, crashes or takes too long. */
  invoke(event: unknown): Promise<string> {
    if (this.#worker.retired) this.#worker = this.#start();
    const worker = this.#worker;
    return this.#options.activity.track(() => worker.invoke(JSON.stringify(event)));
  }

  close(): Promise<void> {
    return this.#worker.close();
  }

  #start(): FunctionWorker {
    const environment = environmentOf(this.definition, this.#options);
    return new FunctionWorker(this.definition, environment, this.#options.clock, this.#options.log);
  }
}

export function startFunctions(
  definitions: readonly FunctionDefinition[],
  options: FunctionsOptions,
): ReadonlyMap<string, LocalFunction> {
  const functions = new Map<string, LocalFunction>();
  for (const definition of definitions) {
    const started = new LocalFunction(definition, options);
    // A reference to a function is its name or its ARN.
    functions.set(definition.name, started).set(definition.arn, started);
  }
  return functions;
}

/** The deployed environment, and what the Lambda runtime would add to it; nothing of this process's own. */
function environmentOf(definition: FunctionDefinition, options: FunctionsOptions): Record<string, string> {
  return {
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_ENDPOINT_URL_DYNAMODB: options.dynamodbEndpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: options.eventBridgeEndpoint,
    ...definition.environment,
  };
}
