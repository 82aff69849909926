import type { ComponentChildren } from 'preact';
import type { Balance } from '../../../../shared/client/generated/api.ts';
import { fromNow } from '../instants.ts';
import { isZero } from '../money.ts';
import { Instant } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';

export function Figures({ balance }: { readonly balance: Balance }) {
  const { currency, debt, forfeitable, postpaidThisMonth, asOf } = balance;
  return (
    <dl class="figures" aria-live="polite">
      <Figure name="Balance" amount={balance.balance} currency={currency} />
      <Figure name="Available for calls" amount={balance.available} currency={currency} main />
      <Figure name="Held for calls" amount={balance.held} currency={currency}>
        {isZero(balance.held) ? 'No paid call is in progress' : 'For calls in progress'}
      </Figure>
      <Figure name="Debt" amount={debt} currency={currency} bad={!isZero(debt)}>
        {isZero(debt) ? 'Nothing is owed' : 'Paid first by the next purchase; no paid calls until then'}
      </Figure>
      {forfeitable ? (
        <Figure name="Next to expire" amount={forfeitable.amount} currency={currency}>
          <Instant at={forfeitable.expiresAt} day /> ({fromNow({ instant: forfeitable.expiresAt, now: asOf })}
          )
        </Figure>
      ) : null}
      {postpaidThisMonth ? (
        <Figure name="On this month’s invoice" amount={postpaidThisMonth} currency={currency} />
      ) : null}
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly amount: string;
  readonly currency: string;
  readonly main?: boolean;
  readonly bad?: boolean;
  readonly children?: ComponentChildren;
}

function Figure({ name, amount, currency, main = false, bad = false, children }: FigureProps) {
  return (
    <div class={`figure${main ? ' main' : ''}${bad ? ' bad' : ''}`}>
      <dt>{name}</dt>
      <dd>
        <Money amount={amount} currency={currency} />
        {children ? <span class="hint">{children}</span> : null}
      </dd>
    </div>
  );
}
