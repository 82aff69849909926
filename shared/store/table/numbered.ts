/** Items that are numbered without gaps from 1 on, in the order of their instants. */
import type { Instant } from '../../domain/instants.ts';

interface Numbered {
  /** The number of the last item; 0 when there is none. */
  readonly last: number;
  readonly at: Instant;
}

/** The number of the last item at or before `at`, or 0: about 20 reads among a million. */
export async function lastNumberAt(
  { last, at }: Numbered,
  instantOf: (number: number) => Promise<Instant>,
): Promise<number> {
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((await instantOf(middle)) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
