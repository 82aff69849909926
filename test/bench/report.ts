/** Figures and tables as they come: for people on stdout, or one JSON object a line; progress on stderr. */
import { type Figure, missedReach, reachOf } from './reach.ts';

export interface Table {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

const COLUMNS = [44, 13, 13, 13, 9] as const;

export class Report {
  readonly #json: boolean;
  readonly #begun = performance.now();
  readonly #missed: string[] = [];
  readonly #values = new Map<string, number>();

  constructor(json: boolean) {
    this.#json = json;
    if (!json) this.#line(pad(['figure', 'value', 'unit', 'baseline', 'ratio']).concat('reach'));
  }

  /** Names of the figures that miss what they are to reach. */
  get missed(): readonly string[] {
    return this.#missed;
  }

  /** Of a figure of this run. Throws when the part that takes it was left out. */
  valueOf(name: string): number {
    const value = this.#values.get(name);
    if (value === undefined) throw new Error(`the figure ${name} was not taken: take its part as well`);
    return value;
  }

  /** `baseline` is measured in the same run, in the same unit, unless a ratio is given with it. */
  figure(
    name: string,
    value: number,
    unit: string,
    against: { baseline?: number; ratio?: number } = {},
  ): void {
    const baseline = against.baseline ?? null;
    const ratio = against.ratio ?? (baseline === null ? null : value / baseline);
    const figure: Figure = {
      name,
      value: round(value),
      unit,
      baseline: shown(baseline),
      ratio: shown(ratio),
    };
    this.#values.set(name, value);
    const isMissed = missedReach(figure);
    if (isMissed) this.#missed.push(name);
    if (this.#json) {
      this.#line(JSON.stringify(figure));
      return;
    }
    const cells = [name, figure.value, unit, figure.baseline ?? '', figure.ratio ?? ''];
    this.#line(`${pad(cells)}${reachOf(name)}${isMissed ? '  MISSED' : ''}`);
  }

  /** People only: every cell of it is a figure, too. */
  table({ title, header, rows }: Table): void {
    if (this.#json) return;
    const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
    this.#line(`\n${title}\n\n${line(header)}\n${line(header.map(() => '---'))}`);
    for (const row of rows)
      this.#line(line(row.map((cell) => (typeof cell === 'number' ? round(cell) : cell))));
    this.#line('');
  }

  /** How a figure was taken where the data or the machine left no choice. */
  note(text: string): void {
    if (this.#json) this.progress(text);
    else this.#line(`  (${text})`);
  }

  progress(text: string): void {
    const seconds = ((performance.now() - this.#begun) / 1000).toFixed(0).padStart(4);
    process.stderr.write(`${seconds} s  ${text}\n`);
  }

  #line(text: string): void {
    process.stdout.write(`${text}\n`);
  }
}

function pad(cells: readonly (string | number)[]): string {
  return cells.map((cell, index) => String(cell).padEnd(COLUMNS[index] ?? 0)).join('');
}

const shown = (value: number | null): number | null => (value === null ? null : round(value));

/** Four significant digits. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}
