import { useEffect, useState } from 'preact/hooks';
import type { Purchase } from '../../../../shared/client/generated/api.ts';
import { compareAmounts, formatMoney, isZero } from '../money.ts';
import { Instant } from '../parts/instant.tsx';
import { List } from '../parts/list.tsx';
import { Money } from '../parts/money.tsx';
import { Badge, type Tone } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { useSession } from '../state/session-context.ts';
import { usePages } from '../state/use-pages.ts';
import { reasonInWords } from '../words.ts';
import { RefundDialog } from './refund-dialog.tsx';

const STATUS: Readonly<Record<Purchase['status'], readonly [Tone, string]>> = {
  pending: ['busy', 'Not decided yet'],
  succeeded: ['good', 'Paid'],
  failed: ['bad', 'Declined'],
  refunded: ['calm', 'Refunded'],
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
                title: 'Refund',
                cell: (purchase) =>
                  isRefundable(purchase) ? (
                    <button type="button" class="quiet small" onClick={() => setRefunding(purchase)}>
                      Refund …
                    </button>
                  ) : (
                    '–'
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

function Status({ purchase }: { readonly purchase: Purchase }) {
  const { status, reason, refunded, currency } = purchase;
  const [tone, words] = STATUS[status];
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
