import { useEffect, useState } from 'preact/hooks';
import type { Purchase } from '../../../../shared/client/generated/api.ts';
import { compareAmounts, formatMoney, isZero } from '../money.ts';
import { Button } from '../parts/button.tsx';
import { Instant } from '../parts/instant.tsx';
import { List } from '../parts/list.tsx';
import { Money } from '../parts/money.tsx';
import { Badge, ProblemNote, type Tone } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { useSession } from '../state/session-context.ts';
import { usePages } from '../state/use-pages.ts';
import { reasonInWords } from '../words.ts';
import { type PaymentState, paymentState } from './payment-state.ts';
import { RefundDialog } from './refund-dialog.tsx';
import { TransferDetails } from './transfer-details.tsx';
import { useNextAction } from './use-next-action.ts';

const DECIDED: Readonly<Record<Exclude<Purchase['status'], 'pending'>, readonly [Tone, string]>> = {
  succeeded: ['good', 'Paid'],
  failed: ['bad', 'Not paid'],
  refunded: ['calm', 'Refunded'],
};

const WAITS: Readonly<Record<PaymentState, readonly [Tone, string]>> = {
  paid: DECIDED.succeeded,
  declined: DECIDED.failed,
  payer: ['warn', 'Waits for you'],
  transfer: ['busy', 'Waits for the transfer'],
  bank: ['busy', 'Not decided yet'],
};

const KIND: Readonly<Record<Purchase['kind'], string>> = { purchase: 'By hand', recharge: 'Auto-recharge' };

interface PurchasesProps {
  /** Another one loads the list again. */
  readonly version: number;
  readonly onRefunded: () => void;
}

export function Purchases({ version, onRefunded }: PurchasesProps) {
  const { api } = useSession();
  const pages = usePages('purchases', (cursor, signal) =>
    api.get('/purchases', { query: { limit: 10, cursor }, signal }),
  );
  const [shown, setShown] = useState<string | undefined>(undefined);
  const [refunding, setRefunding] = useState<Purchase | undefined>(undefined);
  useEffect(() => {
    if (version > 0) pages.reload();
  }, [version, pages.reload]);
  return (
    <Panel title="Purchases">
      <List pages={pages} what="purchases" empty="Nothing was bought yet.">
        {(items) => (
          <Table
            caption="Purchases and recharges, newest first"
            items={items}
            keyOf={(purchase) => purchase.id}
            detail={(purchase) => (purchase.id === shown ? <TransferDetails purchase={purchase} /> : null)}
            columns={[
              { title: 'When', cell: (purchase) => <Instant at={purchase.createdAt} /> },
              { title: 'How', cell: ({ kind }) => KIND[kind] },
              {
                title: 'Amount',
                numeric: true,
                cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
              },
              { title: 'Status', cell: (purchase) => <Status purchase={purchase} /> },
              {
                title: 'What to do',
                cell: (purchase) => (
                  <ToDo
                    purchase={purchase}
                    onRefund={() => setRefunding(purchase)}
                    onShow={() => setShown(purchase.id === shown ? undefined : purchase.id)}
                    onDecided={pages.reload}
                  />
                ),
              },
            ]}
          />
        )}
      </List>
      {refunding ? (
        <RefundDialog purchase={refunding} onClose={() => setRefunding(undefined)} onRefunded={onRefunded} />
      ) : null}
    </Panel>
  );
}

interface ToDoProps {
  readonly purchase: Purchase;
  readonly onRefund: () => void;
  readonly onShow: () => void;
  readonly onDecided: () => void;
}

function ToDo({ purchase, onRefund, onShow, onDecided }: ToDoProps) {
  if (isRefundable(purchase)) {
    return (
      <Button small onClick={onRefund}>
        Refund …
      </Button>
    );
  }
  const state = paymentState(purchase);
  if (state === 'payer') return <GoOn purchase={purchase} onDecided={onDecided} />;
  if (state !== 'transfer') return '–';
  return (
    <Button small onClick={onShow}>
      Show the account
    </Button>
  );
}

function GoOn({ purchase, onDecided }: Pick<ToDoProps, 'purchase' | 'onDecided'>) {
  const goOn = useNextAction(onDecided);
  return (
    <>
      <Button small busy={goOn.busy} onClick={() => goOn.run(purchase.id)}>
        Go on with the payment
      </Button>
      <ProblemNote problem={goOn.problem} />
    </>
  );
}

function Status({ purchase }: { readonly purchase: Purchase }) {
  const { status, reason, refunded, currency } = purchase;
  const [tone, words] = status === 'pending' ? WAITS[paymentState(purchase)] : DECIDED[status];
  return (
    <>
      <Badge tone={tone}>{words}</Badge>{' '}
      {status === 'failed' && reason ? <span class="hint">{reasonInWords(reason)}</span> : null}
      {isZero(refunded) ? null : <span class="hint">{formatMoney(refunded, currency)} refunded</span>}
    </>
  );
}

const isRefundable = ({ status, amount, refunded }: Purchase): boolean =>
  status === 'succeeded' && compareAmounts(refunded, amount) === -1;
