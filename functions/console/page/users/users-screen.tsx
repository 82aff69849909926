import { useState } from 'preact/hooks';
import type { Query } from '../parts/period-form.tsx';
import { AddUser } from './add-user.tsx';
import { BulkAssignment } from './bulk-assignment.tsx';
import { LicenseCounts } from './license-counts.tsx';
import { UserDetail } from './user-detail.tsx';
import { UserList } from './user-list.tsx';

interface UsersScreenProps {
  readonly id: string | undefined;
  readonly query: Query;
}

export function UsersScreen({ id, query }: UsersScreenProps) {
  const [version, setVersion] = useState(0);
  if (id !== undefined) return <UserDetail key={id} id={id} />;
  const changed = (): void => setVersion((before) => before + 1);
  return (
    <>
      <LicenseCounts version={version} />
      <UserList query={query} version={version} />
      <div class="columns">
        <AddUser onAdded={changed} />
        <BulkAssignment onDone={changed} />
      </div>
    </>
  );
}
