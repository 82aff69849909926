/** Counts outcomes by what was written: a fault or an outcome with a count of zero is not tested. */
import { readOutbox } from '../../../shared/store/table/outbox.ts';
import type { Tally } from '../core/tally.ts';
import type { World } from '../core/world.ts';
import type { ItemChange } from '../stand-in/tables.ts';
import type { Item } from '../stand-in/values.ts';
import { isPage, listedOf, pageOf } from './pages.ts';

export function tallyCommits(world: World): void {
  world.listeners.push(({ changes, at, invocation }) => {
    for (const change of changes) {
      tallyChange(world.tally, change);
      if (isPage(change.before) || isPage(change.after)) tallyPage(world.tally, change);
      if (isClaim(change)) world.tally.count(`call claimed by ${invocation.name}`);
    }
    if (changes.filter(isSettlementOfPage).length > 1) world.tally.count('pages settled together');
    if (new Date(at).toISOString().slice(5, 10) === '02-29') world.tally.count('commit on 29 February');
  });
}

function tallyChange(tally: Tally, { key, before, after }: ItemChange): void {
  if (!after) return;
  const known = new Set(readOutbox(before ?? {}).map(({ id }) => id));
  for (const { id, type } of readOutbox(after)) if (!known.has(id)) tally.count(`event ${type}`);
  const [what] = key.sk.split('#');
  if (what === 'ENTRY') tally.count(`entry ${after.type}`);
  if (what === 'INVOICE') tally.count(`invoice ${after.kind}`);
  if (what === 'CREDITNOTE') tally.count(`credit note ${after.kind}`);
  if (what === 'DISPUTE') tally.count(after.reversedAt === undefined ? 'dispute' : 'dispute given back');
  if (what === 'JOURNAL' && !before && after.kind !== undefined) tally.count(`journal ${after.kind}`);
  if (what === 'ORDER' || what === 'REFUND' || what === 'CALL') {
    const kind = typeof after.kind === 'string' ? after.kind : what.toLowerCase();
    if (before?.status !== after.status) tally.count(`${kind} ${from(before)}${after.status}`);
  }
  if (what === 'ORDER') tallyOrder(tally, before, after);
  if (what === 'CALL') tallyCall(tally, before, after);
  if (what === 'LOT' && !before) tallyLot(tally, String(after.purchasedAt), String(after.expiresAt));
  if (what === 'ACCOUNT' && after.waiting !== undefined) tally.count('account with lots that wait');
  if (what === 'ACCOUNT') tallyRecharge(tally, Object(before?.recharge), Object(after.recharge));
}

function tallyOrder(tally: Tally, before: Item | undefined, after: Item): void {
  const kind = String(after.kind);
  if (after.failure !== undefined && before?.failure !== after.failure)
    tally.count(`${kind} failed, ${after.failure}`);
  if (after.abandoned !== undefined && before?.abandoned === undefined)
    tally.count(`${kind} whose place is taken`);
  if (after.excessMicros !== undefined) tally.count(`${kind} of which too much came`);
  if (after.status === 'succeeded' && before?.status === 'pending')
    tally.count(
      `${kind} paid by ${after.pay ?? 'stored'}${after.nextAction === undefined ? '' : ' with its payer'}`,
    );
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
  if (before && listedOf(before) && !listedOf(after))
    tally.count(after.status === 'received' ? 'call apart' : 'call that left a settled page');
  if (!settlement || before?.settlement || listedOf(before)) return;
  tally.count('call settled by itself');
  tallySettlement(tally, settlement);
}

const isClaim = ({ key, before, after }: ItemChange): boolean =>
  key.sk === 'CALL' && listedOf(after) !== undefined && listedOf(before) === undefined;

const isSettlementOfPage = ({ before, after }: ItemChange): boolean =>
  isPage(after) && after.settledAt !== undefined && before?.settledAt === undefined;

function tallyPage(tally: Tally, { before, after }: ItemChange): void {
  if (!isPage(after)) {
    tally.count('page deleted');
    return;
  }
  if (after.reason !== undefined && before?.reason === undefined)
    tally.count(`page that waits, ${after.reason}`);
  if (!before || before.settledAt !== undefined || after.settledAt === undefined) return;
  tally.count('page settled');
  if (after.apart !== undefined) tally.count('page settled without calls apart');
  if (pageOf(after).rows.length < pageOf(before).rows.length)
    tally.count('page settled without calls of others');
  for (const { settlement } of pageOf(after).rows) tallySettlement(tally, settlement);
}

function tallySettlement(tally: Tally, settlement: unknown): void {
  const { fundedBy, chargeMicros, debtMicros, postpaidMicros, includedMinutes } = Object(settlement);
  tally.count(`settled ${fundedBy}`);
  if (chargeMicros > 0 && includedMinutes > 0) tally.count('settled partly by minutes');
  if (debtMicros > 0) tally.count('settled with debt');
  if (postpaidMicros > 0) tally.count('settled postpaid');
}

function tallyRecharge(
  tally: Tally,
  before: { status?: string; declinedMethods?: number },
  after: { status?: string; reason?: string; declinedMethods?: number },
): void {
  if ((after.declinedMethods ?? 0) > (before.declinedMethods ?? 0))
    tally.count('recharge passed on to the next method');
  if (before.status === after.status) return;
  const reason = after.reason === undefined ? '' : `, ${after.reason}`;
  tally.count(`auto-recharge ${after.status}${reason}`);
}
