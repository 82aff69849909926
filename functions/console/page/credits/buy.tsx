import { useState } from 'preact/hooks';
import type { PaymentMethod } from '../../../../shared/client/generated/api.ts';
import type { Currency } from '../../../../shared/domain/currencies.ts';
import type { Problem } from '../api/problem.ts';
import { type Amount, compareAmounts, formatMoney, readAmount } from '../money.ts';
import { Check, Choice, Field, fieldError } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { Note, ProblemNote } from '../parts/note.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction, useMoneyMove } from '../state/use-action.ts';
import { reasonInWords } from '../words.ts';
import type { Bounds } from './bounds.ts';
import { pageToGoTo } from './payment-state.ts';
import { PurchaseOutcome } from './purchase-outcome.tsx';
import { returnAddress } from './return-address.ts';
import { PAY_HINTS, type Pay, payOf, payWords, waysToPay } from './ways-to-pay.ts';

interface BuyProps {
  readonly bounds: Bounds;
  readonly currency: string;
  /** In the order in which they are charged. */
  readonly methods: readonly PaymentMethod[];
  readonly onBought: () => void;
}

interface Order {
  readonly amount: string;
  readonly pay: Pay;
  readonly keepsCard: boolean;
}

/** The purchase whose outcome is shown. */
interface Shown {
  readonly id: string;
  readonly replayed: boolean;
}

/**
 * The button says what will be paid. After a purchase its outcome takes the place of the form: a further click, a reload
 * and the way back from the payment page buy nothing.
 */
export function Buy(props: BuyProps) {
  const { organization, underway } = useSession();
  const [shown, setShown] = useState<Shown | undefined>(() => {
    const id = underway.current();
    return id === undefined ? undefined : { id, replayed: false };
  });
  if (organization?.agreement === 'MCA') return <NotBoughtByHand />;
  if (!shown) return <BuyForm {...props} onShown={setShown} />;
  const again = (): void => {
    underway.forget();
    setShown(undefined);
  };
  const decided = (): void => {
    underway.forget();
    props.onBought();
  };
  return <PurchaseOutcome key={shown.id} {...shown} onAgain={again} onDecided={decided} />;
}

function useBuying(currency: string, onShown: (shown: Shown) => void) {
  const { api, underway } = useSession();
  const move = useMoneyMove();
  return useAction(async ({ amount, pay, keepsCard }: Order) => {
    const returnUrl = returnAddress(location.origin);
    const body = {
      amount,
      currency,
      pay,
      ...(pay === 'bank-transfer' ? {} : { returnUrl }),
      ...(pay === 'hosted' ? { keepsCard } : {}),
    };
    const answer = await move('/purchases', body, async (sending) => {
      const sent = await api.answer('post', '/purchases', { body, ...sending });
      // Before the attempt is settled: from here on the purchase is what a reload shows.
      underway.keep(sent.body.id);
      return sent;
    });
    onShown({ id: answer.body.id, replayed: answer.replayed });
    const url = pageToGoTo(answer.body);
    if (url !== undefined) location.assign(url);
    return answer;
  });
}

function BuyForm({ bounds, currency, methods, onShown }: BuyProps & { onShown: (shown: Shown) => void }) {
  const [first] = methods;
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<Pay | undefined>(undefined);
  const [keeping, setKeeping] = useState<boolean | undefined>(undefined);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const buying = useBuying(currency, onShown);
  const pay = payOf(chosen, first);
  // Without a payment method there is nothing that auto-recharge could charge.
  const keepsCard = keeping ?? first === undefined;
  const amount = readAmount(typed);

  const buy = async (): Promise<void> => {
    const complaint = complaintAbout(amount, bounds, currency);
    setWrong(complaint);
    if (amount !== undefined && complaint === undefined) await buying.run({ amount, pay, keepsCard });
  };
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
        error={wrong ?? fieldError(buying.problem, 'amount')}
        hint={`From ${formatMoney(bounds.minimum, currency)} to ${formatMoney(bounds.maximum, currency)}. Valid for ${bounds.termMonths} months.`}
      />
      <Choice
        label="Pay with"
        value={pay}
        onValue={setChosen}
        options={waysToPay(first)}
        hint={PAY_HINTS[pay]}
      />
      {pay === 'hosted' ? (
        <Check
          label="Keep the card for later payments and auto-recharge"
          checked={keepsCard}
          onChecked={setKeeping}
        />
      ) : null}
      <Submit busy={buying.busy}>
        {amount === undefined ? 'Buy credits' : payWords(pay, formatMoney(amount, currency))}
      </Submit>
      <BuyProblem problem={buying.problem} />
    </Form>
  );
}

function BuyProblem({ problem }: { readonly problem: Problem | undefined }) {
  const reason = problem?.members.reason;
  return (
    <ProblemNote problem={problem}>
      {typeof reason === 'string' ? (
        <p>Reason: {reasonInWords(reason)}. Nothing was charged and no credits were added.</p>
      ) : null}
      {problem?.code === 'no-answer' ? (
        <p>It is not known whether the purchase arrived. Press the button again: it is never paid twice.</p>
      ) : null}
    </ProblemNote>
  );
}

function NotBoughtByHand() {
  return (
    <Note tone="calm" title="Credits are not bought by hand under your agreement (MCA)">
      <p>Switch auto-recharge on to fund the balance, or be billed after use.</p>
    </Note>
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
