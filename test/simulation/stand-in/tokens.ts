/** Words of DynamoDB's expression language, and a cursor over them. */

const TOKEN = /\s*(<>|<=|>=|[(),=<>+\-[\].]|[#:]?[A-Za-z_][A-Za-z0-9_]*|\d+)/y;

export interface Names {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

export class Tokens {
  readonly #words: readonly string[];
  #at = 0;

  constructor(text: string) {
    const words: string[] = [];
    TOKEN.lastIndex = 0;
    const trimmed = text.trimEnd();
    while (TOKEN.lastIndex < trimmed.length) {
      const from = TOKEN.lastIndex;
      const found = TOKEN.exec(trimmed)?.[1];
      if (found === undefined) throw new SyntaxError(`cannot read ${JSON.stringify(trimmed.slice(from))}`);
      words.push(found);
    }
    this.#words = words;
  }

  peek(): string | undefined {
    return this.#words[this.#at];
  }

  next(): string {
    const word = this.#words[this.#at];
    if (word === undefined) throw new SyntaxError('the expression ends too soon');
    this.#at += 1;
    return word;
  }

  /** Takes the next word if it is this one; keywords in any case. */
  take(word: string): boolean {
    if (this.peek()?.toUpperCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  expect(word: string): void {
    if (!this.take(word)) throw new SyntaxError(`expected ${word} before ${this.peek() ?? 'the end'}`);
  }

  end(): void {
    if (this.peek() !== undefined) throw new SyntaxError(`cannot go on with ${this.peek()}`);
  }
}

/** What the names and values of one request stand for; each of them must be used, as DynamoDB demands. */
export class Bindings {
  readonly #names: Record<string, string>;
  readonly #values: Record<string, unknown>;
  readonly #used = new Set<string>();

  constructor({ ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Names) {
    this.#names = ExpressionAttributeNames;
    this.#values = ExpressionAttributeValues;
  }

  name(word: string): string {
    if (!word.startsWith('#')) return word;
    this.#used.add(word);
    const name = this.#names[word];
    if (name === undefined) throw new SyntaxError(`${word} is not named`);
    return name;
  }

  value(word: string): unknown {
    this.#used.add(word);
    if (!(word in this.#values)) throw new SyntaxError(`${word} has no value`);
    return this.#values[word];
  }

  /** Words of `unread`, an expression that was not read to its end, count as used. */
  requireAllUsed(unread = ''): void {
    const given = [...Object.keys(this.#names), ...Object.keys(this.#values)];
    const words = new Set(unread.match(/[#:]\w+/g));
    const idle = given.filter((word) => !this.#used.has(word) && !words.has(word));
    if (idle.length > 0) throw new SyntaxError(`unused in expressions: ${idle.join(', ')}`);
  }
}
