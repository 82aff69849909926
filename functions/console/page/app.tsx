import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Problem, problemFrom } from './api/problem.ts';
import { Loading, ProblemNote } from './parts/note.tsx';
import { Shell } from './shell.tsx';
import { openSession } from './sign-in/open-session.ts';
import { SignIn } from './sign-in/sign-in.tsx';
import {
  type Credentials,
  forgetSession,
  keepSession,
  storedSession,
  takeSessionFromAddress,
} from './state/session.ts';
import { attemptsOfTab, type Session, SessionProvider } from './state/session-context.ts';

type State =
  | { readonly name: 'opening'; readonly credentials: Credentials }
  | { readonly name: 'failed'; readonly credentials: Credentials; readonly problem: Problem }
  | { readonly name: 'out'; readonly reason?: string; readonly organization: string }
  | { readonly name: 'in'; readonly session: Session };

const EXPIRED = 'Your token is not valid any more. Sign in again with a new one.';

function firstState(): State {
  const linked = takeSessionFromAddress();
  // A link is for whom it names; what another left behind is not theirs.
  if (linked) forgetSession();
  const credentials = linked ?? storedSession();
  return credentials ? { name: 'opening', credentials } : { name: 'out', organization: '' };
}

export function App() {
  const [state, setState] = useState(firstState);
  const signedIn = useRef(false);

  const signOut = useCallback((organization: string, reason?: string) => {
    signedIn.current = false;
    forgetSession();
    setState({ name: 'out', organization, ...(reason === undefined ? {} : { reason }) });
  }, []);

  const signIn = useCallback(
    async (credentials: Credentials): Promise<void> => {
      const expired = (): void => {
        if (signedIn.current) signOut(credentials.organization, EXPIRED);
      };
      const opened = await openSession(credentials, expired);
      keepSession(credentials);
      signedIn.current = true;
      setState({ name: 'in', session: { ...opened, attempts: attemptsOfTab() } });
    },
    [signOut],
  );

  useSignInByLink(setState);
  useOpening(state, signIn, setState, signOut);

  if (state.name === 'in') {
    const { session } = state;
    return (
      <SessionProvider value={session}>
        <Shell onSignOut={() => signOut(session.api.id)} />
      </SessionProvider>
    );
  }
  if (state.name === 'out') {
    return <SignIn reason={state.reason} organization={state.organization} onSignIn={signIn} />;
  }
  return (
    <main class="sign-in">
      <h1>Communications credits</h1>
      {state.name === 'opening' ? <Loading what="your organization" /> : null}
      {state.name === 'failed' ? (
        <ProblemNote
          problem={state.problem}
          onRetry={() => setState({ name: 'opening', credentials: state.credentials })}
        />
      ) : null}
    </main>
  );
}

/** A link that is opened in a tab where somebody is signed in changes only the fragment: the page is not loaded again. */
function useSignInByLink(setState: (state: State) => void): void {
  useEffect(() => {
    const follow = (): void => {
      const credentials = takeSessionFromAddress();
      if (!credentials) return;
      forgetSession();
      setState({ name: 'opening', credentials });
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [setState]);
}

function useOpening(
  state: State,
  signIn: (credentials: Credentials) => Promise<void>,
  setState: (state: State) => void,
  signOut: (organization: string, reason?: string) => void,
): void {
  const credentials = state.name === 'opening' ? state.credentials : undefined;
  useEffect(() => {
    if (!credentials) return;
    signIn(credentials).catch((error: unknown) => {
      const problem = problemFrom(error);
      // No answer, or a busy service, is not a reason to make somebody look for the token again.
      const isOurs = problem.code === 'no-answer' || problem.status >= 500;
      if (isOurs) setState({ name: 'failed', credentials, problem });
      else signOut(credentials.organization, `${problem.title}. ${problem.detail}`);
    });
  }, [credentials, signIn, setState, signOut]);
}
