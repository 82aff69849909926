import type { Purchase } from '../../../../shared/client/generated/api.ts';
import { useSession } from '../state/session-context.ts';
import { type Action, useAction } from '../state/use-action.ts';
import { pageToGoTo } from './payment-state.ts';
import { returnAddress } from './return-address.ts';

/**
 * Leads to the page where the payer goes on with a purchase, by its id. The gateway is asked first: its link may have
 * expired, and the purchase may be decided, which `onDecided` learns.
 */
export function useNextAction(onDecided: () => void): Action<string, Purchase> {
  const { api, underway } = useSession();
  return useAction(async (purchase: string) => {
    const body = { returnUrl: returnAddress(location.origin) };
    const current = await api.post('/purchases/{purchase}/next-action', { path: { purchase }, body });
    const url = pageToGoTo(current);
    if (url === undefined) onDecided();
    else {
      underway.keep(purchase);
      location.assign(url);
    }
    return current;
  });
}
