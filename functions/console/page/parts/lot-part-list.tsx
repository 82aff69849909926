import type { Call, Lot } from '../../../../shared/client/generated/api.ts';
import { formatMoney } from '../money.ts';
import { useSession } from '../state/session-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { SOURCE_WORDS } from '../words.ts';
import { Instant } from './instant.tsx';
import { Money } from './money.tsx';

type LotPart = Call['lots'][number];

interface LotPartListProps {
  readonly parts: readonly LotPart[];
  readonly currency: string;
  readonly signed?: boolean;
}

/** Which purchases an amount came from, or went to. */
export function LotPartList({ parts, currency, signed = false }: LotPartListProps) {
  return parts.length === 0 ? null : <NamedParts parts={parts} currency={currency} signed={signed} />;
}

function NamedParts({ parts, currency, signed }: Required<LotPartListProps>) {
  const { api } = useSession();
  // Only for their names: without them, or when it fails, the ids do.
  const { data } = useLoaded('lots', (signal) => api.get('/lots', { query: { limit: 200 }, signal }));
  return (
    <ul class="lot-part-list" aria-label="By purchase">
      {parts.map(({ lotId, amount }) => (
        <li key={lotId}>
          <LotName id={lotId} lot={data?.items.find(({ id }) => id === lotId)} />
          <Money amount={amount} currency={currency} change={signed} />
        </li>
      ))}
    </ul>
  );
}

function LotName({ id, lot }: { readonly id: string; readonly lot: Lot | undefined }) {
  if (!lot) return <code>{id}</code>;
  return (
    <span title={id}>
      {formatMoney(lot.amount, lot.currency)} {SOURCE_WORDS[lot.source]} <Instant at={lot.purchasedAt} />
    </span>
  );
}
