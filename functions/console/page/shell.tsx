import { useEffect, useErrorBoundary, useRef } from 'preact/hooks';
import { problemFrom } from './api/problem.ts';
import { CallsScreen } from './calls/calls-screen.tsx';
import { CreditsScreen } from './credits/credits-screen.tsx';
import { LedgerScreen } from './ledger/ledger-screen.tsx';
import { MinutesScreen } from './minutes/minutes-screen.tsx';
import { OverviewScreen } from './overview/overview-screen.tsx';
import { Button } from './parts/button.tsx';
import { ProblemNote } from './parts/note.tsx';
import { RatesScreen } from './rates/rates-screen.tsx';
import { type Address, addressOf, SCREENS, type Screen } from './state/address.ts';
import { useSession } from './state/session-context.ts';
import { useAddress } from './state/use-address.ts';
import { TestClock } from './test-clock/test-clock.tsx';
import { UsersScreen } from './users/users-screen.tsx';

const TITLES: Readonly<Record<Screen, string>> = {
  overview: 'Overview',
  credits: 'Credits',
  ledger: 'Ledger',
  calls: 'Calls',
  minutes: 'Minutes',
  users: 'Users',
  rates: 'Rates',
};

interface ShellProps {
  readonly onSignOut: () => void;
  /** Absent for a person of one organization. */
  readonly onSwitch: (() => void) | undefined;
}

/** The frame around every screen. */
export function Shell({ onSignOut, onSwitch }: ShellProps) {
  const { api, me, organization } = useSession();
  const address = useAddress();
  const membership = me.organizations.find(({ id }) => id === api.id);
  const name = organization?.name ?? membership?.name ?? api.id;
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={() => document.getElementById('content')?.focus()}>
        Skip to the content
      </button>
      <header>
        <div class="who">
          <p class="brand">Communications credits</p>
          <p class="organization">
            {name}
            {organization?.status === 'suspended' ? ' (suspended)' : ''}
          </p>
        </div>
        <div class="person">
          <p>
            {me.name ?? me.email ?? me.subject}
            <small>{me.operator ? 'operator' : membership?.role}</small>
          </p>
          {onSwitch ? (
            <Button small onClick={onSwitch}>
              Switch organization
            </Button>
          ) : null}
          <Button small onClick={onSignOut}>
            Sign out
          </Button>
        </div>
      </header>
      <nav aria-label="Screens">
        <ul>
          {SCREENS.map((screen) => (
            <li key={screen}>
              <a href={addressOf(screen)} aria-current={screen === address.screen ? 'page' : undefined}>
                {TITLES[screen]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Content address={address} title={TITLES[address.screen]} organization={name} />
      <TestClock />
    </div>
  );
}

interface ContentProps {
  readonly address: Address;
  readonly title: string;
  readonly organization: string;
}

/** After a change of what is shown the heading has the focus, so that it is read aloud and the keyboard goes on from there. */
function Content({ address, title, organization }: ContentProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);
  const { id } = address;
  useEffect(() => {
    document.title = [id, title, organization].filter((part) => part !== undefined).join(' · ');
    if (!isFirst.current) {
      scrollTo(0, 0);
      heading.current?.focus({ preventScroll: true });
    }
    isFirst.current = false;
  }, [id, title, organization]);
  return (
    <main id="content" tabIndex={-1}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <CurrentScreen key={address.screen} address={address} />
    </main>
  );
}

/** A screen that fails says so, and takes nothing else with it. */
function CurrentScreen({ address }: { readonly address: Address }) {
  const [error, reset] = useErrorBoundary();
  if (error !== undefined) return <ProblemNote problem={problemFrom(error)} onRetry={reset} />;
  return <ChosenScreen address={address} />;
}

function ChosenScreen({ address }: { readonly address: Address }) {
  switch (address.screen) {
    case 'credits':
      return <CreditsScreen />;
    case 'ledger':
      return <LedgerScreen query={address.query} />;
    case 'calls':
      return <CallsScreen id={address.id} query={address.query} />;
    case 'minutes':
      return <MinutesScreen query={address.query} />;
    case 'users':
      return <UsersScreen id={address.id} query={address.query} />;
    case 'rates':
      return <RatesScreen />;
    default:
      return <OverviewScreen />;
  }
}
