import { useState } from 'preact/hooks';
import type { DialOutPolicy } from '../../../../shared/domain/licenses/licenses.ts';
import { Field, fieldError } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { Note, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { addressOf } from '../state/address.ts';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';
import { OPEN_POLICY, PolicyFields } from './policy-fields.tsx';

const NOBODY = { id: '', userPrincipalName: '', displayName: '', usageLocation: '' };
type Name = keyof typeof NOBODY;
type NewUser = typeof NOBODY & { readonly dialOutPolicy: DialOutPolicy };

const FIELDS: readonly (readonly [name: Name, label: string, hint: string])[] = [
  ['displayName', 'Name', 'As people know them.'],
  ['userPrincipalName', 'Sign-in name', 'Such as ada@contoso.com.'],
  ['id', 'User id', 'As your telephone system reports it; it cannot be changed later.'],
  ['usageLocation', 'Usage location', 'Two letters, such as US. It decides which calls are domestic.'],
];

export function AddUser({ onAdded }: { readonly onAdded: () => void }) {
  const { api } = useSession();
  const [typed, setTyped] = useState(NOBODY);
  const [policy, setPolicy] = useState(OPEN_POLICY);
  const adding = useAction((body: NewUser) => api.post('/users', { body }));
  const add = async (): Promise<void> => {
    const user = {
      id: typed.id.trim(),
      userPrincipalName: typed.userPrincipalName.trim(),
      displayName: typed.displayName.trim(),
      usageLocation: typed.usageLocation.trim().toUpperCase(),
      dialOutPolicy: policy,
    };
    if (!(await adding.run(user))) return;
    setTyped(NOBODY);
    setPolicy(OPEN_POLICY);
    onAdded();
  };
  const added = adding.result;
  return (
    <Panel title="Add a user">
      <Form onSubmit={add}>
        {FIELDS.map(([name, label, hint]) => (
          <Field
            key={name}
            label={label}
            value={typed[name]}
            onValue={(value) => setTyped({ ...typed, [name]: value })}
            hint={hint}
            error={fieldError(adding.problem, name)}
          />
        ))}
        <PolicyFields policy={policy} onPolicy={setPolicy} />
        <Submit busy={adding.busy}>Add user</Submit>
        <ProblemNote problem={adding.problem} />
        {added ? (
          <Note tone="good" title={`${added.displayName} added`}>
            <p>
              <a href={addressOf('users', added.id)}>Assign licenses</a>
            </p>
          </Note>
        ) : null}
      </Form>
    </Panel>
  );
}
