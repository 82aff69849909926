/** Finds the files that people and programs put into the folders of the inboxes: each is an object that was created. */
import { setTimeout as sleep } from 'node:timers/promises';
import { INBOXES } from '../../../shared/contract/files.ts';
import type { LocalObject, ObjectFolder } from './object-folder.ts';

/** A file that has not changed for this time is whole. */
const SCAN_MILLISECONDS = 500;

export class InboxWatch {
  readonly #folder: ObjectFolder;
  readonly #created: (object: LocalObject) => void;
  /** By key, what was found and is not reported yet, and since when it has been as it is. */
  readonly #found = new Map<string, { readonly etag: string; readonly since: number }>();
  readonly #reported = new Map<string, string>();
  readonly #stopping = new AbortController();

  constructor(folder: ObjectFolder, created: (object: LocalObject) => void) {
    this.#folder = folder;
    this.#created = created;
  }

  async run(): Promise<void> {
    while (await this.#pause()) await this.#scan();
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** For what is known to be whole: it is reported at once, and the watch does not report it again. */
  report(object: LocalObject): void {
    if (INBOXES.some((place) => object.key.startsWith(place))) this.#reported.set(object.key, object.etag);
    this.#created(object);
  }

  /** Resolves once every file that is there is reported. */
  async emptyRound(): Promise<void> {
    while (!(await this.#scan()) && (await this.#pause()));
  }

  /** False when the watch has stopped. */
  async #pause(): Promise<boolean> {
    const { signal } = this.#stopping;
    await sleep(SCAN_MILLISECONDS, undefined, { signal, ref: false }).catch(() => undefined);
    return !signal.aborted;
  }

  /** Whether every file is reported. */
  async #scan(): Promise<boolean> {
    const now = performance.now();
    let isAllReported = true;
    const keys = await Promise.all(INBOXES.map((place) => this.#folder.keys(place)));
    for (const key of keys.flat()) {
      const object = await this.#folder.find(key);
      if (!object || this.#reported.get(key) === object.etag) continue;
      const found = this.#found.get(key);
      if (found?.etag !== object.etag) {
        this.#found.set(key, { etag: object.etag, since: now });
        isAllReported = false;
      } else if (now - found.since < SCAN_MILLISECONDS) {
        isAllReported = false;
      } else {
        this.#found.delete(key);
        this.report(object);
      }
    }
    return isAllReported;
  }
}
