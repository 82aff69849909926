/** The lines of a file that comes as a stream of bytes, with the place of each, in bounded memory. */
import { UnreadableContent } from '../../shared/files/gzip.ts';

export interface Line {
  /** Without its line break. Of a line that is too long, the beginning. */
  readonly text: string;
  /** How long it is in the file, with its line break. */
  readonly bytes: number;
  readonly isTooLong: boolean;
}

/** A record has a few hundred bytes. */
const MAX_LINE_BYTES = 64 * 1024;
/** A file without line breaks is not a file of records. */
const MAX_SKIPPED_BYTES = 64 * 1024 * 1024;
const LINE_FEED = 10;

export interface LineBounds {
  readonly lines: number;
  readonly bytes: number;
}

export class LineReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #lines: Line[] = [];
  /** Of the line that has not ended yet: what is kept, and how long it is. */
  #begun: Buffer[] = [];
  #begunBytes = 0;
  #keptBytes = 0;
  #isOver = false;
  /** Why the lines end here. */
  #fault: UnreadableContent | undefined;

  constructor(content: AsyncIterable<Buffer>) {
    this.#chunks = content[Symbol.asyncIterator]();
  }

  /**
   * The next lines, as many as are within both bounds, and at least one; none at the end of the content. Where the
   * content cannot be read further, throws {@link UnreadableContent} once the lines before are taken.
   */
  async take(bounds: LineBounds): Promise<Line[]> {
    let [count, bytes] = [0, 0];
    while (count < bounds.lines && bytes < bounds.bytes) {
      if (count === this.#lines.length && !(await this.#readMore())) break;
      bytes += this.#lines[count]?.bytes ?? 0;
      count += 1;
    }
    if (count === 0 && this.#fault) throw this.#fault;
    return this.#lines.splice(0, count);
  }

  async hasMore(): Promise<boolean> {
    return this.#lines.length > 0 || (await this.#readMore());
  }

  /** These lines, which were taken last, are the next again. */
  giveBack(lines: readonly Line[]): void {
    this.#lines = [...lines, ...this.#lines];
  }

  /** Ends the stream, of which the rest is not needed. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** False at the end. Afterwards there is a line more than before. */
  async #readMore(): Promise<boolean> {
    const before = this.#lines.length;
    while (this.#lines.length === before && !this.#isOver) {
      try {
        await this.#readChunk();
      } catch (error) {
        if (!(error instanceof UnreadableContent)) throw error;
        this.#isOver = true;
        this.#fault = error;
      }
    }
    return this.#lines.length > before;
  }

  async #readChunk(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (!done) return this.#split(value);
    this.#isOver = true;
    if (this.#begunBytes > 0) this.#endLine();
  }

  #split(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.#add(chunk.subarray(start, end + 1));
      this.#endLine();
      start = end + 1;
    }
    if (start < chunk.length) this.#add(chunk.subarray(start));
  }

  #add(piece: Buffer): void {
    this.#begunBytes += piece.length;
    if (this.#begunBytes > MAX_SKIPPED_BYTES) throw new UnreadableContent('a line that is longer than 64 MB');
    const kept = piece.subarray(0, MAX_LINE_BYTES - this.#keptBytes);
    if (kept.length === 0) return;
    this.#begun.push(kept);
    this.#keptBytes += kept.length;
  }

  #endLine(): void {
    const text = Buffer.concat(this.#begun).toString('utf8');
    this.#lines.push({
      text: text.replace(/\r?\n$/, ''),
      bytes: this.#begunBytes,
      isTooLong: this.#begunBytes > MAX_LINE_BYTES,
    });
    this.#begun = [];
    this.#begunBytes = 0;
    this.#keptBytes = 0;
  }
}
