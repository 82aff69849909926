import type { Pool } from '../../../../shared/client/generated/api.ts';
import { Bar } from '../parts/bar.tsx';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { List } from '../parts/list.tsx';
import { Money } from '../parts/money.tsx';
import { Badge } from '../parts/note.tsx';
import { Panel } from '../parts/panel.tsx';
import type { Query } from '../parts/period-form.tsx';
import { addressOf } from '../state/address.ts';
import { useSession } from '../state/session-context.ts';
import { usePages } from '../state/use-pages.ts';
import { METER_WORDS, SKU_WORDS } from '../words.ts';
import { poolParts, poolState } from './pool-bars.ts';

/** Included minutes of a month: shared by everybody with the same plan in the same country. */
export function MinutesScreen({ query }: { readonly query: Query }) {
  const { api } = useSession();
  const { month = '' } = query;
  const pages = usePages(`pools ${month}`, (cursor, signal) =>
    api.get('/pools', { query: { month: month === '' ? undefined : month, cursor }, signal }),
  );
  return (
    <>
      <Panel title="Which month">
        <Form class="form inline" onSubmit={() => undefined}>
          <Field
            label="Month (UTC)"
            type="month"
            value={month}
            onValue={(value) => {
              location.hash = addressOf('minutes', undefined, { month: value });
            }}
            hint={month === '' ? 'Empty: this month.' : ''}
          />
        </Form>
      </Panel>
      <Panel title="Included minutes">
        <p class="hint">
          They come with licenses, are shared by all users of the same plan and country, and do not roll over.
        </p>
        <List
          pages={pages}
          what="minutes"
          empty="No license with included minutes is assigned in this month."
        >
          {(items) => (
            <ul class="lots">
              {items.map((pool) => (
                <PoolRow key={`${pool.country} ${pool.sku} ${pool.capability}`} pool={pool} />
              ))}
            </ul>
          )}
        </List>
      </Panel>
    </>
  );
}

function PoolRow({ pool }: { readonly pool: Pool }) {
  const { country, sku, capability, total, used, available, creditsDrawnAfter, currency } = pool;
  const [tone, words] = poolState(pool);
  const minutes = (count: number): string => count.toLocaleString('en');
  return (
    <li class="lot">
      <div class="lot-head">
        <span>
          <strong>{SKU_WORDS[sku]}</strong>{' '}
          <span class="hint">
            {country === '*' ? 'all countries' : country}, {METER_WORDS[capability]}
          </span>
        </span>
        <Badge tone={tone}>{words}</Badge>
      </div>
      <Bar parts={poolParts(pool)} />
      <p class="lot-parts">
        <span class="part used">
          {minutes(used)} of {minutes(total)} used
        </span>
        <span class="part available">{minutes(available)} left</span>
        <span class="hint">
          paid with credits after them: <Money amount={creditsDrawnAfter} currency={currency} />
        </span>
      </p>
    </li>
  );
}
