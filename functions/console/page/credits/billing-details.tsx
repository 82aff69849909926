import { useState } from 'preact/hooks';
import type { PaymentMethod } from '../../../../shared/client/generated/api.ts';
import { Button } from '../parts/button.tsx';
import { Details } from '../parts/details.tsx';
import { Field, fieldError } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { Note, ProblemNote } from '../parts/note.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';
import { billingChange, billingFieldsOf } from './billing-change.ts';

const ADDRESS = [
  ['line1', 'Street'],
  ['city', 'City'],
  ['region', 'State or region'],
  ['postalCode', 'Postal code'],
  ['country', 'Country, two letters'],
] as const;

interface BillingDetailsProps {
  /** The one that is charged first: its details are on the invoices. */
  readonly method: PaymentMethod;
  readonly onSaved: () => void;
}

export function BillingDetails({ method, onSaved }: BillingDetailsProps) {
  const lines = addressLines(method.billingAddress);
  const [open, setOpen] = useState(lines.length === 0);
  const [saved, setSaved] = useState(false);
  const close = (): void => {
    setOpen(false);
    setSaved(true);
    onSaved();
  };
  return (
    <>
      <div class="panel-head">
        <h3>Billing details</h3>
        {open ? null : (
          <Button small onClick={() => setOpen(true)}>
            Change billing details
          </Button>
        )}
      </div>
      {saved ? <Note tone="good" title="Billing details saved" /> : null}
      {open ? (
        <BillingForm method={method} onSaved={close} />
      ) : (
        <Details
          rows={[
            ['Address', lines.join(', ')],
            ['Purchase order', method.purchaseOrder],
            ['Tax id', method.taxId],
            ['E-mail', method.email],
          ]}
        />
      )}
    </>
  );
}

/** In the order of the form, and then what else there is. */
function addressLines(address: Readonly<Record<string, string>>): string[] {
  const names = new Set([...ADDRESS.map(([name]): string => name), ...Object.keys(address)]);
  return [...names].flatMap((name) => address[name]?.trim() || []);
}

function BillingForm({ method, onSaved }: BillingDetailsProps) {
  const { api } = useSession();
  const [fields, setFields] = useState(() => billingFieldsOf(method));
  const { billingAddress, purchaseOrder, taxId, email } = fields;
  const path = { method: method.id };
  const saving = useAction((body: ReturnType<typeof billingChange>) =>
    api.patch('/payment-methods/{method}', { path, body }),
  );

  const save = async (): Promise<void> => {
    if (await saving.run(billingChange(fields))) onSaved();
  };
  return (
    <Form onSubmit={save}>
      <fieldset>
        <legend>Billing address</legend>
        {ADDRESS.map(([name, label]) => (
          <Field
            key={name}
            label={label}
            name={name}
            value={billingAddress[name] ?? ''}
            onValue={(line) => setFields({ ...fields, billingAddress: { ...billingAddress, [name]: line } })}
          />
        ))}
      </fieldset>
      <Field
        label="Purchase order (optional)"
        value={purchaseOrder}
        onValue={(text) => setFields({ ...fields, purchaseOrder: text })}
        hint="Printed on your invoices."
        error={fieldError(saving.problem, 'purchaseOrder')}
      />
      <Field
        label="Tax id (optional)"
        value={taxId}
        onValue={(text) => setFields({ ...fields, taxId: text })}
        hint="Printed on your invoices."
        error={fieldError(saving.problem, 'taxId')}
      />
      <Field
        label="E-mail (optional)"
        value={email}
        onValue={(text) => setFields({ ...fields, email: text })}
        hint="Our payment service writes to it. It is not on your invoices."
        error={fieldError(saving.problem, 'email')}
      />
      <Submit busy={saving.busy}>Save billing details</Submit>
      <ProblemNote problem={saving.problem} />
    </Form>
  );
}
