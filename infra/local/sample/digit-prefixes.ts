/**
 * The leading digits of the numbers that a pattern of libphonenumber's metadata matches. Those patterns know digits,
 * classes, groups, alternatives, `?`, `{n}` and `{n,m}`, and nothing else.
 */

type Heads = ReadonlySet<string>;
/** Appends what a piece of the pattern matches to each head that is shorter than the requested length. */
type Step = (heads: Heads) => Heads;

/** Every prefix of `length` digits; a whole number where it is shorter. Throws SyntaxError for any other pattern. */
export function prefixesOf(pattern: string, length: number): ReadonlySet<string> {
  if (pattern === '') return new Set();
  const reader = new PatternReader(pattern, length);
  const step = reader.readAlternatives();
  if (!reader.isAtEnd) throw new SyntaxError(`unexpected ${reader.rest} in ${pattern}`);
  return step(new Set(['']));
}

class PatternReader {
  readonly #pattern: string;
  readonly #length: number;
  #at = 0;

  constructor(pattern: string, length: number) {
    this.#pattern = pattern;
    this.#length = length;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#pattern.length;
  }

  get rest(): string {
    return this.#pattern.slice(this.#at);
  }

  readAlternatives(): Step {
    const choices = [this.#readSequence()];
    while (this.#take(/^\|/)) choices.push(this.#readSequence());
    return (heads) => new Set(choices.flatMap((choice) => [...choice(heads)]));
  }

  #readSequence(): Step {
    const steps: Step[] = [];
    while (!this.isAtEnd && !/^[|)]/.test(this.rest)) steps.push(this.#readRepeated());
    return (heads) => steps.reduce((reached, step) => step(reached), heads);
  }

  #readRepeated(): Step {
    const once = this.#readOne();
    if (this.#take(/^\?/)) return (heads) => new Set([...heads, ...once(heads)]);
    const [, least = '1', most = least] = this.#take(/^\{(\d+)(?:,(\d+))?\}/) ?? [];
    return (heads) => {
      let reached = heads;
      const seen = new Set(least === '0' ? heads : []);
      for (let times = 1; times <= Number(most); times += 1) {
        reached = once(reached);
        if (times >= Number(least)) for (const head of reached) seen.add(head);
      }
      return seen;
    };
  }

  #readOne(): Step {
    if (this.#take(/^\(\?:/)) {
      const group = this.readAlternatives();
      if (!this.#take(/^\)/)) throw new SyntaxError(`unclosed group in ${this.#pattern}`);
      return group;
    }
    const token = this.#take(/^(?:\d|\\d|\[[\d-]+\])/)?.[0];
    if (token === undefined) throw new SyntaxError(`cannot read ${this.rest}`);
    const digits = [...'0123456789'].filter((digit) => new RegExp(`^${token}$`).test(digit));
    return (heads) =>
      new Set(
        [...heads].flatMap((head) =>
          head.length < this.#length ? digits.map((digit) => head + digit) : [head],
        ),
      );
  }

  #take(token: RegExp): RegExpExecArray | undefined {
    const match = token.exec(this.rest);
    if (match) this.#at += match[0].length;
    return match ?? undefined;
  }
}
