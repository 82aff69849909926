/** Rate decks in the bucket: published as a request does it, once, and whole, whenever a run dies. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { getRate } from '../../functions/rates/get-rate.ts';
import { listRateDecks, publishRateDeck } from '../../functions/rates/rate-decks.ts';
import { readRateDeck } from '../../functions/rates/read-rate-deck.ts';
import { MAX_DECK_BYTES } from '../../shared/contract/files.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { findObject, putObject } from '../../shared/files/bucket.ts';
import type { StoredObject } from '../../shared/lambda/object-created.ts';
import { silenceLogs } from '../simulation/quiet-logs.ts';
import { START } from '../support/accounts.ts';
import { useDatabase } from '../support/database.ts';
import { dieAt } from '../support/death.ts';
import { SMALL_DECK } from '../support/decks.ts';
import { useFiles } from '../support/files.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
const files = useFiles();
const IN_TIME = { remainingMs: () => 300_000 };
const FROM = '2027-01-01';
/** Each test has decks of its own. */
const CURRENCIES = [
  ...'EUR GBP JPY CHF SEK NOK DKK PLN CZK AUD CAD NZD HUF BRL MXN ZAR TRY INR KRW THB'.split(' '),
]
  .concat('SGD HKD ILS RON ISK CLP COP PEN UYU ARS PHP IDR MYR VND TWD KES NGN EGP MAD TND'.split(' '))
  .values();

let clock = START;
let currency = '';
let puts = 0;
let restoreLogs = (): void => undefined;
beforeAll(() => {
  restoreLogs = silenceLogs();
});
afterAll(() => restoreLogs());
beforeEach(() => nextCurrency());

function nextCurrency(): void {
  const { value } = CURRENCIES.next();
  if (value === undefined) throw new Error('there are more series of decks than currencies');
  currency = value;
}

const deps = () => ({ db: database.db, bucket: files.bucket, now: () => clock });
const series = () => `currency=${currency}/effectiveFrom=${FROM}`;

/** Puts the deck, and returns what its event says. */
async function put(path: string, content: string | Buffer): Promise<StoredObject> {
  const key = `rate-decks/inbox/${path}`;
  await putObject(files.bucket, { key, contentType: 'text/csv' }, content);
  const head = await files.bucket.client.send(new HeadObjectCommand({ Bucket: 'files', Key: key }));
  puts += 1;
  const etag = head.ETag?.replaceAll('"', '') ?? '';
  return { key, etag, sizeBytes: head.ContentLength ?? 0, sequencer: `put-${puts}`, storedAt: clock };
}

const read = (object: StoredObject) => readRateDeck(deps())(object, IN_TIME);

async function resultOf(path: string): Promise<unknown> {
  const found = await findObject(files.bucket, `rate-decks/outbox/${path}.result.json`);
  return found && JSON.parse(found.toString());
}

async function readResult(path: string, content: string | Buffer): Promise<unknown> {
  await read(await put(path, content));
  return resultOf(path);
}

async function decks(): Promise<Record<string, unknown>[]> {
  const { body } = await listRateDecks(deps())(aRequest({ query: { limit: '100' } }));
  const { items }: { items: Record<string, unknown>[] } = JSON.parse(JSON.stringify(body));
  return items.filter((deck) => deck.currency === currency);
}

function post(body: string, query: Record<string, string> = {}) {
  const headers = { 'content-type': 'text/csv' };
  return publishRateDeck(deps())(
    aRequest({ query: { currency, effectiveFrom: FROM, ...query }, headers, body }),
  );
}

