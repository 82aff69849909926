import { Details } from '../parts/details.tsx';
import { Loading, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { addressOf } from '../state/address.ts';
import { useSession } from '../state/session-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { EraseUser } from './erase-user.tsx';
import { RemoveUser } from './remove-user.tsx';
import { UserLicenses } from './user-licenses.tsx';
import { MaySpend } from './user-list.tsx';
import { UserSettingsForm } from './user-settings-form.tsx';

export function UserDetail({ id }: { readonly id: string }) {
  const { api } = useSession();
  const { data, problem, reload } = useLoaded(`user ${id}`, (signal) =>
    api.get('/users/{user}', { path: { user: id }, signal }),
  );
  return (
    <>
      <p>
        <a href={addressOf('users')}>All users</a>
      </p>
      <ProblemNote problem={problem} onRetry={reload} />
      {data || problem ? null : <Loading what="the user" />}
      {data ? (
        <>
          <Panel title={data.displayName}>
            <Details
              rows={[
                ['Sign-in name', data.userPrincipalName],
                ['User id', data.id],
                ['May spend credits', <MaySpend key="may" user={data} />],
                [
                  'Calls',
                  <a key="calls" href={addressOf('calls', undefined, { user: data.id })}>
                    This month’s calls
                  </a>,
                ],
              ]}
            />
          </Panel>
          <UserLicenses user={data} onChanged={reload} />
          <UserSettingsForm user={data} onSaved={reload} />
          <RemoveUser user={data} />
          <EraseUser user={data} />
        </>
      ) : null}
    </>
  );
}
