import { useEffect, useState } from 'preact/hooks';
import { formatDateTime, formatUtc } from '../instants.ts';
import { Button } from '../parts/button.tsx';
import { Choice } from '../parts/field.tsx';
import { askClock, runSchedule } from './clock-requests.ts';

const STEPS = [
  ['PT1H', '+1 hour'],
  ['P1D', '+1 day'],
  ['P1M', '+1 month'],
  ['P12M', '+12 months'],
] as const;
const SCHEDULES = [
  ['expire-lots', 'Forfeit expired credits'],
  ['release-holds', 'Release abandoned holds'],
  ['reconcile-payments', 'Ask about open payments'],
  ['settle-stragglers', 'Settle what was left over'],
  ['close-month', 'Close the month'],
  ['warn-expiring', 'Warn of expiring credits'],
  ['run-license-jobs', 'Work on license lists'],
  ['run-user-imports', 'Import users'],
  ['audit-organizations', 'Audit the books'],
] as const;
const TICK_SECONDS = 15;

/** Where there is a test clock, time can be moved; where there is none, nothing is shown. */
export function TestClock() {
  const [now, setNow] = useState<string | undefined>(undefined);
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  const ask = async (method: string, body?: unknown): Promise<void> => setNow(await askClock(method, body));
  useEffect(() => {
    ask('GET').catch(() => setNow(undefined));
  }, []);
  useEffect(() => {
    if (now === undefined) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible')
        ask('GET').catch(() => setMessage('The test clock is gone.'));
    }, TICK_SECONDS * 1000);
    return () => clearInterval(timer);
  }, [now]);

  const perform = async (done: string, action: () => Promise<unknown>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setMessage('Working …');
    await action().then(
      () => setMessage(done),
      () => setMessage('That did not work.'),
    );
    setBusy(false);
  };
  if (now === undefined) return null;
  return (
    <aside class="test-clock" aria-label="Test clock">
      <h2>Test clock</h2>
      <p>
        <time dateTime={now} title={formatUtc(now)}>
          {formatDateTime(now)}
        </time>
      </p>
      <div class="steps">
        {STEPS.map(([advance, words]) => (
          <Step
            key={advance}
            busy={busy}
            onClick={() => perform(`Moved ${words}`, () => ask('POST', { advance }))}
          >
            {words}
          </Step>
        ))}
        <Step busy={busy} onClick={() => perform('Back to real time', () => ask('DELETE'))}>
          Reset
        </Step>
      </div>
      <Schedules busy={busy} onRun={(name) => perform(`Done: ${name}`, () => runSchedule(name))} />
      <p class="hint" role="status">
        {message}
      </p>
    </aside>
  );
}

interface StepProps {
  readonly busy: boolean;
  readonly onClick: () => unknown;
  readonly children: string;
}

function Step({ busy, onClick, children }: StepProps) {
  return (
    <Button small busy={busy} onClick={onClick}>
      {children}
    </Button>
  );
}

function Schedules({ busy, onRun }: { readonly busy: boolean; readonly onRun: (name: string) => unknown }) {
  const [name, setName] = useState<string>(SCHEDULES[0][0]);
  return (
    <>
      <Choice label="Schedule" value={name} onValue={setName} options={SCHEDULES} />
      <Step busy={busy} onClick={() => onRun(name)}>
        Run now
      </Step>
    </>
  );
}
