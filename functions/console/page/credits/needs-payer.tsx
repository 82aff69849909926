import type { AutoRecharge } from '../../../../shared/client/generated/api.ts';
import { Note, ProblemNote } from '../parts/note.tsx';
import { useNextAction } from './use-next-action.ts';

interface NeedsPayerProps {
  readonly recharge: AutoRecharge;
  readonly onDecided: () => void;
}

/** A recharge that the bank wants confirmed: nothing is added before. */
export function NeedsPayer({ recharge, onDecided }: NeedsPayerProps) {
  const goOn = useNextAction(onDecided);
  const { status, purchase } = recharge;
  if (status !== 'needs-payer' || purchase === null) return null;
  return (
    <Note tone="warn" title="A recharge waits for you">
      <p>
        Your bank wants you to confirm the payment. No credits are added before. To pay with another card
        instead, charge that one first, under “Payment methods”.
      </p>
      <button type="button" class="primary" aria-disabled={goOn.busy} onClick={() => goOn.run(purchase)}>
        Confirm the payment
      </button>
      <ProblemNote problem={goOn.problem} />
    </Note>
  );
}
