/** `[######--------------]  30 %  300 of 1000 lines, 2 failed`, or `300 lines, 2 failed`. */

const WIDTH = 20;

interface Progress {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** What is counted, such as `lines`. */
  readonly unit: string;
}

/** Where nobody knows how many there are. */
export const countOf = ({ done, failed, unit }: Omit<Progress, 'total'>): string =>
  `${done} ${unit}, ${failed} failed`;

/** The bar is full only when all is done. */
export function progressOf({ done, total, failed, unit }: Progress): string {
  const share = total === 0 ? 1 : done / total;
  const full = Math.floor(share * WIDTH);
  const bar = `${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}`;
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `[${bar}] ${percent} %  ${done} of ${total} ${unit}, ${failed} failed`;
}
