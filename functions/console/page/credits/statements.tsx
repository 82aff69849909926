import { List } from '../parts/list.tsx';
import { Money } from '../parts/money.tsx';
import { ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { useSession } from '../state/session-context.ts';
import { usePages } from '../state/use-pages.ts';
import { SavePaper, useSavePaper } from './save-paper.tsx';

const FORMS = ['PDF', 'CSV'] as const;

/** What moved the balance, month by month. */
export function Statements() {
  const { api } = useSession();
  const pages = usePages('statements', (cursor, signal) =>
    api.get('/documents', { query: { kind: 'statement', cursor }, signal }),
  );
  const { problem, run } = useSavePaper();
  return (
    <Panel title="Statements">
      <ProblemNote problem={problem} />
      <List pages={pages} what="statements" empty="None yet.">
        {(items) => (
          <Table
            caption="Statements, newest first"
            items={items}
            keyOf={({ id }) => id}
            columns={[
              { title: 'For', cell: ({ description }) => description },
              {
                title: 'Balance',
                numeric: true,
                cell: ({ total, currency }) => <Money amount={total} currency={currency} />,
              },
              {
                title: 'File',
                cell: ({ id }) => (
                  <div class="actions">
                    {FORMS.map((form) => (
                      <SavePaper key={form} id={id} form={form} onSave={run} />
                    ))}
                  </div>
                ),
              },
            ]}
          />
        )}
      </List>
    </Panel>
  );
}
