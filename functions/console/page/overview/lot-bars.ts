/** A lot as a bar: how wide each part is, and which lot is spent next. */
import type { Lot } from '../../../../shared/client/generated/api.ts';
import { isZero, shareOf } from '../money.ts';

export const LOT_PARTS = ['used', 'remaining', 'forfeited', 'withdrawn'] as const;
export type LotPartName = (typeof LOT_PARTS)[number];

export interface LotBarPart {
  readonly name: LotPartName;
  readonly amount: string;
  /** From 0 to 1, of the widest lot of the list. */
  readonly start: number;
  readonly share: number;
}

/** Only parts that there are, in the order in which money leaves a lot. What is left of an expired lot is lost. */
export function lotParts(lot: Lot): LotBarPart[] {
  let start = 0;
  return LOT_PARTS.flatMap((name) => {
    if (isZero(lot[name])) return [];
    const share = shareOf({ part: lot[name], whole: lot.amount });
    const part = { name, amount: lot[name], start, share };
    start += share;
    return [part];
  });
}

/** The first that is open: lots come in the order in which they are spent. */
export const spentNext = (lots: readonly Lot[]): Lot | undefined => lots.find((lot) => lot.status === 'open');

export type LotState = 'next' | 'open' | 'used up' | 'expired' | 'forfeited' | 'withdrawn';

export function lotState({ lot, next }: { readonly lot: Lot; readonly next: Lot | undefined }): LotState {
  if (lot.id === next?.id) return 'next';
  if (lot.status === 'open') return 'open';
  if (!isZero(lot.unbooked)) return 'expired';
  if (!isZero(lot.forfeited)) return 'forfeited';
  return isZero(lot.withdrawn) ? 'used up' : 'withdrawn';
}

export const LOT_STATE_WORDS: Readonly<Record<LotState, string>> = {
  next: 'Spent next',
  open: 'Waiting its turn',
  'used up': 'Used up',
  expired: 'Expired, to be booked as forfeited',
  forfeited: 'Expired, the rest forfeited',
  withdrawn: 'The rest taken back',
};
