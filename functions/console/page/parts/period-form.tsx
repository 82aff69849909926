import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { startOfDay } from '../instants.ts';
import { addressOf, type Screen } from '../state/address.ts';
import { Field } from './field.tsx';
import { Form } from './form.tsx';

export type Query = Readonly<Record<string, string>>;

interface PeriodFormProps {
  readonly screen: Screen;
  readonly query: Query;
  /** Further conditions, by name and label. */
  readonly more?: readonly (readonly [name: string, label: string])[];
  readonly children?: ComponentChildren;
}

/** What is looked for is in the address, so that it can be kept, sent on, and gone back to. */
export function PeriodForm({ screen, query, more = [], children }: PeriodFormProps) {
  const [typed, setTyped] = useState<Query>(query);
  const looked = JSON.stringify(query);
  useEffect(() => setTyped(query), [looked]);
  const show = (): void => {
    location.hash = addressOf(screen, undefined, typed);
  };
  return (
    <Form class="form inline" onSubmit={show}>
      {(['from', 'to'] as const).map((name) => (
        <Field
          key={name}
          label={name === 'from' ? 'From' : 'To (included)'}
          type="date"
          value={typed[name] ?? ''}
          onValue={(value) => setTyped({ ...typed, [name]: value })}
        />
      ))}
      {more.map(([name, label]) => (
        <Field
          key={name}
          label={label}
          value={typed[name] ?? ''}
          onValue={(value) => setTyped({ ...typed, [name]: value })}
        />
      ))}
      <button type="submit" class="quiet">
        Show
      </button>
      {children}
    </Form>
  );
}

/** The API's `from` and `to` of the days in the viewer's zone: the last day counts whole. */
export function periodParameters({ from = '', to = '' }: Query): { from?: string; to?: string } {
  const [start, end] = [startOfDay(from), startOfDay(to, 1)];
  return { ...(start === undefined ? {} : { from: start }), ...(end === undefined ? {} : { to: end }) };
}
