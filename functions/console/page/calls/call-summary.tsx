import type { Call } from '../../../../shared/client/generated/api.ts';
import { formatSeconds } from '../instants.ts';
import { isZero } from '../money.ts';
import { type Detail, Details } from '../parts/details.tsx';
import { Instant } from '../parts/instant.tsx';
import { LotPartList } from '../parts/lot-part-list.tsx';
import { Money } from '../parts/money.tsx';
import { Note } from '../parts/note.tsx';
import { addressOf } from '../state/address.ts';
import { CALL_WORDS, PAYER_WORDS, reasonInWords } from '../words.ts';

const STATUS_WORDS: Readonly<Record<Call['status'], string>> = {
  denied: 'Refused',
  authorized: 'In progress',
  released: 'Never connected',
  received: 'Finished, not settled yet',
  settled: 'Settled',
  voided: 'Voided',
};

export function CallSummary({ call }: { readonly call: Call }) {
  const { reversal, currency } = call;
  return (
    <>
      <Details rows={[...whatItWas(call), ...whoPaid(call)]} />
      {call.lots.length > 0 ? (
        <>
          <h3>Paid from</h3>
          <LotPartList parts={call.lots} currency={currency} />
        </>
      ) : null}
      {call.debtPaidBy.length > 0 ? (
        <>
          <h3>Its debt was paid from</h3>
          <LotPartList parts={call.debtPaidBy} currency={currency} />
        </>
      ) : null}
      {reversal ? (
        <Note
          tone="warn"
          title={reversal.kind === 'void' ? 'This call was voided' : 'This call was corrected'}
        >
          <p>
            <Instant at={reversal.at} />. Before, it lasted {formatSeconds(reversal.originalDurationSeconds)}{' '}
            and cost <Money amount={reversal.originalCharge} currency={currency} />.
          </p>
        </Note>
      ) : null}
    </>
  );
}

function whatItWas(call: Call): (Detail | undefined)[] {
  const { startedAt, durationSeconds, userId } = call;
  return [
    ['Status', STATUS_WORDS[call.status]],
    call.reason === null ? undefined : ['Because', reasonInWords(call.reason)],
    ['Kind', CALL_WORDS[call.type]],
    [
      'User',
      userId === null ? null : (
        <a key="user" href={addressOf('users', userId)}>
          {userId}
        </a>
      ),
    ],
    ['From', call.from],
    ['To', call.to],
    ['Conference', call.conferenceId],
    ['Started', startedAt === null ? null : <Instant key="started" at={startedAt} />],
    ['Lasted', durationSeconds === null ? null : formatSeconds(durationSeconds)],
    ['Destination', call.destination],
  ];
}

function whoPaid(call: Call): (Detail | undefined)[] {
  const { charge, connectionFee, currency, rate, debt, debtOwed, postpaid, settledAt } = call;
  const money = (name: string, amount: string | null): Detail => [
    name,
    amount === null ? null : <Money key={name} amount={amount} currency={currency} />,
  ];
  return [
    ['Paid by', call.fundedBy === null ? null : PAYER_WORDS[call.fundedBy]],
    money('Charge', charge),
    connectionFee === null || isZero(connectionFee)
      ? undefined
      : money('Of it, for connecting', connectionFee),
    money('Rate a minute', rate),
    ['Included minutes', call.includedMinutes === null ? null : String(call.includedMinutes)],
    ['Paid minutes', call.paidMinutes === null ? null : String(call.paidMinutes)],
    isZero(debt) ? undefined : money('Became a debt', debt),
    isZero(debtOwed) ? undefined : money('Of it, still owed', debtOwed),
    isZero(postpaid) ? undefined : money('On the monthly invoice', postpaid),
    ['Settled', settledAt === null ? null : <Instant key="settled" at={settledAt} />],
  ];
}
