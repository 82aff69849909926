import type { Entry } from '../api/views.ts';
import { List } from '../parts/list.tsx';
import { Panel } from '../parts/panel.tsx';
import { PeriodForm, periodParameters, type Query } from '../parts/period-form.tsx';
import { usePages } from '../state/use-pages.ts';
import { Entries } from './entries.tsx';

/** Every movement of money, newest first, each with what it did to which purchase. */
export function LedgerScreen({ query }: { readonly query: Query }) {
  const pages = usePages<Entry>(
    `/ledger?${new URLSearchParams({ limit: '50', ...periodParameters(query) })}`,
  );
  return (
    <>
      <Panel title="Which movements">
        <PeriodForm screen="ledger" query={query} />
      </Panel>
      <Panel title="Movements">
        <p class="hint">
          Credits that expired are not in the balance from that instant on; they are booked as forfeited two
          days later. A debt counts below zero.
        </p>
        <List pages={pages} what="movements" empty="Nothing moved in this period.">
          {(items) => <Entries entries={items} />}
        </List>
      </Panel>
    </>
  );
}
