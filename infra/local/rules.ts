/** EventBridge rules: an event that fits the pattern of a rule starts its functions, as Lambda does without a caller. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Activity } from './activity.ts';
import type { LocalObject } from './files/object-folder.ts';
import type { LocalFunction } from './functions/functions.ts';
import type { Failures } from './streams/failures.ts';
import { type FilterPattern, fitsAny } from './streams/filter-pattern.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './template/assembly.ts';
import type { Deployment } from './template/deployment.ts';

/** Lambda waits one minute before the first retry, and two before the second. */
const RETRY_MILLISECONDS = 1_000;

export interface RulesOptions {
  readonly deployment: Pick<Deployment, 'rules' | 'asyncInvocations'>;
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly failures: Failures;
  readonly activity: Activity;
}

export class Rules {
  readonly #options: RulesOptions;
  readonly #stopping = new AbortController();

  constructor(options: RulesOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Nobody waits for what comes of it; it counts as work that runs. */
  deliver(event: FilterPattern): void {
    for (const { EventPattern, Targets, State } of this.#options.deployment.rules) {
      if (State !== 'ENABLED' || !fitsAny(event, [EventPattern])) continue;
      for (const { Arn } of Targets) {
        const target = this.#options.functions.get(Arn);
        if (!target) throw new Error(`A rule starts ${Arn}, which is not a function`);
        void this.#options.activity.track(() => this.#invoke(target, event));
      }
    }
  }

  async #invoke(target: LocalFunction, event: FilterPattern): Promise<void> {
    const { name, arn } = target.definition;
    const settings = this.#options.deployment.asyncInvocations.find(
      ({ FunctionName }) => FunctionName === name,
    );
    const retries = settings?.MaximumRetryAttempts ?? 2;
    for (let invocations = 1; !this.#stopping.signal.aborted; invocations += 1) {
      try {
        await target.invoke(event);
        return;
      } catch {
        // The function's own log has the reason.
        if (invocations > retries) {
          const queue = settings?.DestinationConfig?.OnFailure?.Destination;
          if (queue !== undefined)
            this.#options.failures.addEvent(queue, { functionArn: arn, event, invocations }, new Date());
          return;
        }
        const { signal } = this.#stopping;
        await sleep(RETRY_MILLISECONDS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}

/** What EventBridge is sent for an object that S3 has stored. */
export function objectCreated(
  { key, sizeBytes, etag, modifiedAt }: LocalObject,
  { bucket, storedAt }: { readonly bucket: string; readonly storedAt: Date },
): FilterPattern {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: LOCAL_ACCOUNT,
    time: storedAt.toISOString(),
    region: LOCAL_REGION,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      // S3 numbers the puts of a key; here the entity tag, which has the time of the put, differs for each.
      object: { key, size: sizeBytes, etag, sequencer: `${modifiedAt.getTime().toString(16)}-${etag}` },
      'request-id': randomUUID(),
      requester: LOCAL_ACCOUNT,
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    },
  };
}
