import { useState } from 'preact/hooks';
import type { CallType } from '../../../../shared/domain/calls/call.ts';
import { Choice, Field, fieldError } from '../parts/field.tsx';
import { Form, Submit } from '../parts/form.tsx';
import { ProblemNote } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction } from '../state/use-action.ts';
import { CALL_WORDS, optionsOf } from '../words.ts';
import { QuoteAnswer } from './quote-answer.tsx';

interface Typed {
  readonly type: CallType;
  readonly userId: string;
  readonly to: string;
  readonly minutes: string;
}

const EMPTY: Typed = { type: 'user_out', userId: '', to: '', minutes: '10' };

/** "What would this call cost, and who would pay?" Nothing is reserved or changed by asking. */
export function QuoteForm() {
  const { api } = useSession();
  const [typed, setTyped] = useState(EMPTY);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const asking = useAction((body: Question) => api.post('/quotes', { body }));
  const ask = async (): Promise<void> => {
    const question = questionOf(typed);
    setWrong(question ? undefined : 'Enter whole minutes, such as 10.');
    if (question) await asking.run(question);
  };
  // An answer is shown only beside its question.
  const set = (change: Partial<Typed>): void => {
    setTyped({ ...typed, ...change });
    asking.clear();
  };
  const { problem, result } = asking;
  return (
    <Panel title="What would a call cost?">
      <Form onSubmit={ask}>
        <Choice
          label="Kind of call"
          value={typed.type}
          onValue={(type) => set({ type })}
          options={optionsOf(CALL_WORDS)}
          error={fieldError(problem, 'type')}
        />
        <Field
          label="User id"
          value={typed.userId}
          onValue={(userId) => set({ userId })}
          hint="Who calls, or whose meeting dials. Leave it empty for a resource account."
          error={fieldError(problem, 'userId')}
        />
        <Field
          label="Number"
          inputMode="tel"
          value={typed.to}
          onValue={(to) => set({ to })}
          hint="With country code, such as +44 20 7946 0958."
          error={fieldError(problem, 'to')}
        />
        <Field
          label="Minutes"
          inputMode="numeric"
          value={typed.minutes}
          onValue={(minutes) => set({ minutes })}
          error={wrong ?? fieldError(problem, 'seconds')}
        />
        <Submit busy={asking.busy}>Ask</Submit>
        <ProblemNote problem={problem} />
      </Form>
      {result ? <QuoteAnswer quote={result} /> : null}
    </Panel>
  );
}

type Question = NonNullable<ReturnType<typeof questionOf>>;

/** Undefined unless the minutes are a whole number. */
function questionOf({ type, to, userId, minutes }: Typed) {
  if (!/^[1-9]\d{0,3}$/.test(minutes.trim())) return undefined;
  const user = userId.trim();
  return {
    type,
    to: to.replace(/[\s().-]/g, ''),
    seconds: Number(minutes) * 60,
    ...(user === '' ? {} : { userId: user }),
  };
}
