import type { Entry } from '../../../../shared/client/generated/api.ts';
import { Instant } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { Empty } from '../parts/note.tsx';
import { Table } from '../parts/table.tsx';
import { MOVEMENT_WORDS } from '../words.ts';

export function Movements({ entries }: { readonly entries: readonly Entry[] }) {
  if (entries.length === 0) return <Empty>Nothing has moved yet.</Empty>;
  return (
    <Table
      caption="Latest movements, newest first"
      items={entries}
      keyOf={(entry) => entry.id}
      columns={[
        { title: 'What', cell: (entry) => MOVEMENT_WORDS[entry.type] },
        { title: 'When', cell: (entry) => <Instant at={entry.at} /> },
        { title: 'Change', numeric: true, cell: ({ amount }) => <Money amount={amount} change /> },
        {
          title: 'Balance after',
          numeric: true,
          cell: ({ balanceAfter, currency }) => <Money amount={balanceAfter} currency={currency} />,
        },
      ]}
    />
  );
}
