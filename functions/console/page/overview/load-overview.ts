import type { OrganizationClient } from '../../../../shared/client/client.ts';
import type { AutoRecharge, Balance, Entry, Lot } from '../../../../shared/client/generated/api.ts';

export interface Overview {
  readonly balance: Balance;
  readonly recharge: AutoRecharge;
  readonly lots: readonly Lot[];
  /** There are more lots than are shown. */
  readonly lotsCut: boolean;
  readonly latest: readonly Entry[];
}

const LATEST_MOVEMENTS = 6;
const MAX_LOTS = 1000;

export async function loadOverview(api: OrganizationClient, signal: AbortSignal): Promise<Overview> {
  const [balance, recharge, lots, latest] = await Promise.all([
    api.get('/balance', { signal }),
    api.get('/auto-recharge', { signal }),
    loadLots(api, signal),
    api.get('/ledger', { query: { limit: LATEST_MOVEMENTS }, signal }),
  ]);
  return { balance, recharge, lots: lots.items, lotsCut: lots.cut, latest: latest.items };
}

async function loadLots(
  api: OrganizationClient,
  signal: AbortSignal,
): Promise<{ items: Lot[]; cut: boolean }> {
  const items: Lot[] = [];
  for await (const lot of api.items('/lots', { signal })) {
    if (items.length === MAX_LOTS) return { items, cut: true };
    items.push(lot);
  }
  return { items, cut: false };
}
