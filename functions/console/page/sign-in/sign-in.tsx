import { useState } from 'preact/hooks';
import { type Problem, problemFrom } from '../api/problem.ts';
import { Field } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { Note, ProblemNote } from '../parts/note.tsx';
import type { Credentials } from '../state/session.ts';

interface SignInProps {
  /** Why one is here again. */
  readonly reason: string | undefined;
  readonly organization: string;
  readonly onSignIn: (credentials: Credentials) => Promise<void>;
}

export function SignIn({ reason, organization: known, onSignIn }: SignInProps) {
  const [organization, setOrganization] = useState(known);
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [missing, setMissing] = useState(false);

  const signIn = async (): Promise<void> => {
    const given = { organization: organization.trim(), token: token.trim().replace(/^Bearer\s+/i, '') };
    setMissing(given.organization === '' || given.token === '');
    if (busy || given.organization === '' || given.token === '') return;
    setBusy(true);
    setProblem(undefined);
    await onSignIn(given).catch((error: unknown) => setProblem(problemFrom(error)));
    setBusy(false);
  };

  return (
    <main class="sign-in">
      <h1>Communications credits</h1>
      <p class="lead">Sign in to see and manage the credits of your organization.</p>
      {reason && !problem ? <Note tone="warn" title={reason} /> : null}
      <ProblemNote problem={problem} />
      <Form onSubmit={signIn}>
        <Field
          label="Organization"
          name="organization"
          value={organization}
          onValue={setOrganization}
          error={missing && organization.trim() === '' ? 'Enter the id of your organization.' : undefined}
        />
        <Field
          label="Token"
          name="token"
          type="password"
          value={token}
          onValue={setToken}
          hint="From your sign-in service. It stays in this tab and is forgotten when you close it."
          error={missing && token.trim() === '' ? 'Paste a token.' : undefined}
        />
        <Submit busy={busy}>Sign in</Submit>
      </Form>
    </main>
  );
}
