import type { UsageRow } from '../../../../shared/client/generated/api.ts';
import { formatSeconds } from '../instants.ts';
import { Instant } from '../parts/instant.tsx';
import { List } from '../parts/list.tsx';
import { Money } from '../parts/money.tsx';
import { Badge } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { PeriodForm, periodParameters, type Query } from '../parts/period-form.tsx';
import { Table } from '../parts/table.tsx';
import { addressOf } from '../state/address.ts';
import { useSession } from '../state/session-context.ts';
import { usePages } from '../state/use-pages.ts';
import { CALL_WORDS, PAYER_WORDS } from '../words.ts';
import { CsvDownload } from './csv-download.tsx';

export function UsageReport({ query }: { readonly query: Query }) {
  const { api } = useSession();
  const { user = '' } = query;
  const parameters = { ...periodParameters(query), ...(user === '' ? {} : { userId: user }) };
  const pages = usePages(`usage ${JSON.stringify(parameters)}`, (cursor, signal) =>
    api.get('/usage', { query: { limit: 50, ...parameters, cursor }, signal }),
  );
  const whole = Object.keys(parameters).length === 0;
  return (
    <>
      <Panel title="Which calls">
        <PeriodForm screen="calls" query={query} more={[['user', 'User id']]} />
        {whole ? <p class="hint">Without dates: the calls of this month.</p> : null}
      </Panel>
      <Panel title="Usage report" aside={<CsvDownload parameters={parameters} />}>
        <List pages={pages} what="calls" empty="No calls in this period.">
          {(items) => <UsageTable rows={items} />}
        </List>
      </Panel>
    </>
  );
}

function UsageTable({ rows }: { readonly rows: readonly UsageRow[] }) {
  return (
    <Table
      caption="Calls, oldest first"
      items={rows}
      keyOf={({ callId }) => callId}
      columns={[
        {
          title: 'Call',
          cell: ({ callId, startDateTime }) => (
            <a href={addressOf('calls', callId)} title={callId}>
              {startDateTime ? <Instant at={startDateTime} /> : callId}
            </a>
          ),
        },
        { title: 'User', cell: ({ userDisplayName, userId }) => userDisplayName ?? userId ?? '–' },
        { title: 'Kind', cell: ({ callType }) => CALL_WORDS[callType] },
        { title: 'Number', cell: (row) => <Dialed row={row} /> },
        { title: 'Lasted', numeric: true, cell: ({ duration }) => formatSeconds(duration) },
        { title: 'Paid by', cell: (row) => <PaidBy row={row} /> },
        {
          title: 'Charge',
          numeric: true,
          cell: ({ charge, currency }) => <Money amount={charge} currency={currency} />,
        },
      ]}
    />
  );
}

function Dialed({ row }: { readonly row: UsageRow }) {
  return (
    <>
      <span class="number">{row.calleeNumber}</span>
      {row.destinationName ? <span class="hint"> {row.destinationName}</span> : null}
    </>
  );
}

function PaidBy({ row: { status, fundedBy } }: { readonly row: UsageRow }) {
  if (status === 'voided') return <Badge tone="warn">Voided</Badge>;
  if (status === 'received') return <Badge tone="busy">Not settled yet</Badge>;
  return <>{fundedBy ? PAYER_WORDS[fundedBy] : '–'}</>;
}
