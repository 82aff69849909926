import { useState } from 'preact/hooks';
import { type Problem, problemFrom } from '../api/problem.ts';
import { Note, ProblemNote } from '../parts/note.tsx';

interface SignInProps {
  /** Why the person is here again. */
  readonly reason: string | undefined;
  /** Leaves the page. */
  readonly onSignIn: () => Promise<void>;
}

export function SignIn({ reason, onSignIn }: SignInProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);

  const signIn = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onSignIn();
    } catch (error) {
      setProblem(problemFrom(error));
      setBusy(false);
    }
  };

  return (
    <main class="sign-in">
      <h1>Communications credits</h1>
      <p class="lead">Sign in to see and manage the credits of your organization.</p>
      {reason && !problem ? <Note tone="warn" title={reason} /> : null}
      <ProblemNote problem={problem} />
      <p>
        <button type="button" class="primary" aria-disabled={busy} onClick={signIn}>
          {busy ? 'Going to the sign-in page …' : 'Sign in'}
        </button>
      </p>
    </main>
  );
}
