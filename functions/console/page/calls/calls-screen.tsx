import { useState } from 'preact/hooks';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Panel } from '../parts/panel.tsx';
import type { Query } from '../parts/period-form.tsx';
import { addressOf } from '../state/address.ts';
import { CallDetail } from './call-detail.tsx';
import { UsageReport } from './usage-report.tsx';

interface CallsScreenProps {
  readonly id: string | undefined;
  readonly query: Query;
}

export function CallsScreen({ id, query }: CallsScreenProps) {
  if (id !== undefined) return <CallDetail key={id} id={id} />;
  return (
    <>
      <UsageReport query={query} />
      <FindCall />
    </>
  );
}

function FindCall() {
  const [typed, setTyped] = useState('');
  const find = (): void => {
    if (typed.trim() !== '') location.hash = addressOf('calls', typed.trim());
  };
  return (
    <Panel title="Find one call">
      <Form class="form inline" onSubmit={find}>
        <Field label="Call id" value={typed} onValue={setTyped} />
        <button type="submit" class="quiet">
          Find
        </button>
      </Form>
    </Panel>
  );
}
