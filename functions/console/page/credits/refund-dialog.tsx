import { useState } from 'preact/hooks';
import type { Purchase, Refund } from '../../../../shared/client/generated/api.ts';
import type { Problem } from '../api/problem.ts';
import { formatMoney, isZero, readAmount } from '../money.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Field, fieldError } from '../parts/field.tsx';
import { Instant } from '../parts/instant.tsx';
import { Loading, Note, ProblemNote } from '../parts/note.tsx';
import { ReasonField, useReason } from '../parts/reason-field.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction, useMoneyMove } from '../state/use-action.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { reasonInWords } from '../words.ts';

interface RefundDialogProps {
  readonly purchase: Purchase;
  readonly onClose: () => void;
  readonly onRefunded: () => void;
}

export function RefundDialog({ purchase, onClose, onRefunded }: RefundDialogProps) {
  const { data, problem, reload } = usePurchase(purchase.id);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const refunding = useRefund(purchase.id);
  const why = useReason();
  const { currency } = purchase;
  const unspent = data?.lot?.remaining;
  const value = typed ?? unspent ?? '';

  const refund = async (): Promise<void> => {
    if (refunding.result) {
      onClose();
      return;
    }
    const amount = readAmount(value);
    const isAmount = amount !== undefined && !isZero(amount);
    setWrong(isAmount ? undefined : 'Enter an amount above zero, such as 20.00.');
    const reason = why.read();
    if (isAmount && reason !== undefined && (await refunding.run({ amount, reason }))) onRefunded();
  };
  const done = refunding.result?.body;
  return (
    <Confirm
      title="Refund this purchase?"
      action={done ? 'Close' : 'Refund'}
      busy={refunding.busy}
      onConfirm={refund}
      onClose={onClose}
    >
      {done ? (
        <Refunded refund={done} />
      ) : (
        <>
          <p>
            {formatMoney(purchase.amount, currency)}, bought <Instant at={purchase.createdAt} />. Only what is
            unspent can be paid back, and it leaves your balance at once.
          </p>
          {data || problem ? null : <Loading what="what is unspent" />}
          <ProblemNote problem={problem} onRetry={reload} />
          <Field
            label={`Amount in ${currency}`}
            inputMode="decimal"
            value={value}
            onValue={setTyped}
            hint={
              unspent === undefined ? '' : `${formatMoney(unspent, currency)} of this purchase is unspent.`
            }
            error={wrong ?? fieldError(refunding.problem, 'amount')}
          />
          <ReasonField reason={why} problem={refunding.problem} />
          <ProblemNote problem={refunding.problem}>
            <Reason problem={refunding.problem} />
          </ProblemNote>
        </>
      )}
    </Confirm>
  );
}

function usePurchase(id: string) {
  const { api } = useSession();
  return useLoaded(`purchase ${id}`, (signal) =>
    api.get('/purchases/{purchase}', { path: { purchase: id }, signal }),
  );
}

function useRefund(id: string) {
  const { api } = useSession();
  const move = useMoneyMove();
  const path = { purchase: id };
  return useAction((body: { readonly amount: string; readonly reason: string }) => {
    return move(`refund ${id}`, body, (sending) =>
      api.answer('post', '/purchases/{purchase}/refund', { path, body, ...sending }),
    );
  });
}

function Reason({ problem }: { readonly problem: Problem | undefined }) {
  const reason = problem?.members.reason;
  return typeof reason === 'string' ? <p>Reason: {reasonInWords(reason)}.</p> : null;
}

function Refunded({ refund: { status, amount, currency } }: { readonly refund: Refund }) {
  const isPending = status === 'pending';
  return (
    <Note tone={isPending ? 'busy' : 'good'} title={isPending ? 'The refund is under way' : 'Refunded'}>
      <p>{formatMoney(amount, currency)} goes back to the payment method that paid it.</p>
    </Note>
  );
}
