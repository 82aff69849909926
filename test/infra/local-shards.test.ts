/** How the local stack splits a stream into shards, from the reads of the stream to the invocations of a function. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Activity } from '../../infra/local/activity.ts';
import { Checkpoints } from '../../infra/local/streams/checkpoints.ts';
import { Failures } from '../../infra/local/streams/failures.ts';
import { ShardSplit } from '../../infra/local/streams/shard-split.ts';
import { StreamConsumer } from '../../infra/local/streams/stream-consumer.ts';
import { StreamReader } from '../../infra/local/streams/stream-reader.ts';
import type { StreamRecord } from '../../infra/local/streams/stream-records.ts';
import type { MappingDefinition } from '../../infra/local/template/deployment.ts';
import { MAPPING } from '../support/stream-mapping.ts';

const SOURCE = 'shardId-1';
const DEFINITION = {
  name: 'reader',
  arn: 'arn:reader',
  label: 'reader',
  file: '',
  exportName: 'handler',
  timeoutSeconds: 1,
  memoryMegabytes: 128,
  environment: {},
};

/** A record of a partition; sequence numbers have different lengths, as those of DynamoDB Local may. */
const recordOf = (pk: string, sequence: number): StreamRecord => ({
  dynamodb: {
    SequenceNumber: String(sequence),
    ApproximateCreationDateTime: Date.now() / 1000,
    Keys: { pk: { S: pk } },
    SizeBytes: 1,
  },
});
/** Records of these partitions, numbered from 98 on. */
const recordsOf = (...partitions: string[]): StreamRecord[] =>
  partitions.map((pk, index) => recordOf(pk, 98 + index));

const splitInto = (count: number) => new ShardSplit({ count, partitionKey: 'pk' });
const indexOf = (split: ShardSplit, pk: string): number =>
  split.split([recordOf(pk, 1)]).findIndex((part) => part.length > 0);

/** The first name of a partition in each of the shards. */
function onePartitionAShard(count: number): string[] {
  const split = splitInto(count);
  const names = Array.from({ length: 100 * count }, (_, index) => `P${index}`);
  return Array.from({ length: count }, (_, shard) => names.find((pk) => indexOf(split, pk) === shard) ?? '');
}

/** A stream of one shard that has these records. It counts what is asked of it. */
function streamOf(records: readonly StreamRecord[], pageSize = records.length) {
  const asked = { listShards: 0, openIterator: 0, getRecords: 0 };
  return {
    asked,
    listShards: async () => {
      asked.listShards += 1;
      return [{ ShardId: SOURCE }];
    },
    openIterator: async (_shard: string, after?: string) => {
      asked.openIterator += 1;
      return after ?? '0';
    },
    getRecords: async (iterator: string) => {
      asked.getRecords += 1;
      const left = records.filter(({ dynamodb }) => BigInt(dynamodb.SequenceNumber) > BigInt(iterator));
      const page = left.slice(0, pageSize);
      return { records: page, next: page.at(-1)?.dynamodb.SequenceNumber ?? iterator };
    },
  };
}

const partitionOf = ({ Keys }: StreamRecord['dynamodb']): string => (Keys.pk as { S: string }).S;

