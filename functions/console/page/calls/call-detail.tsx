import { useState } from 'preact/hooks';
import type { ReversedCall } from '../../../../shared/client/generated/api.ts';
import type { Answer } from '../../../../shared/client/requests.ts';
import { formatMoney, isZero } from '../money.ts';
import { Button } from '../parts/button.tsx';
import { Loading, Note, ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { addressOf } from '../state/address.ts';
import { useSession } from '../state/session-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { CallSummary } from './call-summary.tsx';
import { type ReversalKind, ReverseDialog } from './reverse-dialog.tsx';

export function CallDetail({ id }: { readonly id: string }) {
  const { api } = useSession();
  const { data, problem, reload } = useLoaded(`call ${id}`, (signal) =>
    api.get('/calls/{call}', { path: { call: id }, signal }),
  );
  const [asking, setAsking] = useState<ReversalKind | undefined>(undefined);
  const [reversed, setReversed] = useState<ReversedCall | undefined>(undefined);
  const done = ({ body }: Answer<ReversedCall>): void => {
    setAsking(undefined);
    setReversed(body);
    reload();
  };
  return (
    <>
      <p>
        <a href={addressOf('calls')}>All calls</a>
      </p>
      <ProblemNote problem={problem} onRetry={reload} />
      {data || problem ? null : <Loading what="the call" />}
      {data ? (
        <Panel title={`Call ${data.callId}`}>
          {reversed ? <ReversedNote reversed={reversed} /> : null}
          <CallSummary call={data} />
          {data.status === 'settled' && !data.reversal ? (
            <div class="actions">
              <Button onClick={() => setAsking('correction')}>Correct its length …</Button>
              <Button onClick={() => setAsking('void')}>Void …</Button>
            </div>
          ) : null}
          {asking ? (
            <ReverseDialog call={data} kind={asking} onDone={done} onClose={() => setAsking(undefined)} />
          ) : null}
        </Panel>
      ) : null}
    </>
  );
}

function ReversedNote({ reversed }: { readonly reversed: ReversedCall }) {
  const { charge, refunded, additionalCharge, forfeited, currency, status } = reversed;
  const title = status === 'voided' ? 'Voided' : `Corrected; it costs ${formatMoney(charge, currency)} now`;
  return (
    <Note tone="good" title={title}>
      <p>
        {isZero(additionalCharge)
          ? `${formatMoney(refunded, currency)} came back`
          : `It costs ${formatMoney(additionalCharge, currency)} more than before`}
        {isZero(forfeited)
          ? '.'
          : `; ${formatMoney(forfeited, currency)} of it was of credits that have expired since, and is forfeited.`}
      </p>
    </Note>
  );
}
