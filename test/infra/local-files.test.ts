/** The bucket of files on this machine, as the SDK and the functions see it. */
import { appendFile, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type LocalFiles, startFiles } from '../../infra/local/files/files.ts';
import { type LocalObject, ObjectFolder } from '../../infra/local/files/object-folder.ts';
import {
  type FileBucket,
  ObjectGone,
  putObject,
  putPieces,
  readObject,
  readPieces,
} from '../../shared/files/bucket.ts';
import { s3At } from '../support/files.ts';

let folder: string;
let files: LocalFiles;
let client: S3Client;
let bucket: FileBucket;
let created: LocalObject[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-files-'));
  files = await startFiles({
    dataFolder: folder,
    now: () => new Date(),
    onError: (error) => void process.stderr.write(`${String(error)}\n`),
  });
  client = s3At(files.endpoint);
  bucket = { client, name: 'files' };
  created = [];
});
afterEach(async () => {
  client.destroy();
  await files.close();
  await rm(folder, { recursive: true });
});

const put = (key: string, content: string | Buffer) =>
  putObject(bucket, { key, contentType: 'text/plain' }, content);

/** The object as its event has it. */
async function putInInbox(name: string, content: string | Buffer): Promise<LocalObject> {
  files.watch((object) => created.push(object));
  await put(`inbox/${name}`, content);
  const object = created.at(-1);
  if (!object) throw new Error('no event');
  return object;
}

async function contentOf(object: LocalObject, from?: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of readPieces(bucket, object, from)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const LARGE = Buffer.from(Array.from({ length: 9 * 1024 * 1024 }, (_, index) => index % 251));

describe('objects', () => {
  test('a name may have blanks, signs and letters of any language', async () => {
    const names = ['März 2026 (1).csv', 'a+b%20&c=d?#.jsonl', '通話/記録.csv', "it's.csv"];
    for (const name of names) {
      const object = await putInInbox(`contoso/${name}`, name);
      expect(object.key).toBe(`inbox/contoso/${name}`);
      expect((await contentOf(object)).toString()).toBe(name);
    }
    const { Contents = [] } = await client.send(
      new ListObjectsV2Command({ Bucket: 'files', Prefix: 'inbox/' }),
    );
    expect(Contents.map(({ Key }) => Key)).toEqual(names.map((name) => `inbox/contoso/${name}`).sort());
  });

  test('content of more than one piece is read as it was put, from any byte on', async () => {
    const object = await putInInbox('contoso/large.csv', LARGE);
    expect((await contentOf(object)).equals(LARGE)).toBe(true);
    const from = 5 * 1024 * 1024 + 7;
    expect((await contentOf(object, from)).equals(LARGE.subarray(from))).toBe(true);
    expect(await contentOf(object, LARGE.length)).toHaveLength(0);
  });

  test('a reader learns whether the object was replaced or deleted while it read', async () => {
    const object = await putInInbox('contoso/large.csv', LARGE);
    const pieces = readPieces(bucket, object);
    await pieces.next();
    await put(object.key, 'other');
    await expect(pieces.next()).rejects.toEqual(new ObjectGone(object.key, { isReplaced: true }));
    await client.send(new DeleteObjectCommand({ Bucket: 'files', Key: object.key }));
    await expect(readPieces(bucket, object).next()).rejects.toEqual(
      new ObjectGone(object.key, { isReplaced: false }),
    );
  });

  test('an upload in parts is an object once it is completed', async () => {
    let isSeen = false;
    async function* pieces() {
      for (let start = 0; start < LARGE.length; start += 1_000_000) {
        yield LARGE.subarray(start, start + 1_000_000);
        isSeen ||= (await readdir(join(folder, 'files'))).includes('outbox');
      }
    }
    await putPieces(bucket, { key: 'outbox/contoso/parts.csv', contentType: 'text/csv' }, pieces());
    expect(isSeen).toBe(false);
    expect((await readObject(bucket, 'outbox/contoso/parts.csv')).equals(LARGE)).toBe(true);
    expect(await readdir(join(folder, 'files', '.unfinished'))).toEqual([]);
  });

  test('a long list comes in pages', async () => {
    const keys = Array.from({ length: 5 }, (_, index) => `outbox/contoso/${index}`);
    for (const key of keys) await put(key, key);
    const listed: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({
          Bucket: 'files',
          Prefix: 'outbox/',
          MaxKeys: 2,
          ContinuationToken: token,
        }),
      );
      listed.push(...(page.Contents ?? []).map(({ Key }) => Key));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    expect(listed).toEqual(keys);
  });

  test('a key cannot leave the folder', async () => {
    await expect(put('inbox/../../leaves', 'x')).rejects.toThrow();
    const raw = await fetch(`${files.endpoint}/files/outbox/%2e%2e%2f%2e%2e%2fleaves`, {
      method: 'PUT',
      body: 'x',
    });
    expect(raw.status).toBeGreaterThanOrEqual(400);
    await writeFile(join(folder, 'outside'), 'x');
    const objects = await ObjectFolder.open({ folder: join(folder, 'files') });
    expect(await objects.keys('../')).toEqual([]);
    expect((await readdir(folder, { recursive: true })).filter((path) => path.includes('leaves'))).toEqual(
      [],
    );
  });
});

describe('the folder of the inbox', () => {
  test('a file that appears in it is reported once, when it is whole', async () => {
    files.watch((object) => created.push(object));
    await mkdir(join(files.inboxFolder, 'contoso'));
    const path = join(files.inboxFolder, 'contoso', 'slow.csv');
    await writeFile(path, 'begun');
    for (let more = 0; more < 4; more += 1) {
      await sleep(300);
      expect(created).toEqual([]);
      await appendFile(path, ', goes on');
    }
    await files.emptyRound();
    await files.emptyRound();
    expect(created).toMatchObject([{ key: 'inbox/contoso/slow.csv', sizeBytes: 5 + 4 * 9 }]);
    await utimes(path, new Date(), new Date());
    await files.emptyRound();
    expect(created).toHaveLength(2);
  });

  test('a file whose name begins with a dot is not an object', async () => {
    files.watch((object) => created.push(object));
    await mkdir(join(files.inboxFolder, 'contoso'));
    await writeFile(join(files.inboxFolder, 'contoso', '.part.csv'), 'x');
    await files.emptyRound();
    expect(created).toEqual([]);
  });
});
