import { useEffect, useRef } from 'preact/hooks';
import type { PurchaseDetails } from '../../../../shared/client/generated/api.ts';
import { formatMoney, isZero } from '../money.ts';
import { Button } from '../parts/button.tsx';
import { Instant } from '../parts/instant.tsx';
import { Loading, Note, ProblemNote } from '../parts/note.tsx';
import { addressOf } from '../state/address.ts';
import { useSession } from '../state/session-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { reasonInWords } from '../words.ts';
import { failureTitle, paymentState } from './payment-state.ts';
import { TransferDetails } from './transfer-details.tsx';
import { useNextAction } from './use-next-action.ts';

const ASK_AGAIN_SECONDS = 2;

interface OutcomeProps {
  readonly id: string;
  /** It had arrived before. */
  readonly replayed: boolean;
  readonly onAgain: () => void;
  /** It is decided. */
  readonly onDecided: () => void;
}

/** What became of a purchase. It is asked for until it is decided. */
export function PurchaseOutcome({ id, replayed, onAgain, onDecided }: OutcomeProps) {
  const { api } = useSession();
  const { data, problem, reload } = useLoaded(
    `purchase ${id}`,
    (signal) => api.get('/purchases/{purchase}', { path: { purchase: id }, signal }),
    { everySeconds: ASK_AGAIN_SECONDS, until: ({ status }) => status !== 'pending' },
  );
  const isDecided = data !== undefined && data.status !== 'pending';
  const reported = useRef(false);
  useEffect(() => {
    if (isDecided && !reported.current) onDecided();
    reported.current = isDecided;
  }, [isDecided, onDecided]);
  return (
    <div class="outcome">
      {data ? <Outcome purchase={data} replayed={replayed} onAsked={reload} /> : null}
      {data || problem ? null : <Loading what="the purchase" />}
      <ProblemNote problem={problem} onRetry={reload} />
      <div class="actions">
        <Button onClick={onAgain}>Buy more</Button>
        <a href={addressOf('overview')}>See the balance</a>
      </div>
    </div>
  );
}

interface PurchaseProps {
  readonly purchase: PurchaseDetails;
}

function Outcome({
  purchase,
  replayed,
  onAsked,
}: PurchaseProps & { readonly replayed: boolean; readonly onAsked: () => void }) {
  switch (paymentState(purchase)) {
    case 'paid':
      return <Paid purchase={purchase} replayed={replayed} />;
    case 'declined':
      return <Declined purchase={purchase} />;
    case 'payer':
      return <WaitsForPayer purchase={purchase} onAsked={onAsked} />;
    case 'transfer':
      return <TransferDetails purchase={purchase} />;
    default:
      return <WaitsForBank purchase={purchase} />;
  }
}

function Paid({ purchase, replayed }: PurchaseProps & { readonly replayed: boolean }) {
  const { amount, currency, lot, invoice, excess } = purchase;
  return (
    <Note tone="good" title={`${formatMoney(amount, currency)} added`}>
      {replayed ? <p>This purchase had arrived before; it was paid once.</p> : null}
      {lot ? (
        <p>
          Valid until <Instant at={lot.expiresAt} day />.{invoice ? ` Invoice number ${invoice.number}.` : ''}
        </p>
      ) : null}
      {isZero(excess) ? null : (
        <p>{formatMoney(excess, currency)} too much arrived, and is kept for the next transfer.</p>
      )}
    </Note>
  );
}

function Declined({ purchase: { reason, excess, currency } }: PurchaseProps) {
  return (
    <Note tone="bad" title={failureTitle(reason)}>
      <p>
        {reason ? `Reason: ${reasonInWords(reason)}. ` : ''}
        {isZero(excess)
          ? 'Nothing was charged and no'
          : `${formatMoney(excess, currency)} is kept for the next transfer. No`}{' '}
        credits were added.
      </p>
    </Note>
  );
}

function WaitsForPayer({ purchase, onAsked }: PurchaseProps & { readonly onAsked: () => void }) {
  const goOn = useNextAction(onAsked);
  return (
    <Note tone="warn" title="The payment is not finished">
      <p>
        {formatMoney(purchase.amount, purchase.currency)} will be added once you have paid or confirmed it on
        the payment page. If you just did, wait a moment: this page keeps asking.
      </p>
      <button type="button" class="primary" aria-disabled={goOn.busy} onClick={() => goOn.run(purchase.id)}>
        Go on with the payment
      </button>
      <ProblemNote problem={goOn.problem} />
    </Note>
  );
}

function WaitsForBank({ purchase: { amount, currency } }: PurchaseProps) {
  return (
    <Note tone="busy" title="The payment is not decided yet">
      <p>
        {formatMoney(amount, currency)} will be added as soon as the payment is confirmed. Do not buy again;
        this page keeps asking.
      </p>
    </Note>
  );
}
