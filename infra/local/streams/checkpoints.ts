import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const Stored = z.record(z.string(), z.string());
const SAVE_MILLISECONDS = 1000;

/** How far each stream consumer has come in each shard; kept in the data folder when there is one. */
export class Checkpoints {
  readonly #sequenceNumbers: Map<string, string>;
  readonly #file: string | undefined;
  #isDirty = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(file: string | undefined, stored: Readonly<Record<string, string>>) {
    this.#file = file;
    this.#sequenceNumbers = new Map(Object.entries(stored));
    if (file)
      this.#timer = setInterval(() => void this.#save().catch(() => undefined), SAVE_MILLISECONDS).unref();
  }

  static async open(dataFolder?: string): Promise<Checkpoints> {
    const file = dataFolder && join(dataFolder, 'checkpoints.json');
    const text = file && (await readFile(file, 'utf8').catch(() => undefined));
    return new Checkpoints(file, text ? Stored.parse(JSON.parse(text)) : {});
  }

  get(consumer: string, shardId: string): string | undefined {
    return this.#sequenceNumbers.get(`${consumer}/${shardId}`);
  }

  set(consumer: string, shardId: string, sequenceNumber: string): void {
    this.#sequenceNumbers.set(`${consumer}/${shardId}`, sequenceNumber);
    this.#isDirty = true;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#save();
  }

  async #save(): Promise<void> {
    if (!this.#file || !this.#isDirty) return;
    this.#isDirty = false;
    const draft = `${this.#file}.draft`;
    await writeFile(draft, JSON.stringify(Object.fromEntries(this.#sequenceNumbers)));
    await rename(draft, this.#file);
  }
}
