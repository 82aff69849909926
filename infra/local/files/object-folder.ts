/** A bucket over a folder: an object is a file, and its key is the path of the file in the folder. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { INBOX } from '../../../shared/contract/files.ts';

export interface LocalObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** Of the size and the time of the last change: S3 does not say either what its entity tags are made of. */
  readonly etag: string;
  readonly modifiedAt: Date;
}

export interface ObjectFolders {
  readonly folder: string;
  /** The folder that has what is under `inbox/`; by default it is in `folder`, too. */
  readonly inbox?: string | undefined;
}

/** Files that are being written. A name that begins with a dot is not an object. */
const UNFINISHED = '.unfinished';

export class ObjectFolder {
  readonly #folder: string;
  readonly #inbox: string;
  #written = 0;

  private constructor(folder: string, inbox: string) {
    this.#folder = folder;
    this.#inbox = inbox;
  }

  static async open({ folder, inbox = join(folder, INBOX) }: ObjectFolders): Promise<ObjectFolder> {
    await rm(join(folder, UNFINISHED), { recursive: true, force: true });
    await Promise.all([join(folder, UNFINISHED), inbox].map((each) => mkdir(each, { recursive: true })));
    return new ObjectFolder(folder, inbox);
  }

  /** `undefined` when there is no such object. */
  async find(key: string): Promise<LocalObject | undefined> {
    const path = this.#pathOf(key);
    const found = path === undefined ? undefined : await statOf(path);
    if (!found?.isFile()) return undefined;
    const etag = `${found.size.toString(16)}-${found.mtimeNs.toString(16)}`;
    return { key, sizeBytes: Number(found.size), etag, modifiedAt: found.mtime };
  }

  /** The bytes from `start` to `end`, both included. */
  read({ key }: LocalObject, range: { readonly start: number; readonly end: number }): Readable {
    return range.end < range.start ? Readable.from([]) : createReadStream(this.#require(key), range);
  }

  /** The object is there once all of its content is. */
  async write(key: string, content: AsyncIterable<Buffer>): Promise<LocalObject> {
    const path = this.#require(key);
    const unfinished = await this.keep(content);
    await mkdir(dirname(path), { recursive: true });
    await rename(unfinished, path);
    const written = await this.find(key);
    if (!written) throw new Error(`${key} was deleted while it was written`);
    return written;
  }

  /** The path of a file with this content that is not an object. */
  async keep(content: AsyncIterable<Buffer>): Promise<string> {
    this.#written += 1;
    const path = join(this.#folder, UNFINISHED, `${process.pid}-${this.#written}`);
    await pipeline(content, createWriteStream(path));
    return path;
  }

  async delete(key: string): Promise<void> {
    const path = this.#pathOf(key);
    if (path) await rm(path, { force: true });
  }

  /** The keys that begin with `prefix`, in the order of S3. */
  async keys(prefix = ''): Promise<string[]> {
    const inbox = (await filesIn(this.#inbox)).map((path) => `${INBOX}${path}`);
    // The folder of the inbox may be another one.
    const others = prefix.startsWith(INBOX) ? [] : await this.#othersIn(prefix);
    const keys = [...inbox, ...others];
    return keys.filter((key) => key.startsWith(prefix)).sort();
  }

  /** Looks into no folder but the one that the prefix names. */
  async #othersIn(prefix: string): Promise<string[]> {
    const place = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (place.split('/').some((name) => name.startsWith('.'))) return [];
    const paths = await filesIn(join(this.#folder, place));
    return paths.map((path) => `${place}${path}`).filter((key) => !key.startsWith(INBOX));
  }

  #require(key: string): string {
    const path = this.#pathOf(key);
    if (path === undefined) throw new Error(`${key} cannot be a file`);
    return path;
  }

  /** `undefined` for a key that cannot be a file in the folder: one with empty names, or with names that begin with a dot. */
  #pathOf(key: string): string | undefined {
    if (key.split('/').some((name) => name === '' || name.startsWith('.') || name.includes('\0')))
      return undefined;
    return key.startsWith(INBOX) ? join(this.#inbox, key.slice(INBOX.length)) : join(this.#folder, key);
  }
}

const statOf = (path: string) => stat(path, { bigint: true }).catch(() => undefined);

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length).replace(/^\//, ''))
    .filter((path) => !path.split('/').some((name) => name.startsWith('.')));
}
