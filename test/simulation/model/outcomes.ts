/** Counts outcomes by what was written: a fault or an outcome with a count of zero is not tested. */
import { readOutbox } from '../../../shared/store/table/outbox.ts';
import type { Tally } from '../core/tally.ts';
import type { World } from '../core/world.ts';
import type { ItemChange } from '../stand-in/tables.ts';
import type { Item } from '../stand-in/values.ts';

export function tallyCommits(world: World): void {
  world.listeners.push(({ changes, at }) => {
    for (const change of changes) tallyChange(world.tally, change);
    if (new Date(at).toISOString().slice(5, 10) === '02-29') world.tally.count('commit on 29 February');
  });
}

function tallyChange(tally: Tally, { key, before, after }: ItemChange): void {
  if (!after) return;
  const eventsOf = (item: Item | undefined) =>
    readOutbox(typeof item?.outbox === 'string' ? item.outbox : undefined);
  const known = new Set(eventsOf(before).map(({ id }) => id));
  for (const { id, type } of eventsOf(after)) if (!known.has(id)) tally.count(`event ${type}`);
  const [what] = key.sk.split('#');
  if (what === 'ENTRY') tally.count(`entry ${after.type}`);
  if (what === 'INVOICE') tally.count(`invoice ${after.kind}`);
  if (what === 'DISPUTE') tally.count('dispute');
  if (what === 'ORDER' || what === 'REFUND' || what === 'CALL') {
    const kind = typeof after.kind === 'string' ? after.kind : what.toLowerCase();
    if (before?.status !== after.status) tally.count(`${kind} ${from(before)}${after.status}`);
  }
  if (what === 'CALL') tallyCall(tally, before, after);
  if (what === 'LOT' && !before) tallyLot(tally, String(after.purchasedAt), String(after.expiresAt));
  if (what === 'ACCOUNT' && after.waiting !== undefined) tally.count('account with lots that wait');
  if (what === 'ACCOUNT') tallyRecharge(tally, Object(before?.recharge), Object(after.recharge));
}

function tallyLot(tally: Tally, purchasedAt: string, expiresAt: string): void {
  if (purchasedAt.slice(5, 10) === '02-29')
    tally.count(`lot of 29 February, until ${expiresAt.slice(5, 10)}`);
}

const from = (before: Item | undefined): string => (before ? `${before.status} to ` : '');

function tallyCall(tally: Tally, before: Item | undefined, after: Item): void {
  const { lease, settlement, reversal } = {
    lease: undefined,
    settlement: undefined,
    reversal: undefined,
    ...after,
  };
  const [now, was] = [Object(lease), Object(before?.lease)];
  if (after.status === 'denied') tally.count(`call denied, ${after.reason}`);
  if (after.status === 'authorized' && now.sequence !== was.sequence) {
    tally.count(
      `lease ${now.sequence === 0 ? 'first' : 'renewed'}, ${now.fundedBy}${now.final ? ', final' : ''}`,
    );
  }
  if (reversal && !before?.reversal) tally.count(`call reversed by ${Object(reversal).kind}`);
  if (after.status === 'received' && typeof after.reason === 'string' && !before?.reason)
    tally.count(`call that waits, ${after.reason}`);
  if (!settlement || before?.settlement) return;
  const { fundedBy, chargeMicros, debtMicros, postpaidMicros, includedMinutes } = Object(settlement);
  tally.count(`settled ${fundedBy}`);
  if (chargeMicros > 0 && includedMinutes > 0) tally.count('settled partly by minutes');
  if (debtMicros > 0) tally.count('settled with debt');
  if (postpaidMicros > 0) tally.count('settled postpaid');
}

function tallyRecharge(
  tally: Tally,
  before: { status?: string },
  after: { status?: string; reason?: string },
): void {
  if (before.status === after.status) return;
  const reason = after.reason === undefined ? '' : `, ${after.reason}`;
  tally.count(`auto-recharge ${after.status}${reason}`);
}
