/** Progress goes to stderr, so that stdout has the account and its last line only. */
export class Progress {
  readonly #begun = performance.now();

  get seconds(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  say(text: string): void {
    process.stderr.write(`${this.seconds.toFixed(1).padStart(6)} s  ${text}\n`);
  }
}

export type Narrator = Pick<Progress, 'say'>;
