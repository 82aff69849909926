/** Files in the inbox: each record is settled once, and the counts are exact, whenever a run dies. */
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import { continueInbox } from '../../functions/usage/continue-inbox.ts';
import { readInbox } from '../../functions/usage/read-inbox.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { StoredObject } from '../../shared/lambda/object-created.ts';
import { loadCalls } from '../../shared/store/calls/calls.ts';
import { dieAt } from '../support/death.ts';
import { IN_TIME, jsonLines, record, useInbox } from '../support/inbox.ts';
import { publishDecks } from '../support/telephone.ts';

const inbox = useInbox();

/** 20 calls, one of them twice in a step and one in two steps, and of each kind of bad line some. */
function mixedLines(): string {
  const good = Array.from({ length: 20 }, (_, index) => record(`call-${String(index).padStart(2, '0')}`));
  const lines: unknown[] = [...good];
  lines.splice(3, 0, record('call-00'), '{"callId":"cut');
  lines.splice(14, 0, record('call-01'), record('call-02', { durationSeconds: 61 }), '');
  lines.push(record('no-rate', { to: '+99999999999' }), record('old', { startedAt: '2020-01-01T00:00:00Z' }));
  lines.push({ callId: 'empty' }, 'true', record('call-20'));
  return jsonLines(lines);
}

/** The decks have no rate for it. */
const TO_JAPAN = '+81312345678';
const MIXED = { lines: 29, accepted: 21, duplicates: 2, rejected: 6 };
const MIXED_REJECTED = ['5', '16', '26', '27', '28', '29'];

describe('a file of the inbox', () => {
  test('good, bad and repeated lines have exact counts, and each rejected line its reason', async () => {
    expect(await inbox.read(await inbox.put('mixed.jsonl', mixedLines()))).toEqual({ status: 'completed' });
    const result = await inbox.resultOf('mixed.jsonl');
    expect(result).toMatchObject({ file: `inbox/${inbox.org}/mixed.jsonl`, status: 'completed', ...MIXED });
    expect(result.rejectedFile).toBe(`outbox/${inbox.org}/mixed.jsonl.rejected.csv`);
    expect(await inbox.rejectedOf('mixed.jsonl')).toMatchObject([
      { line: '5', code: 'invalid-record', detail: 'not valid JSON', record: '{"callId":"cut' },
      { line: '16', callId: 'call-02', code: 'conflicting-record' },
      { line: '26', callId: 'no-rate', code: 'destination-unsupported' },
      { line: '27', callId: 'old', code: 'record-too-old' },
      { line: '28', callId: 'empty', code: 'invalid-record' },
      { line: '29', callId: '', code: 'invalid-record', record: 'true' },
    ]);
    await inbox.expectSettledOnce(21);
  });

  test('its event may come again, and it may be put again: each call is settled once', async () => {
    const object = await inbox.put('twice.jsonl', mixedLines());
    await inbox.read(object);
    const first = await inbox.resultOf('twice.jsonl');
    expect(await inbox.read(object)).toEqual({ status: 'known' });
    expect(await inbox.resultOf('twice.jsonl')).toEqual(first);
    await inbox.read(await inbox.put('twice.jsonl', mixedLines()));
    const again = await inbox.resultOf('twice.jsonl');
    expect(again).toMatchObject({ lines: 29, accepted: 0, duplicates: 23, rejected: 6 });
    await inbox.expectSettledOnce(21);
  });

  test.each([
    ['plain.jsonl', (text: string) => text],
    ['packed.jsonl.gz', (text: string) => gzipSync(text)],
  ])(
    '%s that is replaced while it is read leaves the result to the file in its place',
    async (name, pack) => {
      const object = await inbox.put(name, pack(mixedLines()));
      expect(await readInbox(inbox.deps)(object, { remainingMs: () => 0 })).toEqual({ status: 'left' });
      await inbox.read(await inbox.put(name, pack(jsonLines([record('call-00'), record('other')]))));
      const result = await inbox.resultOf(name);
      expect(result).toMatchObject({ status: 'completed', lines: 2, accepted: 1, duplicates: 1 });
      expect(await inbox.goOn()).toMatchObject({ unreadable: 1, failed: 0 });
      expect(await inbox.resultOf(name)).toEqual(result);
      expect(await inbox.goOn()).toMatchObject({ unreadable: 0, failed: 0 });
    },
  );

  test('one that is deleted while it is read ends with what it brought until then', async () => {
    const object = await inbox.put('gone.jsonl', mixedLines());
    await readInbox(inbox.deps)(object, { remainingMs: () => 0 });
    const { client, name } = inbox.deps.bucket;
    await client.send(new DeleteObjectCommand({ Bucket: name, Key: object.key }));
    await inbox.goOn();
    const result = await inbox.resultOf('gone.jsonl');
    expect(result).toMatchObject({ status: 'failed', fault: 'deleted before it was read to its end' });
    expect(result).toMatchObject({ lines: 8, accepted: 6, duplicates: 1, rejected: 1 });
    await inbox.expectSettledOnce(6);
  });
});

