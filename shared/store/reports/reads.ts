/** What one request has read, in blocks of 4 KB as DynamoDB bills them: two to a read unit, as reports need no latest state. */

export const BLOCK_BYTES = 4096;
/** A page of an unknown size, before the first was read. */
const EXPECTED_PAGE_BYTES = 16 * 1024;
/**
 * Days without calls that count, a block each. Those beyond are read without it, so that a long period of few calls is
 * one response.
 */
const EMPTY_DAYS_COUNTED = 20;

export class Reads {
  readonly #maxBlocks: number;
  #blocks = 0;
  #emptyDays = 0;
  #pages = 0;
  #pageBytes = 0;

  constructor(maxBlocks: number) {
    this.#maxBlocks = maxBlocks;
  }

  /** The items of one query of a day. Returns their size in bytes. */
  pages(items: readonly Readonly<Record<string, unknown>>[]): number {
    const bytes = items.reduce((sum, item) => sum + bytesOf(item), 0);
    this.#blocks += Math.max(1, Math.ceil(bytes / BLOCK_BYTES));
    this.#pages += items.length;
    this.#pageBytes += bytes;
    return bytes;
  }

  /** Items that were read one by one, each about a block. */
  items(count: number): void {
    this.#blocks += count;
  }

  emptyDays(count: number): void {
    this.#emptyDays += count;
  }

  /** The number of pages, at least one, that are about `bytes` by the size of those that were read. */
  pagesOf(bytes: number): number {
    const average = this.#pages === 0 ? EXPECTED_PAGE_BYTES : this.#pageBytes / this.#pages;
    return Math.max(1, Math.floor(bytes / average));
  }

  /** Whether this number of blocks may still be read. */
  hasLeft(blocks: number): boolean {
    return this.#blocks + Math.min(this.#emptyDays, EMPTY_DAYS_COUNTED) + blocks <= this.#maxBlocks;
  }
}

/** About what DynamoDB bills the value by. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set || Array.isArray(value))
    return [...value].reduce((sum, part) => sum + 1 + bytesOf(part), 3);
  if (typeof value !== 'object' || value === null) return 8;
  return Object.entries(value).reduce((sum, [name, part]) => sum + name.length + bytesOf(part), 0);
}
