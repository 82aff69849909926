import { useEffect, useRef } from 'preact/hooks';
import type { PurchaseDetails } from '../../../../shared/client/generated/api.ts';
import type { Answer } from '../../../../shared/client/requests.ts';
import { formatMoney } from '../money.ts';
import { Instant } from '../parts/instant.tsx';
import { Note } from '../parts/note.tsx';
import { addressOf } from '../state/address.ts';
import { useSession } from '../state/session-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { reasonInWords } from '../words.ts';

const ASK_AGAIN_SECONDS = 2;

interface OutcomeProps {
  readonly answer: Answer<PurchaseDetails>;
  readonly onAgain: () => void;
  /** A purchase that was pending is no more. */
  readonly onDecided: () => void;
}

export function PurchaseOutcome({ answer, onAgain, onDecided }: OutcomeProps) {
  return (
    <div class="outcome">
      {answer.body.status === 'pending' ? (
        <Pending purchase={answer.body} onDecided={onDecided} />
      ) : (
        <Decided purchase={answer.body} replayed={answer.replayed} />
      )}
      <div class="actions">
        <button type="button" class="quiet" onClick={onAgain}>
          Buy more
        </button>
        <a href={addressOf('overview')}>See the balance</a>
      </div>
    </div>
  );
}

function Pending({
  purchase,
  onDecided,
}: {
  readonly purchase: PurchaseDetails;
  readonly onDecided: () => void;
}) {
  const { api } = useSession();
  const reported = useRef(false);
  const { data } = useLoaded(
    `purchase ${purchase.id}`,
    (signal) => api.get('/purchases/{purchase}', { path: { purchase: purchase.id }, signal }),
    { everySeconds: ASK_AGAIN_SECONDS, until: ({ status }) => status !== 'pending' },
  );
  const current = data ?? purchase;
  const isDecided = current.status !== 'pending';
  useEffect(() => {
    if (isDecided && !reported.current) onDecided();
    reported.current = isDecided;
  }, [isDecided, onDecided]);
  if (isDecided) return <Decided purchase={current} replayed={false} />;
  return (
    <Note tone="busy" title="The payment is not decided yet">
      <p>
        {formatMoney(purchase.amount, purchase.currency)} will be added as soon as the payment is confirmed.
        Do not buy again; this page keeps asking.
      </p>
    </Note>
  );
}

function Decided({ purchase, replayed }: { readonly purchase: PurchaseDetails; readonly replayed: boolean }) {
  const amount = formatMoney(purchase.amount, purchase.currency);
  if (purchase.status === 'failed') {
    return (
      <Note tone="bad" title="Payment declined">
        <p>
          {purchase.reason ? `Reason: ${reasonInWords(purchase.reason)}. ` : ''}Nothing was charged and no
          credits were added.
        </p>
      </Note>
    );
  }
  return (
    <Note tone="good" title={`${amount} added`}>
      {replayed ? <p>This purchase had arrived before; it was paid once.</p> : null}
      {purchase.lot ? (
        <p>
          Valid until <Instant at={purchase.lot.expiresAt} day />.
          {purchase.invoice ? ` Invoice number ${purchase.invoice.number}.` : ''}
        </p>
      ) : null}
    </Note>
  );
}
