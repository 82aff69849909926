import { useState } from 'preact/hooks';
import type { Call, ReversedCall } from '../../../../shared/client/generated/api.ts';
import type { Answer } from '../../../../shared/client/requests.ts';
import { formatSeconds } from '../instants.ts';
import { formatMoney } from '../money.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Field, fieldError } from '../parts/field.tsx';
import { ProblemNote } from '../parts/note.tsx';
import { ReasonField, useReason } from '../parts/reason-field.tsx';
import { useSession } from '../state/session-context.ts';
import { useAction, useMoneyMove } from '../state/use-action.ts';

export type ReversalKind = 'void' | 'correction';

interface ReverseDialogProps {
  readonly call: Call;
  readonly kind: ReversalKind;
  readonly onDone: (answer: Answer<ReversedCall>) => void;
  readonly onClose: () => void;
}

/** A call can be voided or corrected once; both are asked for again here. */
export function ReverseDialog({ call, kind, onDone, onClose }: ReverseDialogProps) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const { api } = useSession();
  const move = useMoneyMove();
  const path = { call: call.callId };
  const why = useReason();
  const reversing = useAction(({ reason, durationSeconds }: { reason: string; durationSeconds?: number }) => {
    const body = { reason, ...(durationSeconds !== undefined && { durationSeconds }) };
    return move(`${kind} ${call.callId}`, body, (sending) =>
      durationSeconds === undefined
        ? api.answer('post', '/calls/{call}/void', { path, body: { reason }, ...sending })
        : api.answer('post', '/calls/{call}/correction', {
            path,
            body: { durationSeconds, reason },
            ...sending,
          }),
    );
  });
  const reverse = async (): Promise<void> => {
    const isCorrection = kind === 'correction';
    const isWhole = /^\d{1,6}$/.test(typed.trim());
    setWrong(isCorrection && !isWhole ? 'Enter whole seconds, such as 90.' : undefined);
    const reason = why.read();
    if (reason === undefined || (isCorrection && !isWhole)) return;
    const answer = await reversing.run({ reason, ...(isCorrection && { durationSeconds: Number(typed) }) });
    if (answer) onDone(answer);
  };
  const charge = formatMoney(call.charge ?? '0.00', call.currency);
  return (
    <Confirm
      title={kind === 'void' ? 'Void this call?' : 'Correct the length of this call?'}
      action={kind === 'void' ? 'Void the call' : 'Correct the call'}
      busy={reversing.busy}
      onConfirm={reverse}
      onClose={onClose}
    >
      <p>
        It lasted {formatSeconds(call.durationSeconds ?? 0)} and cost {charge}.{' '}
        {kind === 'void'
          ? 'All of it goes back to where it came from.'
          : 'It is charged again, for the right length, and the difference goes back to where it came from.'}{' '}
        What belongs to credits that have expired since is forfeited with them. This can be done once.
      </p>
      {kind === 'correction' ? (
        <Field
          label="Right length in seconds"
          inputMode="numeric"
          value={typed}
          onValue={setTyped}
          error={wrong ?? fieldError(reversing.problem, 'durationSeconds')}
        />
      ) : null}
      <ReasonField reason={why} problem={reversing.problem} />
      <ProblemNote problem={reversing.problem} />
    </Confirm>
  );
}
