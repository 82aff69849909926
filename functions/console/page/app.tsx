import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Problem, problemFrom } from './api/problem.ts';
import { Loading, ProblemNote } from './parts/note.tsx';
import { Shell } from './shell.tsx';
import { ChooseOrganization } from './sign-in/choose-organization.tsx';
import { type Opened, openClient, openSession } from './sign-in/open-session.ts';
import { completeArrival, goToIssuer, goToSignOut, readArrival } from './sign-in/redirects.ts';
import { SignIn } from './sign-in/sign-in.tsx';
import { TokenKeeper } from './sign-in/token-keeper.ts';
import { addressOf } from './state/address.ts';
import { forgetSession, type KeptSession, storedSession } from './state/session.ts';
import { attemptsOfTab, SessionProvider, underwayOfTab } from './state/session-context.ts';

interface SignedIn {
  readonly keeper: TokenKeeper;
  readonly opened: Opened;
}

type State =
  | { readonly name: 'returning'; readonly callback: URL }
  | { readonly name: 'leaving'; readonly loginHint: string }
  | { readonly name: 'opening'; readonly kept: KeptSession }
  | { readonly name: 'failed'; readonly kept: KeptSession; readonly problem: Problem }
  | { readonly name: 'out'; readonly reason?: string }
  | { readonly name: 'in'; readonly signedIn: SignedIn; readonly choosing: boolean };

const ENDED = 'Your session has ended. Sign in again: you come back to this page.';
const NOT_BEGUN = 'This sign-in was not begun in this tab. Sign in again.';

function firstState(): State {
  const arrival = readArrival();
  if (arrival.kind === 'returned') return { name: 'returning', callback: arrival.callback };
  if (arrival.kind === 'invited') {
    // The link is for whom it names; what another left behind is not theirs.
    forgetSession();
    return { name: 'leaving', loginHint: arrival.loginHint };
  }
  const kept = storedSession();
  return kept ? { name: 'opening', kept } : { name: 'out' };
}

/** `now` returns milliseconds since 1970. */
export function App({ now }: { readonly now: () => number }) {
  const [state, setState] = useState(firstState);
  useArrival(state, setState, now);
  useOpening(state, setState, now);

  if (state.name === 'in') return <SignedInApp {...state} setState={setState} />;
  if (state.name === 'out') {
    return <SignIn reason={state.reason} onSignIn={() => goToIssuer(openClient())} />;
  }
  return (
    <main class="sign-in">
      <h1>Communications credits</h1>
      {state.name === 'failed' ? (
        <ProblemNote
          problem={state.problem}
          onRetry={() => setState({ name: 'opening', kept: state.kept })}
        />
      ) : (
        <Loading what="your organization" />
      )}
    </main>
  );
}

interface SignedInAppProps {
  readonly signedIn: SignedIn;
  readonly choosing: boolean;
  readonly setState: (state: State) => void;
}

function SignedInApp({ signedIn, choosing, setState }: SignedInAppProps) {
  const { keeper, opened } = signedIn;
  const { client, me, work } = opened;

  const signOut = useCallback(async (): Promise<void> => {
    const { settings } = keeper.session;
    forgetSession();
    setState({ name: 'out' });
    // Without the issuer the person is signed out of this page at least.
    await goToSignOut(settings).catch((error: unknown) =>
      setState({ name: 'out', reason: problemFrom(error).detail }),
    );
  }, [keeper, setState]);

  const choose = async (organization: string): Promise<void> => {
    if (me.operator) keeper.chooseOrganization(organization);
    else {
      await client.put('/v1/me/organization', { body: { organization } });
      if (!(await keeper.renew())) return;
    }
    // What was open belongs to the other organization.
    if (work) location.hash = addressOf('overview');
    setState({ name: 'opening', kept: keeper.session });
  };

  if (!work || choosing) {
    const onCancel = work ? () => setState({ name: 'in', signedIn, choosing: false }) : undefined;
    return (
      <ChooseOrganization client={client} me={me} onChoose={choose} onCancel={onCancel} onSignOut={signOut} />
    );
  }
  const maySwitch = me.operator || me.organizations.length > 1;
  const onSwitch = maySwitch ? () => setState({ name: 'in', signedIn, choosing: true }) : undefined;
  const kept = { attempts: attemptsOfTab(), underway: underwayOfTab(work.api.id) };
  return (
    <SessionProvider value={{ client, me, ...work, ...kept }}>
      <Shell onSignOut={signOut} onSwitch={onSwitch} />
    </SessionProvider>
  );
}

/** Completes the sign-in of a person who comes back, and begins that of a person whom a link names. */
function useArrival(state: State, setState: (state: State) => void, now: () => number): void {
  useEffect(() => {
    const fail = (error: unknown): void => {
      const { title, detail } = problemFrom(error);
      setState({ name: 'out', reason: `${title}. ${detail}` });
    };
    if (state.name === 'returning') {
      completeArrival(state.callback, now).then(
        (kept) => setState(kept ? { name: 'opening', kept } : { name: 'out', reason: NOT_BEGUN }),
        fail,
      );
    }
    if (state.name === 'leaving') goToIssuer(openClient(), state.loginHint).catch(fail);
  }, [state, setState, now]);
}

function useOpening(state: State, setState: (state: State) => void, now: () => number): void {
  const kept = state.name === 'opening' ? state.kept : undefined;
  useEffect(() => {
    if (!kept) return;
    let hasEnded = false;
    const onEnd = (): void => {
      hasEnded = true;
      setState({ name: 'out', reason: ENDED });
    };
    const keeper = new TokenKeeper(kept, { now, onEnd });
    openSession(keeper).then(
      (opened) => setState({ name: 'in', signedIn: { keeper, opened }, choosing: false }),
      (error: unknown) => {
        if (!hasEnded) setState({ name: 'failed', kept: keeper.session, problem: problemFrom(error) });
      },
    );
  }, [kept, setState, now]);
}
