import { useState } from 'preact/hooks';
import type { AutoRecharge, Organization, OwnedProducts } from '../../../../shared/client/generated/api.ts';
import { Loading, Note, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSession } from '../state/session-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { boundsOf } from './bounds.ts';
import { Buy } from './buy.tsx';
import { Invoices } from './invoices.tsx';
import { PaymentMethodPanel } from './payment-method.tsx';
import { Purchases } from './purchases.tsx';
import { RechargeForm } from './recharge-form.tsx';
import { TermsForm } from './terms-form.tsx';

interface Setting {
  readonly recharge: AutoRecharge;
  readonly owned: OwnedProducts;
  readonly organization: Organization;
}

/** Everything about paying: buying, auto-recharge, the payment method, what was bought, the invoices, and the organization's terms. */
export function CreditsScreen() {
  const { api } = useSession();
  const [version, setVersion] = useState(0);
  const changed = (): void => setVersion((before) => before + 1);
  const { data, problem, reload } = useLoaded('credits', async (signal): Promise<Setting> => {
    const [recharge, owned, organization] = await Promise.all([
      api.get('/auto-recharge', { signal }),
      api.get('/products', { signal }),
      api.get('', { signal }),
    ]);
    return { recharge, owned, organization };
  });
  if (!data) {
    return problem ? <ProblemNote problem={problem} onRetry={reload} /> : <Loading what="your settings" />;
  }
  const reloadAll = (): void => {
    reload();
    changed();
  };
  const { recharge, owned, organization } = data;
  const bounds = boundsOf(owned.credits);
  return (
    <>
      <ProblemNote problem={problem} onRetry={reload} />
      <div class="columns">
        <Panel title="Buy credits">
          {bounds ? (
            <Buy
              bounds={bounds}
              currency={recharge.currency}
              paymentMethod={owned.paymentMethod}
              onBought={reloadAll}
            />
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
      <PaymentMethodPanel method={owned.paymentMethod} onSaved={reload} />
      <Purchases version={version} onRefunded={changed} />
      <Invoices version={version} />
      <Panel title="Terms">
        <TermsForm organization={organization} onSaved={reload} />
      </Panel>
    </>
  );
}

function NotSold({ currency }: { readonly currency: string }) {
  return <Note tone="calm" title={`Credits are not sold in ${currency}`} />;
}
