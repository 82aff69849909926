/** A thread that runs one function's deployed bundle, as the Lambda runtime would. */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { installShiftedDate } from './shifted-date.ts';
import type { Invocation, WorkerData, WorkerReport } from './worker-messages.ts';

const data: WorkerData = workerData;
type Handler = (event: unknown, context: unknown) => unknown;
const Handler = z.custom<Handler>((value) => typeof value === 'function', 'is no function');

installShiftedDate(new Float64Array(data.clock));
const bundle: Record<string, unknown> = await import(pathToFileURL(data.file).href);
const handler = Handler.parse(bundle[data.exportName], {
  error: () => `${data.file}: ${data.exportName} is no function`,
});

const report = (message: WorkerReport): void => parentPort?.postMessage(message);

parentPort?.on('message', (invocation: Invocation) => {
  void run(invocation);
});
report({ kind: 'ready' });

async function run({ id, event, requestId }: Invocation): Promise<void> {
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
    const result: unknown = await handler(JSON.parse(event), context);
    report({ kind: 'done', id, result: JSON.stringify(result ?? null) });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    report({ kind: 'failed', id, errorType: name, errorMessage: message, stack: stack ?? '' });
  }
}
