/**
 * The operations of S3 that the functions use, over a folder: `/<bucket>/<key>`, in the REST form of S3 with its XML. It
 * takes the content of an object as it is, or in the chunks that SDKs sign one by one, and checks no signature.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { isMeantForThisMachine } from '../http/http.ts';
import { listXml, partsOf, S3Error, uploadXml } from './file-xml.ts';
import type { LocalObject, ObjectFolder } from './object-folder.ts';

export interface FileServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface FileServerOptions {
  readonly folder: ObjectFolder;
  readonly now: () => Date;
  /** An object is there. */
  readonly created: (object: LocalObject) => void;
  readonly onError: (error: unknown) => void;
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly key: string;
  readonly query: URLSearchParams;
}

/** Listens on a free port of the loopback interface. */
export async function startFileServer(options: FileServerOptions): Promise<FileServer> {
  const operations = new Operations(options);
  const server = createServer((request, response) => {
    operations.handle(request, response).catch((error: unknown) => {
      if (!(error instanceof S3Error)) options.onError(error);
      const refused =
        error instanceof S3Error ? error : new S3Error(500, 'InternalError', 'a fault of the local stack');
      if (response.headersSent) response.destroy();
      else send(response, refused.status, refused.xml);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

class Operations {
  readonly #options: FileServerOptions;
  /** The parts of unfinished uploads: the path of each by its number. */
  readonly #uploads = new Map<string, Map<number, string>>();

  constructor(options: FileServerOptions) {
    this.#options = options;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isMeantForThisMachine(request.headers.host)) throw new S3Error(403, 'AccessDenied', 'another host');
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, , ...names] = url.pathname.split('/');
    const key = decodeURIComponent(names.join('/'));
    const asked = { request, response, key, query: url.searchParams };
    this.#refuseExpired(url.searchParams);
    await (key === '' ? this.#list(asked) : this.#handleObject(asked));
  }

  #handleObject(asked: Asked): Promise<void> {
    const { request, query } = asked;
    const isOfUpload = query.has('uploadId');
    if (request.method === 'POST' && query.has('uploads')) return this.#beginUpload(asked);
    if (request.method === 'POST' && isOfUpload) return this.#completeUpload(asked);
    if (request.method === 'PUT') return isOfUpload ? this.#putPart(asked) : this.#put(asked);
    if (request.method === 'GET' || request.method === 'HEAD') return this.#get(asked);
    if (request.method === 'DELETE') return isOfUpload ? this.#abortUpload(asked) : this.#delete(asked);
    throw new S3Error(405, 'MethodNotAllowed', `the local stack does not take ${request.method}`);
  }

  /** Of a link that was signed in advance. */
  #refuseExpired(query: URLSearchParams): void {
    const [signedAt, seconds] = [query.get('X-Amz-Date'), query.get('X-Amz-Expires')];
    if (signedAt === null || seconds === null) return;
    const [date = '', time = ''] = signedAt.split('T');
    const at = `${date.replace(/(....)(..)/, '$1-$2-')}T${time.replace(/(..)(..)/, '$1:$2:')}`;
    if (Date.parse(at) + Number(seconds) * 1000 >= this.#options.now().getTime()) return;
    throw new S3Error(403, 'AccessDenied', 'Request has expired');
  }

  async #list({ request, response, query }: Asked): Promise<void> {
    if (request.method !== 'GET') throw new S3Error(405, 'MethodNotAllowed', 'a bucket can only be listed');
    const { folder } = this.#options;
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const limit = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
    const prefix = query.get('prefix') ?? '';
    const keys = (await folder.keys(prefix)).filter((key) => key > after);
    const objects = await Promise.all(keys.slice(0, limit).map((key) => folder.find(key)));
    const listed = objects.flatMap((object) => object ?? []);
    send(response, 200, listXml({ prefix, objects: listed, next: keys[limit] && keys[limit - 1] }));
  }

  async #get({ request, response, key }: Asked): Promise<void> {
    const object = await this.#options.folder.find(key);
    if (!object) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
    const match = request.headers['if-match'];
    if (match !== undefined && match.replaceAll('"', '') !== object.etag) {
      throw new S3Error(
        412,
        'PreconditionFailed',
        'At least one of the pre-conditions you specified did not hold',
      );
    }
    const range = rangeOf(request.headers.range, object.sizeBytes);
    response.setHeader('etag', `"${object.etag}"`);
    response.setHeader('last-modified', object.modifiedAt.toUTCString());
    response.setHeader('accept-ranges', 'bytes');
    response.setHeader('content-type', contentTypeOf(key));
    response.setHeader('content-length', range.end - range.start + 1);
    if (range.isPart) {
      response.setHeader('content-range', `bytes ${range.start}-${range.end}/${object.sizeBytes}`);
    }
    response.writeHead(range.isPart ? 206 : 200);
    if (request.method === 'HEAD') response.end();
    // A client may have enough before the end, and close the connection.
    else await pipeline(this.#options.folder.read(object, range), response).catch(() => undefined);
  }

  async #put({ request, response, key }: Asked): Promise<void> {
    const object = await this.#options.folder.write(key, contentOf(request));
    response.setHeader('etag', `"${object.etag}"`);
    send(response, 200);
    this.#options.created(object);
  }

  async #delete({ response, key }: Asked): Promise<void> {
    await this.#options.folder.delete(key);
    send(response, 204);
  }

  async #beginUpload({ response, key }: Asked): Promise<void> {
    const id = randomUUID();
    this.#uploads.set(id, new Map());
    send(response, 200, uploadXml('InitiateMultipartUploadResult', { Key: key, UploadId: id }));
  }

  async #putPart({ request, response, query }: Asked): Promise<void> {
    const number = Number(query.get('partNumber'));
    this.#uploadOf(query).set(number, await this.#options.folder.keep(contentOf(request)));
    response.setHeader('etag', `"part-${number}"`);
    send(response, 200);
  }

  async #completeUpload({ request, response, key, query }: Asked): Promise<void> {
    const parts = this.#uploadOf(query);
    const paths = partsOf(await textOf(request)).map((number) => {
      const path = parts.get(number);
      if (path === undefined) throw new S3Error(400, 'InvalidPart', `there is no part ${number}`);
      return path;
    });
    const object = await this.#options.folder.write(key, joined(paths));
    await this.#forget(query);
    send(response, 200, uploadXml('CompleteMultipartUploadResult', { Key: key, ETag: `"${object.etag}"` }));
    this.#options.created(object);
  }

  async #abortUpload({ response, query }: Asked): Promise<void> {
    await this.#forget(query);
    send(response, 204);
  }

  #uploadOf(query: URLSearchParams): Map<number, string> {
    const upload = this.#uploads.get(query.get('uploadId') ?? '');
    if (!upload) throw new S3Error(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');
    return upload;
  }

  async #forget(query: URLSearchParams): Promise<void> {
    const paths = [...this.#uploadOf(query).values()];
    this.#uploads.delete(query.get('uploadId') ?? '');
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }
}