describe('a rate deck in the bucket', () => {
  test('is published under the parameters of its folders, and a request with the same deck is answered the same', async () => {
    const path = `retroactive=true/kind=outbound/rounding=2/${series()}/March (1).csv`;
    expect(await readResult(path, SMALL_DECK)).toEqual({
      file: `rate-decks/inbox/${path}`,
      etag: expect.any(String),
      finishedAt: clock,
      status: 'published',
      deck: {
        id: expect.stringMatching(/^deck_[0-9a-f]{24}$/),
        ...{ currency, kind: 'outbound', effectiveFrom: `${FROM}T00:00:00.000Z`, publishedAt: clock },
        ...{ retroactive: false, rounding: '2', rows: 6, warnings: [] },
        actor: { kind: 'schedule', id: 'read-rate-deck', name: null },
      },
    });
    const { body } = await post(SMALL_DECK, { rounding: '2' });
    expect(await resultOf(path)).toMatchObject({ deck: body });
    expect(await decks()).toHaveLength(1);
  });

  test('comes in gzip and in UTF-16, too, and each is the same deck', async () => {
    const utf16 = Buffer.from(`\uFEFF${SMALL_DECK}`, 'utf16le');
    const results = [
      await readResult(`${series()}/plain.csv`, SMALL_DECK),
      await readResult(`${series()}/packed.CSV.GZ`, gzipSync(SMALL_DECK)),
      await readResult(`${series()}/utf16.csv`, utf16),
    ];
    const [deck] = await decks();
    for (const result of results)
      expect(result).toMatchObject({ status: 'published', deck: { id: deck?.id } });
    expect(await decks()).toHaveLength(1);
  });

  test('a bad row refuses it by its line, with the problem of a request, and nothing is published', async () => {
    const bad = SMALL_DECK.replace('FR,33,0.50', 'FR,33,x').replace('ZW,263', 'ZW,2x3');
    const refused = await post(bad).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'invalid-rate-deck' });
    const problem = {
      status: 422,
      code: 'invalid-rate-deck',
      detail: refused instanceof Error ? refused.message : '',
      errors: [
        { line: 6, field: 'Price / min' },
        { line: 7, field: 'Prefix' },
      ],
      instance: `rate-decks/inbox/${series()}/bad.csv`,
    };
    expect(await readResult(`${series()}/bad.csv`, bad)).toMatchObject({ status: 'refused', problem });
    expect(await decks()).toEqual([]);
  });

  test('one of a time that is priced is refused unless a folder says that it is retroactive', async () => {
    await readResult(`currency=${currency}/effectiveFrom=2020-01-01/first.csv`, SMALL_DECK);
    const dearer = SMALL_DECK.replace('263,0.50', '263,2.00');
    const path = `currency=${currency}/effectiveFrom=2024-01-01/late.csv`;
    expect(await readResult(path, dearer)).toMatchObject({ problem: { code: 'deck-in-past', status: 422 } });
    const said = await readResult(`retroactive=true/${path}`, dearer);
    expect(said).toMatchObject({ status: 'published', deck: { retroactive: true } });
  });

  test.each([
    ['effectiveFrom=2027-01-01/a.csv', 'currency'],
    ['currency=EUR/a.csv', 'effectiveFrom'],
    ['currency=EUR/effectiveFrom=tomorrow/a.csv', 'effectiveFrom'],
    ['currency=EUR/effectiveFrom=2027-01-01/dryRun=true/a.csv', 'dryRun'],
    ['currency=EUR/effectiveFrom=2027-01-01/rounding=7/a.csv', 'rounding'],
    ['currency=EUR/currency=GBP/effectiveFrom=2027-01-01/a.csv', 'currency'],
    ['currency=EUR/effectiveFrom=2027-01-01/march/a.csv', 'march'],
    ['currency=EUR/effectiveFrom=2027-01-01/a.xlsx', 'name'],
    ['a.csv', 'currency'],
  ])('%s is refused by the name %s', async (path, field) => {
    const problem = { status: 400, code: 'invalid-request', field };
    expect(await readResult(path, SMALL_DECK)).toMatchObject({ status: 'refused', problem });
  });

  test('a folder, and a key that is too long for a result, are left alone', async () => {
    const folder = {
      key: 'rate-decks/inbox/currency=EUR/',
      etag: 'x',
      sizeBytes: 0,
      sequencer: '1',
      storedAt: clock,
    };
    const long = { ...folder, key: `rate-decks/inbox/${'x'.repeat(990)}.csv` };
    for (const object of [folder, long]) expect(await read(object)).toEqual({ status: 'ignored' });
  });

  test.each([
    ['plain.csv', (text: string) => Buffer.from(text)],
    ['packed.csv.gz', (text: string) => gzipSync(text)],
  ])('%s with more than 32 MB is refused', async (name, pack) => {
    const line = `${'x'.repeat(999)}\n`;
    const large = pack(line.repeat(MAX_DECK_BYTES / line.length + 1));
    const problem = { status: 413, code: 'payload-too-large', maximumBytes: MAX_DECK_BYTES };
    expect(await readResult(`${series()}/${name}`, large)).toMatchObject({ status: 'refused', problem });
  });

  test.each([
    ['a name that says gzip', 'no.csv.gz', Buffer.from(SMALL_DECK)],
    ['gzip that is cut off', 'cut.csv.gz', gzipSync(SMALL_DECK).subarray(0, 100)],
    ['a workbook', 'book.csv', Buffer.from('PK\u0003\u0004')],
  ])('%s is refused', async (_, name, content) => {
    const problem = { status: 400, code: 'invalid-request', field: 'body' };
    expect(await readResult(`${series()}/${name}`, content)).toMatchObject({ status: 'refused', problem });
  });
});

