import { useState } from 'preact/hooks';
import type { Problem } from '../api/problem.ts';
import { Field, fieldError } from './field.tsx';

/** Why money is moved by hand. */
interface Reason {
  readonly typed: string;
  readonly setTyped: (typed: string) => void;
  readonly isMissing: boolean;
  /** The reason; `undefined` if there is none, which the field shows from then on. */
  readonly read: () => string | undefined;
}

export function useReason(): Reason {
  const [typed, setTyped] = useState('');
  const [isMissing, setMissing] = useState(false);
  const read = (): string | undefined => {
    const reason = typed.trim();
    setMissing(reason === '');
    return reason === '' ? undefined : reason;
  };
  return { typed, setTyped, isMissing, read };
}

interface ReasonFieldProps {
  readonly reason: Reason;
  readonly problem: Problem | undefined;
}

export function ReasonField({ reason, problem }: ReasonFieldProps) {
  return (
    <Field
      label="Why"
      value={reason.typed}
      onValue={reason.setTyped}
      hint="The ledger and the journal keep it, with your name."
      error={reason.isMissing ? 'Write why, in a few words.' : fieldError(problem, 'reason')}
    />
  );
}
