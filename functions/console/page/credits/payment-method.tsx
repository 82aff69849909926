import { useState } from 'preact/hooks';
import type { PaymentMethod } from '../../../../shared/client/generated/api.ts';
import { Details } from '../parts/details.tsx';
import { Field, fieldError } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { Instant } from '../parts/instant.tsx';
import { Empty, Note, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';

const ADDRESS = [
  ['line1', 'Street'],
  ['city', 'City'],
  ['region', 'State or region'],
  ['postalCode', 'Postal code'],
  ['country', 'Country, two letters'],
] as const;

interface PaymentMethodProps {
  readonly method: PaymentMethod | null;
  readonly onSaved: () => void;
}

export function PaymentMethodPanel({ method, onSaved }: PaymentMethodProps) {
  const [open, setOpen] = useState(method === null);
  const [saved, setSaved] = useState(false);
  return (
    <Panel
      title="Payment method"
      aside={
        open ? null : (
          <button type="button" class="quiet" onClick={() => setOpen(true)}>
            Change
          </button>
        )
      }
    >
      {method ? (
        <Present method={method} />
      ) : (
        <Empty>None is set. Credits cannot be bought without one.</Empty>
      )}
      {saved ? <Note tone="good" title="Payment method saved" /> : null}
      {open ? (
        <PaymentMethodForm
          method={method}
          onSaved={() => {
            setOpen(false);
            setSaved(true);
            onSaved();
          }}
        />
      ) : null}
    </Panel>
  );
}

function Present({ method }: { readonly method: PaymentMethod }) {
  const { token, label, billingAddress, purchaseOrder, setAt } = method;
  const address = addressLines(billingAddress);
  return (
    <Details
      rows={[
        ['Charged to', label ?? token],
        ['Billing address', address.join(', ')],
        ['Purchase order', purchaseOrder],
        ['Set', <Instant key="set" at={setAt} />],
      ]}
    />
  );
}

/** In the order of the form, and then what else there is. */
function addressLines(address: Readonly<Record<string, string>>): string[] {
  const names = new Set([...ADDRESS.map(([name]): string => name), ...Object.keys(address)]);
  return [...names].flatMap((name) => address[name]?.trim() || []);
}

type NewMethod = Pick<PaymentMethod, 'token' | 'billingAddress'> & { readonly purchaseOrder?: string };

function PaymentMethodForm({ method, onSaved }: PaymentMethodProps) {
  const { api } = useSession();
  const [token, setToken] = useState('');
  const [purchaseOrder, setPurchaseOrder] = useState(method?.purchaseOrder ?? '');
  const [address, setAddress] = useState<Readonly<Record<string, string>>>(method?.billingAddress ?? {});
  const saving = useAction((body: NewMethod) => api.put('/payment-method', { body }));

  const save = async (): Promise<void> => {
    const billingAddress = Object.fromEntries(
      Object.entries(address).filter(([, line]) => line.trim() !== ''),
    );
    const order = purchaseOrder.trim();
    const body = { token: token.trim(), billingAddress, ...(order === '' ? {} : { purchaseOrder: order }) };
    if (await saving.run(body)) onSaved();
  };
  return (
    <Form onSubmit={save}>
      <Field
        label="Payment token"
        value={token}
        onValue={setToken}
        error={fieldError(saving.problem, 'token')}
        hint="From your payment service. Never enter a card number: the console neither asks for nor keeps one."
      />
      <fieldset>
        <legend>Billing address</legend>
        {ADDRESS.map(([name, label]) => (
          <Field
            key={name}
            label={label}
            name={name}
            value={address[name] ?? ''}
            onValue={(value) => setAddress({ ...address, [name]: value })}
          />
        ))}
      </fieldset>
      <Field
        label="Purchase order (optional)"
        value={purchaseOrder}
        onValue={setPurchaseOrder}
        hint="Printed on your invoices."
        error={fieldError(saving.problem, 'purchaseOrder')}
      />
      <Submit busy={saving.busy}>Save payment method</Submit>
      <ProblemNote problem={saving.problem} />
    </Form>
  );
}