describe('an event that comes again', () => {
  test('publishes nothing twice, and neither does the deck under another name', async () => {
    const object = await put(`${series()}/first.csv`, SMALL_DECK);
    await read(object);
    const first = await resultOf(`${series()}/first.csv`);
    await read(object);
    expect(await resultOf(`${series()}/first.csv`)).toEqual(first);
    const copy = await readResult(`retroactive=false/${series()}/copy.csv`, SMALL_DECK);
    expect(copy).toMatchObject({ status: 'published', deck: { id: (await decks())[0]?.id } });
    expect(await decks()).toHaveLength(1);
  });

  test('a deck that was replaced leaves the result to the one in its place', async () => {
    const object = await put(`${series()}/deck.csv`, SMALL_DECK);
    const successor = await put(`${series()}/deck.csv`, `${SMALL_DECK}Peru,mobile,PE,51,1.00,,,\n`);
    expect(await read(object)).toEqual({ status: 'replaced' });
    expect(await resultOf(`${series()}/deck.csv`)).toBeUndefined();
    await read(successor);
    const result = await resultOf(`${series()}/deck.csv`);
    expect(result).toMatchObject({ status: 'published', etag: successor.etag, deck: { rows: 7 } });
    expect(await read(object)).toEqual({ status: 'replaced' });
    expect(await resultOf(`${series()}/deck.csv`)).toEqual(result);
    expect(await decks()).toHaveLength(1);
  });

  test('a deck that was deleted before it was read has that as its result; one that was read keeps its own', async () => {
    const remove = ({ key }: StoredObject) =>
      files.bucket.client.send(new DeleteObjectCommand({ Bucket: 'files', Key: key }));
    const gone = await put(`${series()}/deck.csv`, SMALL_DECK);
    await remove(gone);
    await read(gone);
    const fault = { etag: gone.etag, status: 'failed', fault: 'deleted before it was read' };
    expect(await resultOf(`${series()}/deck.csv`)).toMatchObject(fault);
    const second = await put(`${series()}/deck.csv`, SMALL_DECK);
    await read(second);
    await remove(second);
    expect(await read(second)).toEqual({ status: 'known' });
    expect(await resultOf(`${series()}/deck.csv`)).toMatchObject({ status: 'published', etag: second.etag });
  });
});

describe('a run that dies', () => {
  const ROWS = 22_000;
  const prefixOf = (row: number) => `263${100_000 + row}`;
  /** Its names do not compress, so that its rows fill two items. */
  const nameOf = (row: number) => createHash('sha256').update(`${row}`).digest('base64');
  const lines = Array.from({ length: ROWS }, (_, row) => `${nameOf(row)},mobile,ZW,${prefixOf(row)},0.50`);
  const deck = gzipSync(`Destination Name,Destination Type,Country,Prefix,Price / min\n${lines.join('\n')}`);

  /** The destination of a number of the last row; `undefined` without a rate. */
  async function lastDestination(): Promise<unknown> {
    const to = `+${prefixOf(ROWS - 1)}1`;
    const request = aRequest({ query: { to, currency, at: FROM } });
    const answer = await getRate(deps())(request).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'no-rate' });
    });
    return answer && JSON.parse(JSON.stringify(answer.body)).destination;
  }

  test('at any of its requests has published all of the deck or nothing, and is repeated with its event', async () => {
    const listedAfter: boolean[] = [];
    for (let nth = 1; ; nth += 1) {
      nextCurrency();
      const path = `${series()}/dies.csv.gz`;
      const object = await put(path, deck);
      if (!(await dieAt(deps(), nth, () => read(object)))) break;
      const listed = (await decks()).length;
      listedAfter.push(listed > 0);
      expect(await lastDestination()).toBe(listed > 0 ? nameOf(ROWS - 1) : undefined);
      clock = addSeconds(clock, 60);
      await read(object);
      const [published, ...others] = await decks();
      expect(others).toEqual([]);
      expect(await resultOf(path)).toMatchObject({ status: 'published', deck: { ...published, rows: ROWS } });
      expect(await lastDestination()).toBe(nameOf(ROWS - 1));
    }
    // Two items of rows before it is listed, and its result after that.
    expect(listedAfter.length).toBeGreaterThanOrEqual(9);
    expect(listedAfter).toEqual([...listedAfter].sort());
    expect(new Set(listedAfter).size).toBe(2);
  });
});
