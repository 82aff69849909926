/** The functions of the deployment, each on a thread of its own with its own environment. */
import { devNull } from 'node:os';
import type { Activity } from '../activity.ts';
import type { DynamoDbAddress } from '../dynamodb/dynamodb.ts';
import { LOCAL_REGION } from '../template/assembly.ts';
import type { FunctionDefinition } from '../template/deployment.ts';
import type { TestClock } from '../time/clock.ts';
import { FunctionWorker, type Log } from './function-worker.ts';

export interface FunctionsOptions {
  /** The code of every thread, from `bundleWorker`. */
  readonly workerSource: string;
  readonly clock: TestClock;
  readonly activity: Activity;
  readonly dynamodb: DynamoDbAddress;
  readonly eventBridgeEndpoint: string;
  readonly filesEndpoint: string;
  readonly userPoolEndpoint: string;
  readonly log: Log;
  readonly debug?: boolean;
}

/** A function that can be invoked any number of times at once. Its thread starts with the first invocation. */
export class LocalFunction {
  readonly definition: FunctionDefinition;
  readonly #options: FunctionsOptions;
  #worker: FunctionWorker | undefined;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(definition: FunctionDefinition, options: FunctionsOptions) {
    this.definition = definition;
    this.#options = options;
  }

  /** The function's result, as JSON. Throws FunctionError when it throws, crashes or takes too long. */
  invoke(event: unknown): Promise<string> {
    return this.#options.activity.track(async () => {
      await this.#waitForInstance();
      try {
        const worker = this.#worker && !this.#worker.retired ? this.#worker : this.#start();
        return await worker.invoke(JSON.stringify(event));
      } finally {
        this.#running -= 1;
        this.#waiting.shift()?.();
      }
    });
  }

  /** Where all instances that the function may have are busy, Lambda tries again later. */
  async #waitForInstance(): Promise<void> {
    const { maxInstances = Number.POSITIVE_INFINITY } = this.definition;
    while (this.#running >= maxInstances) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
  }

  /** What its thread has in memory; 0 without a thread. */
  async heapBytes(): Promise<number> {
    return (await this.#worker?.heapBytes().catch(() => 0)) ?? 0;
  }

  /** The thread ends where it is, as a process that is killed. A further invocation starts another. */
  async close(): Promise<void> {
    await this.#worker?.close();
  }

  #start(): FunctionWorker {
    const { workerSource: source, clock, log, debug } = this.#options;
    const { definition } = this;
    const environment = environmentOf(definition, this.#options);
    this.#worker = new FunctionWorker({ source, definition, environment, clock, log, debug });
    return this.#worker;
  }
}

/** By name and by ARN: a reference to a function is one or the other. */
export function prepareFunctions(
  definitions: readonly FunctionDefinition[],
  options: FunctionsOptions,
): ReadonlyMap<string, LocalFunction> {
  const functions = new Map<string, LocalFunction>();
  for (const definition of definitions) {
    const prepared = new LocalFunction(definition, options);
    functions.set(definition.name, prepared).set(definition.arn, prepared);
  }
  return functions;
}

/** The deployed environment with what the Lambda runtime adds to it, and nothing of this process's environment. */
function environmentOf(definition: FunctionDefinition, options: FunctionsOptions): Record<string, string> {
  return {
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: options.dynamodb.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_ENDPOINT_URL_DYNAMODB: options.dynamodb.endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: options.eventBridgeEndpoint,
    AWS_ENDPOINT_URL_S3: options.filesEndpoint,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: options.userPoolEndpoint,
    ...definition.environment,
  };
}
