import type { Api } from '../api/client.ts';
import type { AutoRecharge, Balance, Entry, Lot, Page } from '../api/views.ts';

export interface Overview {
  readonly balance: Balance;
  readonly recharge: AutoRecharge;
  readonly lots: readonly Lot[];
  /** There are more lots than are shown. */
  readonly lotsCut: boolean;
  readonly latest: readonly Entry[];
}

const LATEST_MOVEMENTS = 6;
const MAX_LOT_PAGES = 5;

export async function loadOverview(api: Api, signal: AbortSignal): Promise<Overview> {
  const [balance, recharge, lots, latest] = await Promise.all([
    api.get<Balance>('/balance', signal),
    api.get<AutoRecharge>('/auto-recharge', signal),
    loadLots(api, signal),
    api.get<Page<Entry>>(`/ledger?limit=${LATEST_MOVEMENTS}`, signal),
  ]);
  return { balance, recharge, lots: lots.items, lotsCut: lots.cut, latest: latest.items };
}

async function loadLots(api: Api, signal: AbortSignal): Promise<{ items: Lot[]; cut: boolean }> {
  const items: Lot[] = [];
  let cursor = '';
  for (let page = 0; page < MAX_LOT_PAGES; page += 1) {
    const answer = await api.get<Page<Lot>>(`/lots?limit=200${cursor}`, signal);
    items.push(...answer.items);
    if (answer.nextCursor === null) return { items, cut: false };
    cursor = `&cursor=${encodeURIComponent(answer.nextCursor)}`;
  }
  return { items, cut: true };
}
