import { useState } from 'preact/hooks';
import type { AutoRecharge } from '../../../../shared/client/generated/api.ts';
import { formatMoney, isZero, readAmount } from '../money.ts';
import { rechargeInWords } from '../overview/recharge-words.ts';
import { Check, Field, fieldError } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { Note, ProblemNote } from '../parts/note.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';
import type { Bounds } from './bounds.ts';

interface RechargeFormProps {
  readonly recharge: AutoRecharge;
  readonly bounds: Bounds;
  readonly onSaved: () => void;
}

interface Settings {
  readonly enabled: boolean;
  readonly amount?: string;
  readonly threshold?: string;
  readonly monthlyCap?: string;
}

type FieldName = 'amount' | 'threshold' | 'monthlyCap';
type Complaints = Readonly<Partial<Record<FieldName, string>>>;

const shown = (amount: string | null): string => (amount === null || isZero(amount) ? '' : amount);

export function RechargeForm({ recharge, bounds, onSaved }: RechargeFormProps) {
  const { api } = useSession();
  const [enabled, setEnabled] = useState(recharge.enabled);
  const [typed, setTyped] = useState<Readonly<Record<FieldName, string>>>({
    amount: shown(recharge.amount),
    threshold: shown(recharge.threshold),
    monthlyCap: recharge.monthlyCapIsDefault ? '' : shown(recharge.monthlyCap),
  });
  const [complaints, setComplaints] = useState<Complaints>({});
  const saving = useAction((body: Settings) => api.put('/auto-recharge', { body }));
  const { currency } = recharge;

  const save = async (): Promise<void> => {
    const wrong = complaintsAbout(typed, enabled);
    setComplaints(wrong);
    if (Object.keys(wrong).length > 0) return;
    if (await saving.run(settingsOf(typed, enabled))) onSaved();
  };
  const field = (name: FieldName, { label, hint }: { readonly label: string; readonly hint: string }) => (
    <Field
      label={label}
      value={typed[name]}
      inputMode="decimal"
      onValue={(value) => setTyped({ ...typed, [name]: value })}
      hint={hint}
      error={complaints[name] ?? fieldError(saving.problem, name)}
    />
  );
  const words = rechargeInWords(recharge);
  return (
    <Form onSubmit={save}>
      <Note tone={words.tone} title={words.title}>
        <p>{words.detail}</p>
      </Note>
      <Check label="Buy credits automatically when they run low" checked={enabled} onChecked={setEnabled} />
      {field('amount', {
        label: `Amount to add, in ${currency}`,
        hint: `From ${formatMoney(bounds.minimum, currency)} to ${formatMoney(bounds.maximum, currency)}.`,
      })}
      {field('threshold', {
        label: `When the balance falls below, in ${currency}`,
        hint: `The amount is added at that moment, at most ${recharge.rechargesPerHour} times an hour. Not above ${formatMoney(bounds.maximum, currency)}.`,
      })}
      {field('monthlyCap', {
        label: `At most in a month, in ${currency} (optional)`,
        hint: capHint(recharge),
      })}
      <Submit busy={saving.busy}>Save auto-recharge</Submit>
      <ProblemNote problem={saving.problem} />
      {saving.result ? <Note tone="good" title="Auto-recharge saved" /> : null}
    </Form>
  );
}

function capHint({ monthlyCap, monthlyCapIsDefault, currency }: AutoRecharge): string {
  if (monthlyCap === null) return 'There is no limit: the operator has lifted it.';
  if (!monthlyCapIsDefault) return 'Nothing more is added in a month than this.';
  return `Without a figure of your own it is ${formatMoney(monthlyCap, currency)}.`;
}

function complaintsAbout(typed: Readonly<Record<FieldName, string>>, enabled: boolean): Complaints {
  const wrong = (name: FieldName, required: boolean): Complaints => {
    const isEmpty = typed[name].trim() === '';
    if (isEmpty ? !required : readAmount(typed[name]) !== undefined) return {};
    return { [name]: 'Enter an amount such as 50.00.' };
  };
  return { ...wrong('amount', enabled), ...wrong('threshold', enabled), ...wrong('monthlyCap', false) };
}

function settingsOf(typed: Readonly<Record<FieldName, string>>, enabled: boolean): Settings {
  const [amount, threshold] = [readAmount(typed.amount), readAmount(typed.threshold)];
  const monthlyCap = readAmount(typed.monthlyCap);
  return {
    enabled,
    ...(amount === undefined ? {} : { amount }),
    ...(threshold === undefined ? {} : { threshold }),
    ...(monthlyCap === undefined ? {} : { monthlyCap }),
  };
}
