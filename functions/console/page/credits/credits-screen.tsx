import { useState } from 'preact/hooks';
import type { OrganizationClient } from '../../../../shared/client/client.ts';
import type {
  AutoRecharge,
  Organization,
  OwnedProducts,
  PaymentMethod,
} from '../../../../shared/client/generated/api.ts';
import { Loading, Note, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSession } from '../state/session-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { boundsOf } from './bounds.ts';
import { Buy } from './buy.tsx';
import { Invoices } from './invoices.tsx';
import { NeedsPayer } from './needs-payer.tsx';
import { PaymentMethods } from './payment-methods.tsx';
import { Purchases } from './purchases.tsx';
import { RechargeForm } from './recharge-form.tsx';
import { Statements } from './statements.tsx';
import { TermsForm } from './terms-form.tsx';

interface Setting {
  readonly recharge: AutoRecharge;
  readonly owned: OwnedProducts;
  readonly organization: Organization;
  readonly methods: readonly PaymentMethod[];
}

async function loadSetting(api: OrganizationClient, signal: AbortSignal): Promise<Setting> {
  const [recharge, owned, organization, methods] = await Promise.all([
    api.get('/auto-recharge', { signal }),
    api.get('/products', { signal }),
    api.get('', { signal }),
    api.get('/payment-methods', { signal }),
  ]);
  return { recharge, owned, organization, methods: methods.items };
}

const REFRESH_SECONDS = 5;

/** Everything about paying: buying, auto-recharge, the payment methods, what was bought, the invoices and statements, and the organization's terms. */
export function CreditsScreen() {
  const { api } = useSession();
  const [version, setVersion] = useState(0);
  const changed = (): void => setVersion((before) => before + 1);
  const { data, problem, reload } = useLoaded('credits', (signal) => loadSetting(api, signal), {
    // A card that was added at the gateway comes by a webhook event, and a recharge may come to wait for its payer.
    everySeconds: REFRESH_SECONDS,
  });
  if (!data) {
    return problem ? <ProblemNote problem={problem} onRetry={reload} /> : <Loading what="your settings" />;
  }
  const reloadAll = (): void => {
    reload();
    changed();
  };
  const { recharge, owned, organization, methods } = data;
  const bounds = boundsOf(owned.credits);
  return (
    <>
      <ProblemNote problem={problem} onRetry={reload} />
      <NeedsPayer recharge={recharge} onDecided={reloadAll} />
      <div class="columns">
        <Panel title="Buy credits">
          {bounds ? (
            <Buy bounds={bounds} currency={recharge.currency} methods={methods} onBought={reloadAll} />
          ) : (
            <NotSold currency={recharge.currency} />
          )}
        </Panel>
        <Panel title="Auto-recharge">
          {bounds ? (
            <RechargeForm recharge={recharge} bounds={bounds} onSaved={reload} />
          ) : (
            <NotSold currency={recharge.currency} />
          )}
        </Panel>
      </div>
      <PaymentMethods methods={methods} onChanged={reload} />
      <Purchases version={version} onRefunded={changed} />
      <Invoices version={version} />
      <Statements />
      <Panel title="Terms">
        <TermsForm organization={organization} onSaved={reload} />
      </Panel>
    </>
  );
}

function NotSold({ currency }: { readonly currency: string }) {
  return <Note tone="calm" title={`Credits are not sold in ${currency}`} />;
}
