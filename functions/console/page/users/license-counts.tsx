import { useEffect } from 'preact/hooks';
import type { License } from '../../../../shared/client/generated/api.ts';
import { List } from '../parts/list.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { useSession } from '../state/session-context.ts';
import { usePages } from '../state/use-pages.ts';
import { SKU_WORDS } from '../words.ts';

/** Another version loads the list again. */
export function LicenseCounts({ version }: { readonly version: number }) {
  const { api } = useSession();
  const pages = usePages('licenses', (cursor, signal) => api.get('/licenses', { query: { cursor }, signal }));
  useEffect(() => {
    if (version > 0) pages.reload();
  }, [version, pages.reload]);
  const figure = (title: string, of: (count: License) => number) => ({
    title,
    numeric: true,
    cell: (count: License) => of(count).toLocaleString('en'),
  });
  return (
    <Panel title="Licenses">
      <List pages={pages} what="licenses" empty="The organization owns no licenses yet.">
        {(items) => (
          <Table
            caption="Licenses that the organization owns"
            items={items}
            keyOf={({ sku }) => sku}
            columns={[
              { title: 'License', cell: ({ sku }) => SKU_WORDS[sku] },
              figure('Owned', ({ quantity }) => quantity),
              figure('Assigned', ({ assigned }) => assigned),
              figure('Available', ({ available }) => available),
            ]}
          />
        )}
      </List>
    </Panel>
  );
}
