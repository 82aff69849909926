import { useState } from 'preact/hooks';
import type { AutoRecharge, Organization, Owned } from '../api/views.ts';
import { Loading, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSession } from '../state/session-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { Buy } from './buy.tsx';
import { Invoices } from './invoices.tsx';
import { PaymentMethodPanel } from './payment-method.tsx';
import { Purchases } from './purchases.tsx';
import { RechargeForm } from './recharge-form.tsx';
import { TermsForm } from './terms-form.tsx';

interface Setting {
  readonly recharge: AutoRecharge;
  readonly owned: Owned;
  readonly organization: Organization;
}

/** Everything about paying: buying, auto-recharge, the payment method, what was bought, the invoices, and the organization's terms. */
export function CreditsScreen() {
  const { api } = useSession();
  const [version, setVersion] = useState(0);
  const changed = (): void => setVersion((before) => before + 1);
  const { data, problem, reload } = useLoaded('credits', async (signal): Promise<Setting> => {
    const [recharge, owned, organization] = await Promise.all([
      api.get<AutoRecharge>('/auto-recharge', signal),
      api.get<Owned>('/products', signal),
      api.get<Organization>('', signal),
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
  return (
    <>
      <ProblemNote problem={problem} onRetry={reload} />
      <div class="columns">
        <Panel title="Buy credits">
          <Buy
            product={owned.credits}
            currency={recharge.currency}
            paymentMethod={owned.paymentMethod}
            onBought={reloadAll}
          />
        </Panel>
        <Panel title="Auto-recharge">
          <RechargeForm recharge={recharge} product={owned.credits} onSaved={reload} />
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
