import { useState } from 'preact/hooks';
import type { User } from '../../../../shared/client/generated/api.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { addressOf } from '../state/address.ts';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';

export function RemoveUser({ user }: { readonly user: User }) {
  const { api } = useSession();
  const [asking, setAsking] = useState(false);
  const removing = useAction(async () => {
    await api.delete('/users/{user}', { path: { user: user.id } });
    return true;
  });
  const remove = async (): Promise<void> => {
    const removed = await removing.run(undefined);
    setAsking(false);
    if (removed) location.hash = addressOf('users');
  };
  return (
    <Panel title="Remove">
      <p>
        The licenses are given back, and the sign-in name is free. Past calls are still reported with the
        name.
      </p>
      <Button onClick={() => setAsking(true)}>Remove user</Button>
      <ProblemNote problem={removing.problem} />
      {asking ? (
        <Confirm
          title={`Remove ${user.displayName}?`}
          action="Remove"
          busy={removing.busy}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <p>{user.userPrincipalName} can place no more calls, except to emergency numbers.</p>
        </Confirm>
      ) : null}
    </Panel>
  );
}