type Batch = readonly { readonly pk: string; readonly sequence: string }[];
interface ReadingOptions {
  readonly stream: ReturnType<typeof streamOf>;
  readonly shards: number;
  readonly dataFolder?: string;
  readonly mapping?: Partial<MappingDefinition>;
  readonly invoke: (batch: Batch) => Promise<unknown>;
}

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Reads the stream with one consumer until it is stopped. `calm` waits until all is handled. */
async function read({ stream, shards, dataFolder, mapping, invoke }: ReadingOptions) {
  const activity = new Activity();
  const failures = new Failures();
  const checkpoints = await Checkpoints.open({ dataFolder, shards });
  const split = splitInto(shards);
  const call = async (event: unknown): Promise<string> => {
    const { Records } = event as { Records: StreamRecord[] };
    const batch = Records.map(({ dynamodb }) => ({
      pk: partitionOf(dynamodb),
      sequence: dynamodb.SequenceNumber,
    }));
    return JSON.stringify((await invoke(batch)) ?? null);
  };
  const consumer = new StreamConsumer({
    mapping: { ...MAPPING, ...mapping },
    function: { definition: DEFINITION, invoke: call },
    streamArn: 'stream',
    split,
    checkpoints,
    failures,
    activity,
  });
  const errors: unknown[] = [];
  const reader = new StreamReader({
    client: stream,
    split,
    sinks: [consumer],
    onError: (error) => errors.push(error),
  });
  reader.start();
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    consumer.stop();
    await reader.stop();
    await checkpoints.close();
    expect(errors).toEqual([]);
  };
  stops.push(stop);
  const calm = async (): Promise<void> => {
    await reader.emptyRound();
    await activity.quiet();
  };
  return { calm, stop, failures, emptyRound: () => reader.emptyRound() };
}

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'local-shards-'));
  stops.push(() => rm(folder, { recursive: true }));
  return folder;
}

const sequencesOf = (batches: readonly Batch[]): string[] =>
  batches.flatMap((batch) => batch.map(({ sequence }) => sequence)).sort((a, b) => Number(a) - Number(b));

