import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalFunction } from '../functions/functions.ts';
import type { MappingDefinition } from '../template/deployment.ts';
import { firstFailure } from './batch-outcome.ts';
import type { FailureCondition, Failures } from './failures.ts';
import type { StreamRecord } from './stream-records.ts';

export interface BatchRunnerOptions {
  readonly mapping: MappingDefinition;
  readonly function: Pick<LocalFunction, 'definition' | 'invoke'>;
  readonly streamArn: string;
  readonly failures: Failures;
}

/** A batch, or the rest of one. */
interface Work {
  readonly records: readonly StreamRecord[];
  readonly invocations: number;
}

const FIRST_BACKOFF_MILLISECONDS = 200;
const MAX_BACKOFF_MILLISECONDS = 5000;

/**
 * Invokes the function with one batch at a time until all records are done or given up, as Lambda does. A batch that
 * fails as a whole is halved, which does not count as a retry. A partial batch response continues from the first record
 * that failed. Records that still fail after the retries, or are too old, are sent to the on-failure destination.
 */
export class BatchRunner {
  readonly #options: BatchRunnerOptions;
  readonly #stopping = new AbortController();

  constructor(options: BatchRunnerOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#stopping.abort();
  }

  async run(shardId: string, records: readonly StreamRecord[]): Promise<void> {
    const { MaximumRetryAttempts, BisectBatchOnFunctionError } = this.#options.mapping;
    const todo: Work[] = [{ records, invocations: 0 }];
    for (let work = todo.shift(); work && !this.#stopping.signal.aborted; work = todo.shift()) {
      const fresh = this.#dropOld(shardId, work);
      const failed = fresh.length === 0 ? undefined : await this.#invoke(fresh);
      if (failed === undefined) continue;
      const invocations = failed > 0 ? 1 : work.invocations + 1;
      const left = fresh.slice(failed);
      if (failed === 0 && BisectBatchOnFunctionError && left.length > 1) {
        const half = Math.ceil(left.length / 2);
        todo.unshift(
          { records: left.slice(0, half), invocations: 0 },
          { records: left.slice(half), invocations: 0 },
        );
      } else if (MaximumRetryAttempts >= 0 && invocations > MaximumRetryAttempts) {
        this.#giveUp(shardId, left, 'RetryAttemptsExhausted', invocations);
      } else {
        await this.#backOff(invocations);
        todo.unshift({ records: left, invocations });
      }
    }
  }

  /** Index of the first record that was not done, or undefined. */
  async #invoke(records: readonly StreamRecord[]): Promise<number | undefined> {
    const { mapping, function: target } = this.#options;
    try {
      const result = await target.invoke({ Records: records });
      if (!mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')) return undefined;
      const sequenceNumbers = records.map((record) => record.dynamodb.SequenceNumber);
      return firstFailure(result, sequenceNumbers);
    } catch {
      // The function's own log has the reason.
      return 0;
    }
  }

  #dropOld(shardId: string, work: Work): readonly StreamRecord[] {
    const { MaximumRecordAgeInSeconds: maxAgeSeconds } = this.#options.mapping;
    if (maxAgeSeconds < 0) return work.records;
    const oldest = Date.now() / 1000 - maxAgeSeconds;
    const fresh = work.records.filter((record) => record.dynamodb.ApproximateCreationDateTime >= oldest);
    const old = work.records.filter((record) => record.dynamodb.ApproximateCreationDateTime < oldest);
    if (old.length > 0) this.#giveUp(shardId, old, 'RecordAgeExceeded', work.invocations);
    return fresh;
  }

  #giveUp(
    shardId: string,
    records: readonly StreamRecord[],
    condition: FailureCondition,
    invocations: number,
  ): void {
    const { mapping, function: target, streamArn, failures } = this.#options;
    const queue = mapping.DestinationConfig.OnFailure?.Destination;
    if (queue === undefined) return;
    const functionArn = target.definition.arn;
    failures.add(queue, { functionArn, streamArn, shardId, records, condition, invocations }, new Date());
  }

  async #backOff(invocations: number): Promise<void> {
    const wait = FIRST_BACKOFF_MILLISECONDS * 2 ** (invocations - 1);
    const signal = this.#stopping.signal;
    await sleep(Math.min(wait, MAX_BACKOFF_MILLISECONDS), undefined, { signal }).catch(() => undefined);
  }
}
