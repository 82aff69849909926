import { List } from '../parts/list.tsx';
import { Panel } from '../parts/panel.tsx';
import { PeriodForm, periodParameters, type Query } from '../parts/period-form.tsx';
import { useSession } from '../state/session-context.ts';
import { usePages } from '../state/use-pages.ts';
import { Entries } from './entries.tsx';

/** Every movement of money, newest first, each with what it did to which purchase. */
export function LedgerScreen({ query }: { readonly query: Query }) {
  const { api } = useSession();
  const period = periodParameters(query);
  const pages = usePages(`ledger ${JSON.stringify(period)}`, (cursor, signal) =>
    api.get('/ledger', { query: { limit: 50, ...period, cursor }, signal }),
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
