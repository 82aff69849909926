/** Where the gateway's pages lead back to: this page, with a mark that {@link withoutReturn} takes out again. */
import { addressOf } from '../state/address.ts';

const MARK = 'returned';

/** The gateway adds parameters of its own to it. */
export const returnAddress = (origin: string): string =>
  `${origin}/?${new URLSearchParams({ [MARK]: 'yes' })}`;

interface Arrived {
  readonly pathname: string;
  readonly search: string;
}

/** Undefined for the address of a person who does not come back from there. */
export function withoutReturn({ pathname, search }: Arrived): string | undefined {
  return new URLSearchParams(search).has(MARK) ? `${pathname}${addressOf('credits')}` : undefined;
}
