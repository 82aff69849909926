import { useState } from 'preact/hooks';
import type { User } from '../../../../shared/client/generated/api.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { Field } from '../parts/field.tsx';
import { ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { addressOf } from '../state/address.ts';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';
import { ERASURE_WORDS } from '../words.ts';

/** Who erases a person types the name of the person: a second thought, because it cannot be undone. */
export function EraseUser({ user }: { readonly user: User }) {
  const { api } = useSession();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const erasing = useAction(async () => {
    await api.delete('/users/{user}', { path: { user: user.id }, query: { erase: 'true' } });
    return true;
  });
  const close = (): void => {
    setAsking(false);
    setTyped('');
    setError(undefined);
  };
  const erase = async (): Promise<void> => {
    if (typed.trim() !== user.userPrincipalName) return setError('This is not the sign-in name of the user.');
    const erased = await erasing.run(undefined);
    close();
    if (erased) location.hash = addressOf('users');
  };
  return (
    <Panel title="Remove and erase">
      <p>The user is removed, and the names and numbers are erased, also in past calls.</p>
      <Button onClick={() => setAsking(true)}>Remove and erase user</Button>
      <ProblemNote problem={erasing.problem} />
      {asking ? (
        <Confirm
          title={`Erase ${user.displayName}?`}
          action="Erase"
          busy={erasing.busy}
          onConfirm={erase}
          onClose={close}
        >
          {ERASURE_WORDS.map((words) => (
            <p key={words}>{words}</p>
          ))}
          <Field
            label={`Type ${user.userPrincipalName} to confirm`}
            value={typed}
            onValue={setTyped}
            error={error}
            required
          />
        </Confirm>
      ) : null}
    </Panel>
  );
}
