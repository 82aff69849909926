import { useState } from 'preact/hooks';
import type { User } from '../../../../shared/client/generated/api.ts';
import { Check, Field, fieldError } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { Note, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';
import { PolicyFields } from './policy-fields.tsx';

type Settings = Pick<
  User,
  'displayName' | 'userPrincipalName' | 'usageLocation' | 'dialOutPolicy' | 'status'
>;

interface UserSettingsFormProps {
  readonly user: User;
  readonly onSaved: () => void;
}

export function UserSettingsForm({ user, onSaved }: UserSettingsFormProps) {
  const { api } = useSession();
  const [displayName, setDisplayName] = useState(user.displayName);
  const [principalName, setPrincipalName] = useState(user.userPrincipalName);
  const [usageLocation, setUsageLocation] = useState(user.usageLocation);
  const [policy, setPolicy] = useState(user.dialOutPolicy);
  const [blocked, setBlocked] = useState(user.status === 'blocked');
  const path = { user: user.id };
  const saving = useAction((body: Settings) => api.patch('/users/{user}', { path, body }));
  const save = async (): Promise<void> => {
    const saved = await saving.run({
      displayName: displayName.trim(),
      userPrincipalName: principalName.trim(),
      usageLocation: usageLocation.trim().toUpperCase(),
      dialOutPolicy: policy,
      status: blocked ? 'blocked' : 'active',
    });
    if (saved) onSaved();
  };
  return (
    <Panel title="Names, location and policies">
      <Form onSubmit={save}>
        <Field
          label="Name"
          value={displayName}
          onValue={setDisplayName}
          error={fieldError(saving.problem, 'displayName')}
        />
        <Field
          label="Sign-in name"
          value={principalName}
          onValue={setPrincipalName}
          error={fieldError(saving.problem, 'userPrincipalName')}
        />
        <Field
          label="Usage location"
          value={usageLocation}
          onValue={setUsageLocation}
          hint="Two letters, such as US. Another location moves the user’s minutes to that country."
          error={fieldError(saving.problem, 'usageLocation')}
        />
        <PolicyFields policy={policy} onPolicy={setPolicy} />
        <Check label="Blocked: may place no calls" checked={blocked} onChecked={setBlocked} />
        <Submit busy={saving.busy}>Save user</Submit>
        <ProblemNote problem={saving.problem} />
        {saving.result ? <Note tone="good" title="User saved" /> : null}
      </Form>
    </Panel>
  );
}
