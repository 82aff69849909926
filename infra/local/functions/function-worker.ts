import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { MAX_EVENT_BYTES, MAX_RESPONSE_BYTES } from '../../../shared/contract/aws-limits.ts';
import type { FunctionDefinition } from '../template/deployment.ts';
import type { TestClock } from '../time/clock.ts';
import type { Invocation, WorkerData, WorkerReport } from './worker-messages.ts';

/** Takes the function's label and a line that it wrote. */
export type Log = (label: string, line: string) => void;

/** A function threw, crashed, timed out, or had an event or a result that is larger than Lambda takes. */
export class FunctionError extends Error {
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message);
    this.name = 'FunctionError';
    this.errorType = errorType;
  }
}

/** `errorType` where the event is larger than Lambda takes. */
export const REQUEST_TOO_LARGE = 'RequestTooLargeException';

export interface FunctionWorkerOptions {
  /** From `bundleWorker`. */
  readonly source: string;
  readonly definition: FunctionDefinition;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: TestClock;
  readonly log: Log;
  /** Stack traces name the sources, if the bundle has its source map in it. */
  readonly debug?: boolean;
}

interface Pending {
  resolve(result: string): void;
  reject(error: Error): void;
}

/** One thread of one function. Retired by a crash or a timeout, it takes no further invocations. */
export class FunctionWorker {
  readonly #ready: Promise<void>;
  retired = false;
  readonly #definition: FunctionDefinition;
  readonly #log: Log;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  /** Why the thread ended. */
  #failure: FunctionError | undefined;

  constructor({ source, definition, environment, clock, log, debug }: FunctionWorkerOptions) {
    this.#definition = definition;
    this.#log = log;
    const workerData: WorkerData = {
      file: definition.file,
      exportName: definition.exportName,
      functionName: definition.name,
      functionArn: definition.arn,
      timeoutSeconds: definition.timeoutSeconds,
      memoryMegabytes: definition.memoryMegabytes,
      clock: clock.shared,
    };
    this.#worker = new Worker(source, {
      eval: true,
      name: definition.label,
      workerData,
      env: { ...environment },
      execArgv: debug ? ['--enable-source-maps'] : [],
      stdout: true,
      stderr: true,
    });
    for (const output of [this.#worker.stdout, this.#worker.stderr]) {
      createInterface({ input: output }).on('line', (line) => log(definition.label, line));
    }
    this.#ready = this.#listen();
    this.#ready.catch(() => undefined);
  }

  /** What its thread has in memory: objects, and buffers outside of the heap. */
  async heapBytes(): Promise<number> {
    if (this.retired) return 0;
    const { used_heap_size, external_memory } = await this.#worker.getHeapStatistics();
    return used_heap_size + external_memory;
  }

  /** The time limit of the invocation starts when the bundle is loaded. */
  async invoke(event: string): Promise<string> {
    if (Buffer.byteLength(event) > MAX_EVENT_BYTES) {
      const message = `Request must be smaller than ${MAX_EVENT_BYTES} bytes for the InvokeFunction operation`;
      throw new FunctionError(REQUEST_TOO_LARGE, message);
    }
    await this.#ready;
    if (this.#failure) throw this.#failure;
    this.#lastId += 1;
    const invocation: Invocation = { id: this.#lastId, requestId: randomUUID(), event };
    return new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(invocation.id), this.#definition.timeoutSeconds * 1000);
      const settle = (): void => {
        clearTimeout(timer);
        this.#pending.delete(invocation.id);
        if (this.retired && this.#pending.size === 0) void this.close();
      };
      this.#pending.set(invocation.id, {
        resolve: (result) => {
          settle();
          resolve(result);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      this.#worker.postMessage(invocation);
    });
  }

  async close(): Promise<void> {
    this.retired = true;
    await this.#worker.terminate();
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker.on('message', (message: WorkerReport) => {
        if (message.kind === 'ready') resolve();
        else this.#finish(message);
      });
      this.#worker.on('error', (error) => {
        this.#log(this.#definition.label, error.stack ?? error.message);
        const failure = new FunctionError('Runtime.ExitError', `The function crashed: ${error.message}`);
        reject(failure);
        this.#fail(failure);
      });
      this.#worker.on('exit', (code) => {
        const failure = new FunctionError('Runtime.ExitError', `The function ended with code ${code}`);
        reject(failure);
        this.#fail(failure);
      });
    });
  }

  #finish(message: Exclude<WorkerReport, { kind: 'ready' }>): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'done') {
      if (Buffer.byteLength(message.result) <= MAX_RESPONSE_BYTES) pending.resolve(message.result);
      else pending.reject(this.#responseTooLarge());
      return;
    }
    this.#log(this.#definition.label, message.stack);
    pending.reject(new FunctionError(message.errorType, message.errorMessage));
  }

  #responseTooLarge(): FunctionError {
    const message = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
    this.#log(this.#definition.label, message);
    return new FunctionError('Function.ResponseSizeTooLarge', message);
  }

  /** Lambda would end the environment. Other invocations may still run in this thread, so it ends after the last of them. */
  #expire(id: number): void {
    this.retired = true;
    const { label, timeoutSeconds } = this.#definition;
    const message = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
    this.#log(label, message);
    this.#pending.get(id)?.reject(new FunctionError('Sandbox.Timedout', message));
  }

  #fail(error: FunctionError): void {
    this.retired = true;
    this.#failure ??= error;
    for (const pending of [...this.#pending.values()]) pending.reject(error);
  }
}
