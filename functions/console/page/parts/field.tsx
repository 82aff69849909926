import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';
import type { Problem } from '../api/problem.ts';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly type?: InputType;
  readonly inputMode?: 'decimal' | 'numeric' | 'tel' | 'text';
  readonly required?: boolean;
  readonly autoComplete?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly maxLength?: number;
  readonly name?: string;
}

export function Field({
  label,
  value,
  onValue,
  hint,
  error,
  autoComplete = 'off',
  type = 'text',
  ...input
}: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <Input
        {...input}
        type={type}
        id={id}
        value={value}
        autocomplete={autoComplete}
        spellcheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <FieldHint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
}

type InputType = 'text' | 'search' | 'password' | 'date' | 'month';
type Attributes = Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'list' | 'role'> & {
  readonly type: InputType;
};

/** Each type by itself, because to the type checker each has attributes of its own. */
function Input({ type, ...attributes }: Attributes) {
  switch (type) {
    case 'search':
      return <input {...attributes} type="search" />;
    case 'password':
      return <input {...attributes} type="password" />;
    case 'date':
      return <input {...attributes} type="date" />;
    case 'month':
      return <input {...attributes} type="month" />;
    default:
      return <input {...attributes} type="text" />;
  }
}

interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly onValue: (value: V) => void;
  readonly options: readonly (readonly [value: V, words: string])[];
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
}

export function Choice<V extends string>({ label, value, onValue, options, hint, error }: ChoiceProps<V>) {
  const id = useId();
  const choose = (chosen: string): void => {
    for (const [each] of options) if (each === chosen) onValue(each);
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
      <FieldHint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
}

interface CheckProps {
  readonly label: ComponentChildren;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
}

export function Check({ label, checked, onChecked }: CheckProps) {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
    </div>
  );
}

interface FieldHintProps {
  readonly id: string;
  readonly hint: ComponentChildren;
  readonly error: string | undefined;
}

function FieldHint({ id, hint, error }: FieldHintProps) {
  return (
    <p id={id} class={error === undefined ? 'hint' : 'hint wrong'}>
      {error ?? hint}
    </p>
  );
}

/** What the API says about this field, to be shown beside it. */
export function fieldError(problem: Problem | undefined, field: string): string | undefined {
  if (problem?.field !== field) return undefined;
  return problem.detail.replace(new RegExp(`^${field}: `), '');
}
