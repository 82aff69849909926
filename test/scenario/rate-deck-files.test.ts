/** A rate deck that is too large for a request, in the folder of the bucket, on the whole stack. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FileBucket, readObject } from '../../shared/files/bucket.ts';
import { MAX_DOCUMENT_BYTES } from '../../shared/lambda/http.ts';
import { s3At } from '../support/files.ts';
import { request, settle, useLocalStack } from '../support/local-stack.ts';

const stack = useLocalStack();
let bucket: FileBucket;
beforeAll(() => {
  bucket = { client: s3At(stack().filesEndpoint), name: 'files' };
});
afterAll(() => bucket.client.destroy());

/** As a person does it, who copies a file into a folder. */
async function drop(path: string, content: string | Buffer): Promise<void> {
  const file = join(stack().deckFolder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

async function resultOf(path: string): Promise<unknown> {
  return JSON.parse((await readObject(bucket, `rate-decks/outbox/${path}.result.json`)).toString());
}

const ROWS = 40_000;
const NAME =
  'Zimbabwe, as it is named by an operator who says all that there is to say of its network. '.repeat(2);
const HEADER = 'Destination Name,Destination Type,Country,Prefix,Price / min';
const rows = Array.from({ length: ROWS }, (_, row) => `"${NAME}",mobile,ZW,263${100_000 + row},0.50`);
const LARGE = [HEADER, ...rows].join('\n');
const SERIES = 'currency=USD/effectiveFrom=2030-01-01';

test('a deck that a request is too small for is published by the bucket, and prices calls', async () => {
  expect(Buffer.byteLength(LARGE)).toBeGreaterThan(MAX_DOCUMENT_BYTES);
  const token = await stack().token(['operator']);
  const headers = { 'content-type': 'text/csv' };
  const posted = await request(stack(), 'POST /v1/rate-decks?currency=USD&effectiveFrom=2030-01-01', {
    ...{ token, headers, body: LARGE },
  });
  expect(posted.status).toBe(413);

  await drop(`${SERIES}/large.csv`, LARGE);
  await drop(`${SERIES}/packed.csv.gz`, gzipSync(LARGE));
  await drop(`${SERIES}/bad.csv`, `${LARGE}\nNowhere,mobile,ZW,264,free`);
  await settle(stack(), 120);
  const result = await resultOf(`${SERIES}/large.csv`);
  expect(result).toMatchObject({ status: 'published', deck: { currency: 'USD', rows: ROWS, warnings: [] } });
  const listed = await request(stack(), 'GET /v1/rate-decks', { token });
  expect(listed.body).toMatchObject({ items: [{ effectiveFrom: '2030-01-01T00:00:00.000Z', rows: ROWS }] });
  expect(await resultOf(`${SERIES}/bad.csv`)).toMatchObject({
    status: 'refused',
    problem: { code: 'invalid-rate-deck', errors: [{ line: ROWS + 2, field: 'Price / min' }] },
  });
  const rate = await request(stack(), 'GET /v1/rates?to=%2B263139999123&at=2030-06-01', { token });
  const { deck }: { deck?: { id?: string } } = Object(result);
  expect(rate.body).toMatchObject({ prefix: '263139999', rate: '0.50', deckId: deck?.id });
  expect(await resultOf(`${SERIES}/packed.csv.gz`)).toMatchObject({ deck: { id: deck?.id } });
  expect(stack().failures()).toEqual([]);
});