describe('A stream that is split into shards', () => {
  test('has each record in one shard, and the records of a partition in order in the same shard', () => {
    const anyRecords = fc.array(fc.string({ maxLength: 3 }), { maxLength: 60 });
    fc.assert(
      fc.property(anyRecords, fc.integer({ min: 1, max: 40 }), (partitions, count) => {
        const records = recordsOf(...partitions);
        const parts = splitInto(count).split(records);
        expect(parts).toHaveLength(count);
        expect(new Set(parts.flat())).toEqual(new Set(records));
        for (const pk of partitions) {
          const ofPartition = (each: readonly StreamRecord[]) =>
            each.filter(({ dynamodb }) => partitionOf(dynamodb) === pk);
          expect(parts.map(ofPartition).filter(({ length }) => length > 0)).toEqual([ofPartition(records)]);
        }
      }),
    );
  });

  test('uses every shard, and in each shard every lane', () => {
    const split = splitInto(4);
    const records = Array.from({ length: 4000 }, (_, index) => recordOf(`ORG#${index}`, index));
    for (const part of split.split(records)) {
      expect(part.length).toBeGreaterThan(800);
      const lanes = part.map((record) => split.laneOf(record, { lanes: 10 }));
      expect(new Set(lanes).size).toBe(10);
    }
  });

  test('keeps the name of the shard where there is one', () => {
    expect(splitInto(1).shardsOf(SOURCE)).toEqual([{ source: SOURCE, index: 0, name: SOURCE }]);
    expect(splitInto(2).shardsOf(SOURCE)).toMatchObject([
      { name: 'shardId-1-1-of-2' },
      { name: 'shardId-1-2-of-2' },
    ]);
  });

  test('is read by as many requests as a stream of one shard', async () => {
    const asked = [];
    for (const shards of [1, 40]) {
      const stream = streamOf(recordsOf('a', 'b', 'c', 'd', 'e'));
      const { emptyRound, stop } = await read({ stream, shards, invoke: async () => undefined });
      await emptyRound();
      await stop();
      asked.push({ ...stream.asked });
    }
    expect(asked[0]).toEqual({ listShards: 1, openIterator: 1, getRecords: 2 });
    expect(asked[1]).toEqual(asked[0]);
  });

  test('is read less often the longer a read takes, so that functions get their turn', async () => {
    const stream = streamOf([]);
    const slow = {
      ...stream,
      getRecords: async (iterator: string) => {
        await sleep(40);
        return stream.getRecords(iterator);
      },
    };
    const { stop } = await read({ stream: slow, shards: 1, invoke: async () => undefined });
    await sleep(1000);
    await stop();
    expect(stream.asked.getRecords).toBeLessThanOrEqual(5);
  });

  test('has a batch of each shard in work at a time, and never two of one shard', async () => {
    const partitions = onePartitionAShard(4);
    const running = new Set<string>();
    const batches: Batch[] = [];
    const allIsRead = Promise.withResolvers<void>();
    const invoke = async (batch: Batch): Promise<void> => {
      batches.push(batch);
      const [pk = '', ...others] = new Set(batch.map((record) => record.pk));
      expect(others).toEqual([]);
      expect(running.has(pk)).toBe(false);
      running.add(pk);
      await allIsRead.promise;
      running.delete(pk);
    };
    const records = recordsOf(...partitions, ...partitions, ...partitions);
    const { calm, emptyRound, failures } = await read({
      stream: streamOf(records, 4),
      shards: 4,
      mapping: { MaximumRetryAttempts: 0, BisectBatchOnFunctionError: false },
      invoke,
    });
    await emptyRound();
    expect([...running].sort()).toEqual([...partitions].sort());
    allIsRead.resolve();
    await calm();
    expect(batches.map(({ length }) => length)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
    expect(failures.messages).toEqual([]);
    for (const pk of partitions) {
      const seen = batches.flat().filter((record) => record.pk === pk);
      expect(seen.map(({ sequence }) => Number(sequence))).toEqual(
        [...seen].map(({ sequence }) => Number(sequence)).sort((a, b) => a - b),
      );
    }
  });

  test('has a batch window of each shard: one that is full does not end that of another', async () => {
    const [busy = '', quiet = ''] = onePartitionAShard(2);
    const batches: Batch[] = [];
    const begun = performance.now();
    const beganAfter: number[] = [];
    const { calm } = await read({
      stream: streamOf(recordsOf(busy, busy, quiet)),
      shards: 2,
      mapping: { BatchSize: 2, MaximumBatchingWindowInSeconds: 1 },
      invoke: async (batch) => {
        batches.push(batch);
        beganAfter.push(performance.now() - begun);
      },
    });
    await calm();
    expect(batches.map((batch) => batch.map(({ pk }) => pk))).toEqual([[busy, busy], [quiet]]);
    expect(beganAfter[1]).toBeGreaterThan(900);
  });

  test('retries and gives up a poison record of one shard while the others go on, each record once', async () => {
    const [poisoned = '', ...others] = onePartitionAShard(4);
    const batches: Batch[] = [];
    const records = recordsOf(poisoned, ...others, poisoned, ...others);
    const { calm, failures } = await read({
      stream: streamOf(records),
      shards: 4,
      invoke: async (batch) => {
        batches.push(batch);
        if (batch.some(({ sequence }) => sequence === '98')) throw new Error('poison');
      },
    });
    await calm();
    const ofOthers = batches.filter((batch) => batch.some(({ pk }) => pk !== poisoned));
    expect(sequencesOf(ofOthers)).toEqual(['99', '100', '101', '103', '104', '105']);
    expect(batches.indexOf(ofOthers.at(-1) ?? [])).toBeLessThan(4);
    expect(failures.messages.map(({ message }) => message)).toEqual([
      expect.objectContaining({
        DDBStreamBatchInfo: expect.objectContaining({
          shardId: 'shardId-1-1-of-4',
          startSequenceNumber: '98',
          endSequenceNumber: '98',
        }),
      }),
    ]);
  });
});

describe('The checkpoints of a stream that is split', () => {
  const partitions = onePartitionAShard(2);
  const [stuck = '', fluent = ''] = partitions;
  const records = recordsOf(stuck, fluent, stuck, fluent, fluent);

  /** Handles the shard of `fluent`, and never that of `stuck`. */
  async function stopHalfWay(dataFolder: string): Promise<void> {
    const handled: Batch[] = [];
    const fluentIsDone = Promise.withResolvers<void>();
    const { emptyRound, stop } = await read({
      stream: streamOf(records),
      shards: 2,
      dataFolder,
      invoke: async (batch) => {
        if (batch.some(({ pk }) => pk === stuck)) return new Promise(() => undefined);
        handled.push(batch);
        fluentIsDone.resolve();
        return undefined;
      },
    });
    await fluentIsDone.promise;
    await emptyRound();
    await stop();
    expect(sequencesOf(handled)).toEqual(['99', '101', '102']);
  }

  async function readAgain(dataFolder: string, shards: number, more: readonly StreamRecord[] = []) {
    const batches: Batch[] = [];
    const invoke = async (batch: Batch): Promise<void> => void batches.push(batch);
    const { calm, stop } = await read({
      stream: streamOf([...records, ...more]),
      shards,
      dataFolder,
      invoke,
    });
    await calm();
    await stop();
    return sequencesOf(batches);
  }

  test('a shard that was not done is read again after a restart, and one that was done is not', async () => {
    const dataFolder = await aFolder();
    await stopHalfWay(dataFolder);
    expect(await readAgain(dataFolder, 2)).toEqual(['98', '100']);
    expect(await readAgain(dataFolder, 2, [recordOf(fluent, 103)])).toEqual(['103']);
  });

  test.each([1, 3])(
    'nothing is lost when the stream is split into %i shards instead of 2',
    async (shards) => {
      const dataFolder = await aFolder();
      await stopHalfWay(dataFolder);
      expect(await readAgain(dataFolder, shards)).toEqual(['98', '99', '100', '101', '102']);
      expect(await readAgain(dataFolder, shards, [recordOf(stuck, 103)])).toEqual(['103']);
      expect(await readAgain(dataFolder, 2, [recordOf(stuck, 103), recordOf(stuck, 104)])).toEqual(['104']);
    },
  );

  test.each([
    [2, ['99', '100']],
    [2, ['100', '99']],
    [3, ['99', '100']],
    [3, ['100', '99']],
    [3, ['101', '99', '100']],
  ])('%i shards are read from the earliest of the checkpoints %j on', async (shards, stored) => {
    const dataFolder = await aFolder();
    await writeFile(join(dataFolder, 'checkpoints.json'), JSON.stringify({ [`Mapping/${SOURCE}`]: stored }));
    const isLeft = ({ dynamodb }: StreamRecord): boolean => {
      const own = stored.length === shards ? stored[indexOf(splitInto(shards), partitionOf(dynamodb))] : '99';
      return Number(dynamodb.SequenceNumber) > Number(own);
    };
    const left = records.filter(isLeft).map(({ dynamodb }) => dynamodb.SequenceNumber);
    expect(await readAgain(dataFolder, shards)).toEqual(left);
  });

  test('a shard without records is not read from the beginning after a restart', async () => {
    const dataFolder = await aFolder();
    const only = Array.from({ length: 3 }, (_, index) => recordOf(stuck, 98 + index));
    const invoke = async (): Promise<undefined> => undefined;
    const { calm, stop } = await read({ stream: streamOf(only), shards: 2, dataFolder, invoke });
    await calm();
    await stop();
    const stored = await readFile(join(dataFolder, 'checkpoints.json'), 'utf8');
    expect(JSON.parse(stored)).toEqual({ [`Mapping/${SOURCE}`]: ['100', '100'] });
  });

  test('one checkpoint of the whole stream, as the earlier layout of the file has it, counts for every shard', async () => {
    const dataFolder = await aFolder();
    await writeFile(join(dataFolder, 'checkpoints.json'), JSON.stringify({ [`Mapping/${SOURCE}`]: '100' }));
    expect(await readAgain(dataFolder, 4)).toEqual(['101', '102']);
  });
});
