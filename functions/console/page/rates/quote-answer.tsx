import type { DeniedQuote, Quote } from '../../../../shared/client/generated/api.ts';
import { formatSeconds } from '../instants.ts';
import { formatMoney, isZero } from '../money.ts';
import { Details } from '../parts/details.tsx';
import { Money } from '../parts/money.tsx';
import { Note } from '../parts/note.tsx';
import { DENIAL_WORDS, PAYER_WORDS } from '../words.ts';

export function QuoteAnswer({ quote }: { readonly quote: Quote }) {
  if (quote.decision === 'deny') return <Refused quote={quote} />;
  const { price, currency, seconds, fundedBy, thenFundedBy, rate, connectionFee } = quote;
  const payer = fundedBy === null ? '' : PAYER_WORDS[fundedBy];
  const title =
    price === null
      ? `Allowed, but only for ${formatSeconds(quote.grantedSeconds)}`
      : `${formatMoney(price, currency)} for ${formatSeconds(seconds)}`;
  return (
    <Note tone={price === null ? 'warn' : 'good'} title={title}>
      {price === null ? <p>Nothing would pay for the rest.</p> : null}
      <Details
        rows={[
          ['Paid by', thenFundedBy ? `${payer}, then ${PAYER_WORDS[thenFundedBy].toLowerCase()}` : payer],
          ['Destination', quote.destination],
          ['Rate a minute', rate === null ? null : <Money key="rate" amount={rate} currency={currency} />],
          isZero(connectionFee)
            ? undefined
            : ['Of it, for connecting', <Money key="fee" amount={connectionFee} currency={currency} />],
          quote.includedMinutes ? ['Included minutes used', String(quote.includedMinutes)] : undefined,
          quote.poolMinutesLeft === null
            ? undefined
            : ['Included minutes left', String(quote.poolMinutesLeft)],
        ]}
      />
    </Note>
  );
}

function Refused({ quote }: { readonly quote: DeniedQuote }) {
  return (
    <Note tone="bad" title="This call would be refused">
      <p>{DENIAL_WORDS[quote.reason]}</p>
      <p class="hint">{quote.detail}</p>
    </Note>
  );
}
