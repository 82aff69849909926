/** A thread that runs one function's deployed bundle, as the Lambda runtime would. */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { installShiftedDate } from './shifted-date.ts';
import type { Invocation, WorkerData, WorkerReport } from './worker-messages.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const data: WorkerData = workerData;
const report = (message: WorkerReport): void => parentPort?.postMessage(message);

installShiftedDate(new Float64Array(data.clock));
loadHandler().then(
  (handler) => {
    parentPort?.on('message', (invocation: Invocation) => {
      void run(handler, invocation);
    });
    report({ kind: 'ready' });
  },
  (error: unknown) => {
    // Thrown outside of the promise, so that it ends the thread as it would end the runtime.
    setImmediate(() => {
      throw error;
    });
  },
);

async function loadHandler(): Promise<Handler> {
  const bundle: Record<string, unknown> = await import(pathToFileURL(data.file).href);
  const handler = bundle[data.exportName];
  if (!isHandler(handler)) throw new Error(`${data.file} exports no function ${data.exportName}`);
  return handler;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

async function run(handler: Handler, { id, event, requestId }: Invocation): Promise<void> {
  const deadline = performance.now() + data.timeoutSeconds * 1000;
  const context = {
    awsRequestId: requestId,
    functionName: data.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: data.functionArn,
    memoryLimitInMB: String(data.memoryMegabytes),
    logGroupName: `/aws/lambda/${data.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
  try {
    const result = await handler(JSON.parse(event), context);
    report({ kind: 'done', id, result: JSON.stringify(result ?? null) });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    report({ kind: 'failed', id, errorType: name, errorMessage: message, stack: stack ?? '' });
  }
}
