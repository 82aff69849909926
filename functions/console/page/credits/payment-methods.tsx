import { useState } from 'preact/hooks';
import type { PaymentMethod } from '../../../../shared/client/generated/api.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { Badge, Empty, Note, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction, useMoneyMove } from '../state/use-action.ts';
import { BillingDetails } from './billing-details.tsx';
import { expiryInWords, methodInWords } from './cards.ts';
import { returnAddress } from './return-address.ts';

interface PaymentMethodsProps {
  /** In the order in which they are charged. */
  readonly methods: readonly PaymentMethod[];
  readonly onChanged: () => void;
}

/** The cards of the organization: the first is charged, and when it declines a recharge, the next. */
export function PaymentMethods({ methods, onChanged }: PaymentMethodsProps) {
  const [removing, setRemoving] = useState<PaymentMethod | undefined>(undefined);
  const moving = useMove(onChanged);
  const [first] = methods;
  return (
    <Panel title="Payment methods" aside={<AddCard />}>
      {methods.length === 0 ? (
        <Empty>There is none yet. Add a card, or pay with one when you buy.</Empty>
      ) : (
        <Table
          caption="In the order in which they are charged"
          items={methods}
          keyOf={({ id }) => id}
          columns={[
            { title: 'Card', cell: (method) => <MethodName method={method} isFirst={method === first} /> },
            { title: 'Expires', cell: (method) => <Expiry method={method} /> },
            {
              title: 'Change',
              cell: (method) => (
                <div class="actions">
                  {method === first ? null : (
                    <Button
                      small
                      label={`Charge ${methodInWords(method)} first`}
                      busy={moving.busy}
                      onClick={() => moving.run(method.id)}
                    >
                      Charge first
                    </Button>
                  )}
                  <Button
                    small
                    label={`Remove ${methodInWords(method)} …`}
                    onClick={() => setRemoving(method)}
                  >
                    Remove …
                  </Button>
                </div>
              ),
            },
          ]}
        />
      )}
      <ProblemNote problem={moving.problem} />
      {first ? <BillingDetails key={first.id} method={first} onSaved={onChanged} /> : null}
      {removing ? (
        <RemoveMethod method={removing} onClose={() => setRemoving(undefined)} onRemoved={onChanged} />
      ) : null}
    </Panel>
  );
}

function MethodName({ method, isFirst }: { readonly method: PaymentMethod; readonly isFirst: boolean }) {
  return (
    <>
      {methodInWords(method)} {isFirst ? <Badge tone="calm">Charged first</Badge> : null}
    </>
  );
}

function Expiry({ method }: { readonly method: PaymentMethod }) {
  return (
    <>
      {expiryInWords(method)} {method.expired ? <Badge tone="bad">Expired</Badge> : null}
      {method.expiresSoon ? <Badge tone="warn">Expires soon</Badge> : null}
    </>
  );
}

function useMove(onChanged: () => void) {
  const { api } = useSession();
  return useAction(async (method: string) => {
    await api.patch('/payment-methods/{method}', { path: { method }, body: { position: 1 } });
    onChanged();
  });
}

/** Leads to the page where the card is entered. It is never entered here. */
function AddCard() {
  const { api } = useSession();
  const move = useMoneyMove();
  const adding = useAction(async () => {
    const body = { returnUrl: returnAddress(location.origin) };
    const opened = await move('/payment-methods/sessions', body, (sending) =>
      api.answer('post', '/payment-methods/sessions', { body, ...sending }),
    );
    location.assign(opened.body.url);
  });
  return (
    <>
      <Button busy={adding.busy} onClick={() => adding.run(undefined)}>
        Add a card …
      </Button>
      <ProblemNote problem={adding.problem} />
    </>
  );
}

interface RemoveMethodProps {
  readonly method: PaymentMethod;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

function RemoveMethod({ method, onClose, onRemoved }: RemoveMethodProps) {
  const { api } = useSession();
  const removing = useAction(() =>
    api.delete('/payment-methods/{method}', { path: { method: method.id } }).then(() => true),
  );
  const remove = async (): Promise<void> => {
    if (!(await removing.run(undefined))) return;
    onClose();
    onRemoved();
  };
  return (
    <Confirm
      title={`Remove ${methodInWords(method)}?`}
      action="Remove"
      busy={removing.busy}
      onConfirm={remove}
      onClose={onClose}
    >
      <Note tone="calm" title="Nothing more is charged to it">
        <p>What was paid with it stays as it is, and can be refunded.</p>
      </Note>
      <ProblemNote problem={removing.problem} />
    </Confirm>
  );
}