async function* joined(paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path);
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly isPart: boolean;
}

/** `bytes=0-99`, `bytes=100-` or `bytes=-50`. */
function rangeOf(header: string | undefined, size: number): Range {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return { start: 0, end: size - 1, isPart: false };
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable');
  return { start, end, isPart: true };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = { json: 'application/json', csv: 'text/csv' };

const contentTypeOf = (key: string): string =>
  CONTENT_TYPES[key.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

function send(response: ServerResponse, status: number, xml = ''): void {
  if (xml !== '') response.setHeader('content-type', 'application/xml');
  if (status !== 204) response.setHeader('content-length', Buffer.byteLength(xml));
  response.writeHead(status).end(xml);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of contentOf(request)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** With `aws-chunked` the content is in chunks, each under a line with its length and its signature. */
function contentOf(request: IncomingMessage): AsyncIterable<Buffer> {
  const isChunked = (request.headers['content-encoding'] ?? '').includes('aws-chunked');
  return isChunked ? withoutChunkLines(request) : request;
}

async function* withoutChunkLines(request: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting = Buffer.alloc(0);
  let left = 0;
  for await (const piece of request) {
    waiting = Buffer.concat([waiting, piece]);
    for (;;) {
      const content = waiting.subarray(0, left);
      if (content.length > 0) yield content;
      waiting = waiting.subarray(content.length);
      left -= content.length;
      const line = waiting.toString('latin1', 0, 1024);
      const found = /^(?:\r\n)?([0-9a-f]+)(?:;[^\r\n]*)?\r\n/i.exec(line);
      if (left > 0 || !found) break;
      left = Number.parseInt(found[1] ?? '', 16);
      // What follows the chunk of no length is a trailer.
      if (left === 0) return;
      waiting = waiting.subarray(found[0].length);
    }
  }
}
