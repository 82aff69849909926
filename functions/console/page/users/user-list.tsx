import { useEffect, useState } from 'preact/hooks';
import type { User } from '../../../../shared/client/generated/api.ts';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { List } from '../parts/list.tsx';
import { Badge } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import type { Query } from '../parts/period-form.tsx';
import { Table } from '../parts/table.tsx';
import { addressOf } from '../state/address.ts';
import { useSession } from '../state/session-context.ts';
import { usePages } from '../state/use-pages.ts';
import { SKU_WORDS } from '../words.ts';

interface UserListProps {
  readonly query: Query;
  readonly version: number;
}

export function UserList({ query, version }: UserListProps) {
  const { api } = useSession();
  const { search = '' } = query;
  const pages = usePages(`users ${search}`, (cursor, signal) =>
    api.get('/users', { query: { limit: 25, search: search === '' ? undefined : search, cursor }, signal }),
  );
  const [typed, setTyped] = useState(search);
  useEffect(() => setTyped(search), [search]);
  useEffect(() => {
    if (version > 0) pages.reload();
  }, [version, pages.reload]);
  const find = (): void => {
    location.hash = addressOf('users', undefined, { search: typed.trim() });
  };
  return (
    <Panel title="Users">
      <Form class="form inline" onSubmit={find}>
        <Field label="Name contains" type="search" value={typed} onValue={setTyped} />
        <button type="submit" class="quiet">
          Search
        </button>
      </Form>
      <List
        pages={pages}
        what="users"
        empty={search === '' ? 'There are no users yet.' : 'No user has such a name.'}
      >
        {(items) => <UserTable users={items} />}
      </List>
    </Panel>
  );
}

function UserTable({ users }: { readonly users: readonly User[] }) {
  return (
    <Table
      caption="Users"
      items={users}
      keyOf={({ id }) => id}
      columns={[
        { title: 'Name', cell: ({ id, displayName }) => <a href={addressOf('users', id)}>{displayName}</a> },
        { title: 'Sign-in name', cell: ({ userPrincipalName }) => userPrincipalName },
        { title: 'Location', cell: ({ usageLocation }) => usageLocation },
        {
          title: 'Licenses',
          cell: ({ licenses }) => licenses.map(({ sku }) => SKU_WORDS[sku]).join('; ') || 'none',
        },
        { title: 'May spend credits', cell: (user) => <MaySpend user={user} /> },
      ]}
    />
  );
}

export function MaySpend({ user }: { readonly user: User }) {
  if (user.status === 'blocked') return <Badge tone="bad">Blocked</Badge>;
  if (user.creditsLicenseEffective) return <Badge tone="good">Yes</Badge>;
  const hasLicense = user.licenses.some(({ sku }) => sku === 'COMMUNICATIONS_CREDITS');
  return hasLicense ? (
    <Badge tone="warn">No: needs a plan or conferencing</Badge>
  ) : (
    <Badge tone="calm">No</Badge>
  );
}
