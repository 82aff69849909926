import { useState } from 'preact/hooks';
import type { PaymentMethod } from '../../../../shared/client/generated/api.ts';
import type { Currency } from '../../../../shared/domain/currencies.ts';
import { type Amount, compareAmounts, formatMoney, readAmount } from '../money.ts';
import { Field, fieldError } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { Note, ProblemNote } from '../parts/note.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction, useMoneyMove } from '../state/use-action.ts';
import { reasonInWords } from '../words.ts';
import type { Bounds } from './bounds.ts';
import { PurchaseOutcome } from './purchase-outcome.tsx';

interface BuyProps {
  readonly bounds: Bounds;
  readonly currency: string;
  readonly paymentMethod: PaymentMethod | null;
  readonly onBought: () => void;
}

/**
 * The button says what will be paid. After a purchase its outcome takes the place
 * of the form: a further click buys nothing.
 */
export function Buy({ bounds, currency, paymentMethod, onBought }: BuyProps) {
  const { api, organization } = useSession();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const move = useMoneyMove();
  const buying = useAction((amount: string) => {
    const body = { amount, currency };
    return move('/purchases', body, (sending) => api.answer('post', '/purchases', { body, ...sending }));
  });

  const buy = async (): Promise<void> => {
    const amount = readAmount(typed);
    const complaint = complaintAbout(amount, bounds, currency);
    setWrong(complaint);
    if (amount === undefined || complaint !== undefined) return;
    if (await buying.run(amount)) onBought();
  };
  const again = (): void => {
    buying.clear();
    setTyped('');
  };

  if (organization?.agreement === 'MCA') return <NotBoughtByHand />;
  if (buying.result) return <PurchaseOutcome answer={buying.result} onAgain={again} onDecided={onBought} />;
  const { problem } = buying;
  const amount = readAmount(typed);
  return (
    <Form onSubmit={buy}>
      <Field
        label={`Amount in ${currency}`}
        name="amount"
        value={typed}
        onValue={(value) => {
          setTyped(value);
          setWrong(undefined);
        }}
        inputMode="decimal"
        error={wrong ?? fieldError(problem, 'amount')}
        hint={`From ${formatMoney(bounds.minimum, currency)} to ${formatMoney(bounds.maximum, currency)}. Valid for ${bounds.termMonths} months.`}
      />
      <PayingWith method={paymentMethod} />
      <Submit busy={buying.busy}>
        {amount === undefined ? 'Buy credits' : `Pay ${formatMoney(amount, currency)}`}
      </Submit>
      <ProblemNote problem={problem}>
        {problem && typeof problem.members.reason === 'string' ? (
          <p>
            Reason: {reasonInWords(problem.members.reason)}. Nothing was charged and no credits were added.
          </p>
        ) : null}
        {problem?.code === 'no-answer' ? (
          <p>It is not known whether the purchase arrived. Press the button again: it is never paid twice.</p>
        ) : null}
      </ProblemNote>
    </Form>
  );
}

function NotBoughtByHand() {
  return (
    <Note tone="calm" title="Credits are not bought by hand under your agreement (MCA)">
      <p>Switch auto-recharge on to fund the balance, or be billed after use.</p>
    </Note>
  );
}

function PayingWith({ method }: { readonly method: PaymentMethod | null }) {
  if (!method) return <Note tone="warn" title="Set a payment method first, below." />;
  return (
    <p>
      Paid with <strong>{method.label ?? method.token}</strong>. You get an invoice at once.
    </p>
  );
}

function complaintAbout(
  amount: Amount | undefined,
  { minimum, maximum }: Bounds,
  currency: Currency,
): string | undefined {
  if (amount === undefined) return 'Enter an amount such as 100.00.';
  const tooLittle = compareAmounts(amount, minimum) === -1;
  const tooMuch = compareAmounts(amount, maximum) === 1;
  if (!tooLittle && !tooMuch) return undefined;
  return `Enter an amount from ${formatMoney(minimum, currency)} to ${formatMoney(maximum, currency)}.`;
}
