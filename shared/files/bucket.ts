/** The only importer of the S3 SDK: the objects of the bucket of files. */
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { MAX_ATTEMPTS, REQUEST_TIMEOUTS } from '../contract/timeouts.ts';

export interface FileBucket {
  readonly client: S3Client;
  readonly name: string;
}

export function connectFiles({ FILES_BUCKET: name }: { readonly FILES_BUCKET: string }): FileBucket {
  return { client: new S3Client({ requestHandler: REQUEST_TIMEOUTS, maxAttempts: MAX_ATTEMPTS }), name };
}

export interface ObjectVersion {
  readonly key: string;
  /** Without quotes. Of the content that is meant: other content under the key is another object. */
  readonly etag: string;
  readonly sizeBytes: number;
}

/** The content that was meant cannot be read: its object was deleted, or has other content. */
export class ObjectGone extends Error {
  readonly isReplaced: boolean;

  constructor(key: string, { isReplaced }: { readonly isReplaced: boolean }) {
    super(`${key} is ${isReplaced ? 'replaced' : 'deleted'}`);
    this.isReplaced = isReplaced;
  }
}

const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * The content from byte `from` on, in pieces, each by a request of its own: a reader that works long on a piece keeps no
 * connection waiting. Throws {@link ObjectGone}.
 */
export async function* readPieces(
  bucket: FileBucket,
  object: ObjectVersion,
  from = 0,
): AsyncGenerator<Buffer> {
  for (let start = from; start < object.sizeBytes; start += PIECE_BYTES) {
    const end = Math.min(start + PIECE_BYTES, object.sizeBytes) - 1;
    yield await readRange(bucket, object, `bytes=${start}-${end}`);
  }
}

async function readRange(
  { client, name }: FileBucket,
  { key, etag }: ObjectVersion,
  range: string,
): Promise<Buffer> {
  try {
    const command = new GetObjectCommand({ Bucket: name, Key: key, IfMatch: `"${etag}"`, Range: range });
    return await contentOf(await client.send(command));
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    if (error.name === 'PreconditionFailed') throw new ObjectGone(key, { isReplaced: true });
    if (error.name === 'NoSuchKey') throw new ObjectGone(key, { isReplaced: false });
    throw error;
  }
}

/** The whole content; `undefined` when there is no such object. */
export async function findObject(bucket: FileBucket, key: string): Promise<Buffer | undefined> {
  try {
    return await readObject(bucket, key);
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** The whole content. Throws when there is no such object. */
export async function readObject({ client, name }: FileBucket, key: string): Promise<Buffer> {
  return contentOf(await client.send(new GetObjectCommand({ Bucket: name, Key: key })));
}

async function contentOf({ Body }: GetObjectCommandOutput): Promise<Buffer> {
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

export interface Content {
  readonly key: string;
  readonly contentType: string;
  /** By which rules of the bucket choose objects. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

const tagging = ({ tags }: Pick<Content, 'tags'>): string | undefined =>
  tags && new URLSearchParams(tags).toString();

export async function putObject(
  { client, name }: FileBucket,
  { key, contentType, tags }: Content,
  body: string | Buffer,
): Promise<void> {
  const of = { Bucket: name, Key: key, ContentType: contentType, Tagging: tagging({ tags }) };
  await client.send(new PutObjectCommand({ ...of, Body: body, ContentLength: Buffer.byteLength(body) }));
}

/** S3 takes no smaller part, but for the last. */
const PART_BYTES = 8 * 1024 * 1024;

/** An object of any size, whose content comes in pieces. In memory is one part of it at a time. */
export async function putPieces(
  bucket: FileBucket,
  content: Content,
  pieces: AsyncIterable<Buffer>,
): Promise<void> {
  let upload: Upload | undefined;
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    bytes += piece.length;
    if (bytes < PART_BYTES) continue;
    upload ??= await Upload.begin(bucket, content);
    await upload.add(Buffer.concat(waiting));
    waiting = [];
    bytes = 0;
  }
  const rest = Buffer.concat(waiting);
  if (!upload) return putObject(bucket, content, rest);
  if (rest.length > 0) await upload.add(rest);
  await upload.complete();
}

interface UploadName {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

/** An upload in parts. The object is there once it is completed; one that is not is deleted by the bucket's own rule. */
class Upload {
  readonly #bucket: FileBucket;
  readonly #of: UploadName;
  readonly #parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = [];

  constructor(bucket: FileBucket, of: UploadName) {
    this.#bucket = bucket;
    this.#of = of;
  }

  static async begin(bucket: FileBucket, { key, contentType, tags }: Content): Promise<Upload> {
    const of = { Bucket: bucket.name, Key: key };
    const described = { ContentType: contentType, Tagging: tagging({ tags }) };
    const { UploadId } = await bucket.client.send(new CreateMultipartUploadCommand({ ...of, ...described }));
    return new Upload(bucket, { ...of, UploadId });
  }

  async add(part: Buffer): Promise<void> {
    const PartNumber = this.#parts.length + 1;
    const { ETag } = await this.#bucket.client.send(
      new UploadPartCommand({ ...this.#of, PartNumber, Body: part }),
    );
    this.#parts.push({ PartNumber, ETag });
  }

  async complete(): Promise<void> {
    await this.#bucket.client.send(
      new CompleteMultipartUploadCommand({ ...this.#of, MultipartUpload: { Parts: [...this.#parts] } }),
    );
  }
}