describe('a run that does not come to the end', () => {
  test('a run that has no time left ends after a step, and the schedule goes on', async () => {
    const object = await inbox.put('slow.jsonl', mixedLines());
    expect(await readInbox(inbox.deps)(object, { remainingMs: () => 0 })).toEqual({ status: 'left' });
    for (let runs = 0; runs < 4; runs += 1) await continueInbox(inbox.deps)({ remainingMs: () => 60_001 });
    expect(await inbox.resultOf('slow.jsonl')).toMatchObject(MIXED);
  });

  test('while a run is at a file no other begins', async () => {
    const object = await inbox.put('busy.jsonl', mixedLines());
    const others: Promise<unknown>[] = [];
    const first = readInbox(inbox.deps)(object, {
      remainingMs: () => {
        others.push(continueInbox(inbox.deps)(IN_TIME));
        return 300_000;
      },
    });
    expect(await first).toEqual({ status: 'completed' });
    const none = { completed: 0, unreadable: 0, left: 0, failed: 0 };
    expect(await Promise.all(others)).toEqual([none, none, none, none]);
    expect(await inbox.resultOf('busy.jsonl')).toMatchObject(MIXED);
  });

  test('of three runs at one file each step counts once', async () => {
    const object = await inbox.put('three.jsonl', mixedLines());
    await readInbox(inbox.deps)(object, { remainingMs: () => 0 });
    inbox.clock = addSeconds(inbox.clock, 1);
    const runs = await Promise.all([1, 2, 3].map(() => continueInbox(inbox.deps)(IN_TIME)));
    expect(runs.reduce((sum, { completed = 0 }) => sum + completed, 0)).toBe(1);
    expect(await inbox.resultOf('three.jsonl')).toMatchObject(MIXED);
    await inbox.expectSettledOnce(21);
  });

  test('a run that dies at any of its requests is repeated with the same counts', async () => {
    const content = mixedLines();
    let deaths = 0;
    for (let nth = 1; ; nth += 1) {
      await inbox.nextOrganization();
      const object = await inbox.put('dies.jsonl', content);
      if (!(await dieAt(inbox.deps, nth, () => inbox.read(object)))) break;
      deaths += 1;
      await expectWhole(object, content);
    }
    expect(deaths).toBeGreaterThan(30);
  });

  test('the run that goes on may die, too', async () => {
    const content = mixedLines();
    for (let nth = 3; ; nth += 5) {
      await inbox.nextOrganization();
      const object = await inbox.put('dies.jsonl', content);
      await dieAt(inbox.deps, nth, () => inbox.read(object));
      // It repeats what the first run has done of its last step, and dies beyond it.
      if (!(await dieAt(inbox.deps, nth + 1, inbox.goOn))) break;
      await expectWhole(object, content);
    }
  });

  test('a call that an attempt has brought stays accepted when a later attempt would refuse it', async () => {
    // Without a deck in that currency the call is kept, to be rated later.
    const content = jsonLines([record('unrated', { to: TO_JAPAN })]);
    const isBrought = async () => (await loadCalls(inbox.deps.db, inbox.org, ['unrated'])).calls.length > 0;
    for (let nth = 1; !(await isBrought()); nth += 1) {
      await inbox.nextOrganization('EUR');
      const object = await inbox.put('deck.jsonl', content);
      expect(await dieAt(inbox.deps, nth, () => inbox.read(object))).toBe(true);
    }
    await publishDecks(inbox.deps.db, '2020-01-01T00:00:00.000Z', 'EUR');
    await inbox.goOn();
    expect(await inbox.resultOf('deck.jsonl')).toMatchObject({ accepted: 1, duplicates: 0, rejected: 0 });
    await inbox.read(await inbox.put('copy.jsonl', jsonLines([record('later', { to: TO_JAPAN })])));
    expect(await inbox.resultOf('copy.jsonl')).toMatchObject({ accepted: 0, rejected: 1 });
  });
});

/** After a death the event comes again, and the schedule runs: everything is there once, and a copy brings nothing. */
async function expectWhole(object: StoredObject, content: string): Promise<void> {
  await inbox.read(object);
  await inbox.goOn();
  expect(await inbox.resultOf('dies.jsonl')).toMatchObject({ status: 'completed', ...MIXED });
  const rejected = await inbox.rejectedOf('dies.jsonl');
  expect(rejected.map(({ line }) => line)).toEqual(MIXED_REJECTED);
  await inbox.read(await inbox.put('copy.jsonl', content));
  const copy = { lines: 29, accepted: 0, duplicates: 23, rejected: 6 };
  expect(await inbox.resultOf('copy.jsonl')).toMatchObject(copy);
  await inbox.expectSettledOnce(21);
}
