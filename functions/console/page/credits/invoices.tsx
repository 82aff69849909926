import { useEffect, useState } from 'preact/hooks';
import type { Invoice } from '../../../../shared/client/generated/api.ts';
import { Button } from '../parts/button.tsx';
import { Instant } from '../parts/instant.tsx';
import { List } from '../parts/list.tsx';
import { Money } from '../parts/money.tsx';
import { Note, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';
import { usePages } from '../state/use-pages.ts';
import { SavePaper, useSavePaper } from './save-paper.tsx';

/** Long enough for the new tab to have read it. */
const BLOB_KEPT_MILLISECONDS = 60_000;

export function Invoices({ version }: { readonly version: number }) {
  const { api } = useSession();
  const pages = usePages('invoices', (cursor, signal) =>
    api.get('/invoices', { query: { limit: 10, cursor }, signal }),
  );
  const [blocked, setBlocked] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (version > 0) pages.reload();
  }, [version, pages.reload]);

  const opening = useAction(async ({ id }: Invoice) => {
    const text = await api.text('/invoices/{invoice}', { path: { invoice: id }, accept: 'text/html' });
    const url = URL.createObjectURL(new Blob([text], { type: 'text/html' }));
    const opened = window.open(url, '_blank');
    setBlocked(opened ? undefined : url);
    if (opened) setTimeout(() => URL.revokeObjectURL(url), BLOB_KEPT_MILLISECONDS);
    return true;
  });
  const saving = useSavePaper();
  return (
    <Panel title="Invoices">
      <ProblemNote problem={opening.problem ?? saving.problem} />
      {blocked ? (
        <Note tone="warn" title="Your browser did not open the invoice by itself">
          <p>
            <a href={blocked} target="_blank" rel="noreferrer">
              Open the invoice
            </a>
          </p>
        </Note>
      ) : null}
      <List pages={pages} what="invoices" empty="No invoice was issued yet.">
        {(items) => <InvoiceTable items={items} onOpen={opening.run} onSave={saving.run} />}
      </List>
    </Panel>
  );
}

interface InvoiceTableProps {
  readonly items: readonly Invoice[];
  readonly onOpen: (invoice: Invoice) => unknown;
  readonly onSave: ReturnType<typeof useSavePaper>['run'];
}

function InvoiceTable({ items, onOpen, onSave }: InvoiceTableProps) {
  return (
    <Table
      caption="Invoices, newest first"
      items={items}
      keyOf={(invoice) => invoice.id}
      columns={[
        { title: 'Number', cell: ({ number }) => number },
        { title: 'Issued', cell: ({ issuedAt }) => <Instant at={issuedAt} day /> },
        { title: 'For', cell: ({ description }) => description },
        {
          title: 'Amount',
          numeric: true,
          cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
        },
        {
          title: 'Print',
          cell: (invoice) => (
            <Button
              small
              label={`Open invoice ${invoice.number} to print it`}
              onClick={() => onOpen(invoice)}
            >
              Open
            </Button>
          ),
        },
        {
          title: 'File',
          cell: ({ id }) => <SavePaper id={id} form="PDF" onSave={onSave} />,
        },
      ]}
    />
  );
}
