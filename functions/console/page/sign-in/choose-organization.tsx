import { useState } from 'preact/hooks';
import type { CreditsClient } from '../../../../shared/client/client.ts';
import type { Me } from '../../../../shared/client/generated/api.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { Empty, Loading, ProblemNote } from '../parts/note.tsx';
import { useAction } from '../state/use-action.ts';
import { useLoaded } from '../state/use-loaded.ts';

interface Choosing {
  readonly onChoose: (organization: string) => Promise<void>;
}

interface ChooseOrganizationProps extends Choosing {
  readonly client: CreditsClient;
  readonly me: Me;
  /** Absent for a person who has to choose. */
  readonly onCancel: (() => void) | undefined;
  readonly onSignOut: () => void;
}

/** A person chooses one of their organizations, an operator any. */
export function ChooseOrganization({ client, me, onChoose, onCancel, onSignOut }: ChooseOrganizationProps) {
  const { operator, organizations } = me;
  return (
    <main class="sign-in">
      <h1>Choose an organization</h1>
      {operator ? <AnyOrganization client={client} onChoose={onChoose} /> : null}
      {!operator && organizations.length > 0 ? (
        <Organizations organizations={organizations} onChoose={onChoose} />
      ) : null}
      {!operator && organizations.length === 0 ? (
        <Empty>
          You are not a member of an organization. Ask an owner of yours to invite
          {me.email === null ? ' you' : ` ${me.email}`}.
        </Empty>
      ) : null}
      <p class="actions">
        {onCancel ? <Button onClick={onCancel}>Cancel</Button> : null}
        <Button onClick={onSignOut}>Sign out</Button>
      </p>
    </main>
  );
}

interface OrganizationsProps extends Choosing {
  readonly organizations: readonly {
    readonly id: string;
    readonly name: string;
    readonly role?: string | null;
  }[];
}

function Organizations({ organizations, onChoose }: OrganizationsProps) {
  const { run, busy, problem } = useAction(onChoose);
  return (
    <>
      <ProblemNote problem={problem} />
      <ul class="choices">
        {organizations.map(({ id, name, role }) => (
          <li key={id}>
            <button type="button" class="quiet choice" aria-disabled={busy} onClick={() => run(id)}>
              {name} <small>{[id, role].filter(Boolean).join(' · ')}</small>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

const SHOWN = 20;

function AnyOrganization({ client, onChoose }: Choosing & { readonly client: CreditsClient }) {
  const [search, setSearch] = useState('');
  const [typed, setTyped] = useState('');
  const { data, problem, reload } = useLoaded(`organizations ${search}`, (signal) =>
    client.get('/v1/organizations', {
      query: { limit: SHOWN, ...(search === '' ? {} : { search }) },
      signal,
    }),
  );
  return (
    <>
      <Form onSubmit={() => setSearch(typed.trim())}>
        <Field label="Name or id" name="search" value={typed} onValue={setTyped} />
        <Submit busy={false}>Search</Submit>
      </Form>
      <ProblemNote problem={problem} onRetry={reload} />
      {!data && !problem ? <Loading what="organizations" /> : null}
      {data?.items.length === 0 ? <Empty>No organization is called that.</Empty> : null}
      {data ? <Organizations organizations={data.items} onChoose={onChoose} /> : null}
    </>
  );
}
