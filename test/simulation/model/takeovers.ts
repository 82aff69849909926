/** A recharge that waits for its payer, and what takes its place: another first method, or a purchase by hand. */
import type { ItemChange } from '../stand-in/tables.ts';
import { OrderImage } from './items.ts';
import type { ModelOrganization } from './organization.ts';
import { requireSame } from './violation.ts';

export interface BeforeTakeover {
  /** The order that waits. */
  readonly waiting: string | undefined;
  readonly first: string | undefined;
}

export function beforeTakeover({ recharge, wallet }: ModelOrganization): BeforeTakeover {
  const waiting = recharge.status === 'needs-payer' ? recharge.flight?.orderId : undefined;
  return { waiting, first: wallet.tokens[0] };
}

/** Its place is taken in the commit that takes it, and by nothing else. */
export function requireTakeover(
  { wallet, id }: ModelOrganization,
  { waiting, first }: BeforeTakeover,
  changes: readonly ItemChange[],
): void {
  const orders = changes.filter(({ key }) => key.sk.startsWith('ORDER#'));
  const isTaken = wallet.tokens[0] !== first || orders.some(isPurchasePaid);
  const abandoned = orders.filter(({ before, after }) => {
    return OrderImage.parse(after).abandoned !== undefined && before?.abandoned === undefined;
  });
  const ours = orders.find(({ key }) => key.sk === `ORDER#${waiting}`);
  const isGivenUp = ours !== undefined && OrderImage.parse(ours.after).abandoned !== undefined;
  const about = { id, waiting, orders };
  if (waiting !== undefined && isTaken) requireSame('what takes a place frees it', isGivenUp, true, about);
  else requireSame('nothing else frees a place', abandoned, [], about);
}

function isPurchasePaid({ before, after }: ItemChange): boolean {
  const { kind, status } = OrderImage.parse(after);
  return (
    kind === 'purchase' &&
    status === 'succeeded' &&
    before?.status !== 'refunded' &&
    before?.status !== status
  );
}
