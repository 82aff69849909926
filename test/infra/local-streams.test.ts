import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { firstFailure } from '../../infra/local/streams/batch-outcome.ts';
import { BatchRunner } from '../../infra/local/streams/batch-runner.ts';
import { Failures } from '../../infra/local/streams/failures.ts';
import type { StreamRecord } from '../../infra/local/streams/stream-records.ts';
import type { MappingDefinition } from '../../infra/local/template/deployment.ts';
import { MAPPING } from '../support/stream-mapping.ts';

const recordOf = (sequence: number, secondsAgo = 0): StreamRecord => ({
  dynamodb: {
    SequenceNumber: String(sequence),
    ApproximateCreationDateTime: Date.now() / 1000 - secondsAgo,
    Keys: {},
    SizeBytes: 1,
  },
});
const records = (...sequences: number[]): StreamRecord[] => sequences.map((sequence) => recordOf(sequence));

/** Runs a batch. Returns the events that the function got, and the records that were given up. */
async function runBatch(
  batch: readonly StreamRecord[],
  answer: (sequences: readonly string[]) => unknown,
  mapping: Partial<MappingDefinition> = {},
) {
  const seen: string[][] = [];
  const failures = new Failures();
  const invoke = async (event: unknown): Promise<string> => {
    const { Records } = event as { Records: StreamRecord[] };
    const sequences = Records.map((record) => record.dynamodb.SequenceNumber);
    seen.push(sequences);
    return JSON.stringify(answer(sequences) ?? null);
  };
  const definition = {
    name: 'reader',
    arn: 'arn:reader',
    label: 'reader',
    file: '',
    exportName: 'handler',
    timeoutSeconds: 1,
    memoryMegabytes: 128,
    environment: {},
  };
  const runner = new BatchRunner({
    mapping: { ...MAPPING, ...mapping },
    function: { definition, invoke },
    streamArn: 'stream',
    failures,
  });
  await runner.run('shard', batch);
  return { seen, givenUp: failures.messages };
}

const failing =
  (...poison: string[]) =>
  (sequences: readonly string[]) => {
    const found = sequences.filter((sequence) => poison.includes(sequence));
    return { batchItemFailures: found.map((itemIdentifier) => ({ itemIdentifier })) };
  };

describe('A batch of stream records', () => {
  test('a batch is done at once when nothing fails', async () => {
    expect(await runBatch(records(1, 2, 3), () => undefined)).toEqual({
      seen: [['1', '2', '3']],
      givenUp: [],
    });
  });

  test('a batch continues from the first record that failed', async () => {
    let isFirst = true;
    const once = (sequences: readonly string[]) => {
      const answer = isFirst ? failing('3')(sequences) : undefined;
      isFirst = false;
      return answer;
    };
    const { seen, givenUp } = await runBatch(records(1, 2, 3, 4), once);
    expect(seen).toEqual([
      ['1', '2', '3', '4'],
      ['3', '4'],
    ]);
    expect(givenUp).toEqual([]);
  });

  test('a batch that is given up is kept with its records where the destination is a bucket', async () => {
    const bucket = { DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:us-east-1::bucket' } } };
    const { givenUp } = await runBatch(records(1, 2), failing('2'), bucket);
    const { payload } = z.object({ payload: z.string() }).parse(givenUp[0]?.message);
    expect(JSON.parse(payload).Records).toEqual([
      expect.objectContaining({ dynamodb: expect.objectContaining({ SequenceNumber: '2' }) }),
    ]);
  });

  test('a batch that always fails in one record sends only that record to the on-failure queue', async () => {
    const { seen, givenUp } = await runBatch(records(1, 2, 3, 4), failing('3'));
    expect(seen).toEqual([['1', '2', '3', '4'], ['3', '4'], ['3'], ['3'], ['4']]);
    expect(givenUp).toEqual([
      {
        destination: 'queue',
        message: expect.objectContaining({
          requestContext: expect.objectContaining({
            condition: 'RetryAttemptsExhausted',
            approximateInvokeCount: 2,
            functionArn: 'arn:reader',
          }),
          DDBStreamBatchInfo: expect.objectContaining({
            shardId: 'shard',
            startSequenceNumber: '3',
            endSequenceNumber: '3',
            batchSize: 1,
          }),
        }),
      },
    ]);
  });

  test('a batch that makes the function throw is halved until the poison record is alone', async () => {
    const { seen, givenUp } = await runBatch(records(1, 2, 3, 4), (sequences) => {
      if (sequences.includes('2')) throw new Error('poison');
      return undefined;
    });
    expect(seen).toEqual([['1', '2', '3', '4'], ['1', '2'], ['1'], ['2'], ['2'], ['3', '4']]);
    expect(givenUp).toHaveLength(1);
  });

  test('a batch is retried as a whole where bisection is off', async () => {
    const { seen } = await runBatch(records(1, 2), failing('1'), { BisectBatchOnFunctionError: false });
    expect(seen).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
  });

  test('a batch leaves out records that are too old', async () => {
    const batch = [recordOf(1, 120), recordOf(2)];
    const { seen, givenUp } = await runBatch(batch, () => undefined, { MaximumRecordAgeInSeconds: 60 });
    expect(seen).toEqual([['2']]);
    expect(givenUp[0]?.message).toMatchObject({ requestContext: { condition: 'RecordAgeExceeded' } });
  });
});

describe('A partial batch response', () => {
  test.each([
    ['null', 'null', undefined],
    ['an empty list', '{"batchItemFailures":[]}', undefined],
    ['no list', '{}', undefined],
    ['the lowest of several', '{"batchItemFailures":[{"itemIdentifier":"30"},{"itemIdentifier":"20"}]}', 1],
    ['an unknown record fails the batch', '{"batchItemFailures":[{"itemIdentifier":"99"}]}', 0],
    ['an empty identifier fails the batch', '{"batchItemFailures":[{"itemIdentifier":""}]}', 0],
    ['nonsense fails the batch', '{"batchItemFailures":"no"}', 0],
  ])('%s', (_name, text, expected) => {
    expect(firstFailure(text, ['10', '20', '30'])).toBe(expected);
  });
});
