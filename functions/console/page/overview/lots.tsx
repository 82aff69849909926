import { useState } from 'preact/hooks';
import type { Lot } from '../../../../shared/client/generated/api.ts';
import { fromNow } from '../instants.ts';
import { formatMoney } from '../money.ts';
import { Bar } from '../parts/bar.tsx';
import { Button } from '../parts/button.tsx';
import { Instant } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { Badge, Empty, type Tone } from '../parts/note.tsx';
import { addressOf } from '../state/address.ts';
import { GRANT_WORDS, SOURCE_WORDS } from '../words.ts';
import { LOT_STATE_WORDS, type LotState, lotParts, lotState, spentNext } from './lot-bars.ts';

/** Closed lots that are shown without being asked for. */
const SHOWN_CLOSED = 5;

const TONES: Readonly<Record<LotState, Tone>> = {
  next: 'good',
  open: 'calm',
  'used up': 'calm',
  expired: 'warn',
  forfeited: 'bad',
  withdrawn: 'warn',
};

interface LotsProps {
  /** Oldest first. */
  readonly lots: readonly Lot[];
  readonly cut: boolean;
  readonly now: string;
}

export function Lots({ lots, cut, now }: LotsProps) {
  const [all, setAll] = useState(false);
  if (lots.length === 0) {
    return (
      <Empty>
        No credits were bought yet. <a href={addressOf('credits')}>Buy the first</a>.
      </Empty>
    );
  }
  const next = spentNext(lots);
  const closed = lots.filter(({ status }) => status === 'closed');
  const hidden = all ? new Set<Lot>() : new Set(closed.slice(0, Math.max(0, closed.length - SHOWN_CLOSED)));
  return (
    <>
      <p class="hint">
        Calls are paid from the first that is open. What is left of one when it expires is forfeited.
      </p>
      {hidden.size > 0 ? (
        <Button onClick={() => setAll(true)}>Show {hidden.size} older, closed</Button>
      ) : null}
      <ol class="lots">
        {lots
          .filter((lot) => !hidden.has(lot))
          .map((lot) => (
            <LotRow key={lot.id} lot={lot} state={lotState({ lot, next })} now={now} />
          ))}
      </ol>
      {cut ? <p class="hint">There are more than are shown here.</p> : null}
    </>
  );
}

function LotRow({ lot, state, now }: { readonly lot: Lot; readonly state: LotState; readonly now: string }) {
  const parts = lotParts(lot);
  return (
    <li class={`lot ${lot.status}`}>
      <div class="lot-head">
        <span class="lot-name">
          <Money amount={lot.amount} currency={lot.currency} />{' '}
          <span class="hint">
            {SOURCE_WORDS[lot.source]} <Instant at={lot.purchasedAt} day />
          </span>
        </span>
        <Badge tone={TONES[state]}>{LOT_STATE_WORDS[state]}</Badge>
      </div>
      <Bar parts={parts} />
      {lot.grant ? (
        <p class="hint">
          {GRANT_WORDS[lot.grant.kind]}: {lot.grant.reason} ({lot.grant.reference})
        </p>
      ) : null}
      <p class="lot-parts">
        {parts.map(({ name, amount }) => (
          <span key={name} class={`part ${name}`}>
            {formatMoney(amount, '')} {name}
          </span>
        ))}
        <span class="hint">
          {lot.expired ? 'expired' : 'expires'} <Instant at={lot.expiresAt} day /> (
          {fromNow({ instant: lot.expiresAt, now })})
        </span>
      </p>
    </li>
  );
}
