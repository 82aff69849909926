import { useState } from 'preact/hooks';
import type { Entry } from '../../../../shared/client/generated/api.ts';
import { isZero } from '../money.ts';
import { Details } from '../parts/details.tsx';
import { Instant } from '../parts/instant.tsx';
import { LotPartList } from '../parts/lot-part-list.tsx';
import { Money } from '../parts/money.tsx';
import { Table } from '../parts/table.tsx';
import { addressOf } from '../state/address.ts';
import { actorInWords, MOVEMENT_WORDS, referenceInWords } from '../words.ts';

export function Entries({ entries }: { readonly entries: readonly Entry[] }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <Table
      caption="Movements, newest first"
      items={entries}
      keyOf={({ id }) => id}
      detail={(entry) => (open.has(entry.id) ? <EntryDetail entry={entry} /> : null)}
      columns={[
        {
          title: 'What',
          cell: ({ id, type, sequence }) => (
            <button
              type="button"
              class="expand"
              aria-expanded={open.has(id)}
              aria-label={`${MOVEMENT_WORDS[type]}, movement ${sequence}`}
              onClick={() => toggle(id)}
            >
              {MOVEMENT_WORDS[type]}
            </button>
          ),
        },
        { title: 'When', cell: ({ at }) => <Instant at={at} /> },
        { title: 'Before', numeric: true, cell: (entry) => <Money amount={entry.balanceBefore} /> },
        { title: 'Change', numeric: true, cell: (entry) => <Money amount={entry.amount} change /> },
        {
          title: 'After',
          numeric: true,
          cell: (entry) => <Money amount={entry.balanceAfter} currency={entry.currency} />,
        },
      ]}
    />
  );
}

function EntryDetail({ entry }: { readonly entry: Entry }) {
  const { sequence, reference, debt, currency, lots, actor, reason } = entry;
  const call = typeof reference.call === 'string' ? reference.call : undefined;
  return (
    <>
      <Details
        rows={[
          ['Number', String(sequence)],
          [
            'Because of',
            call === undefined ? (
              referenceInWords(reference)
            ) : (
              <a key="call" href={addressOf('calls', call)}>
                call {call}
              </a>
            ),
          ],
          actor ? ['By', actorInWords(actor)] : undefined,
          reason === undefined ? undefined : ['Why', reason],
          isZero(debt)
            ? undefined
            : ['Change of the debt', <Money key="debt" amount={debt} currency={currency} change />],
        ]}
      />
      <LotPartList parts={lots} currency={currency} signed />
    </>
  );
}
