import type { LotPart } from '../api/views.ts';
import { Money } from './money.tsx';

interface LotPartListProps {
  readonly parts: readonly LotPart[];
  readonly currency: string;
  readonly signed?: boolean;
}

/** Which purchases an amount came from, or went to. */
export function LotPartList({ parts, currency, signed = false }: LotPartListProps) {
  if (parts.length === 0) return null;
  return (
    <ul class="lot-part-list" aria-label="By purchase">
      {parts.map(({ lotId, amount }) => (
        <li key={lotId}>
          <code>{lotId}</code>
          <Money amount={amount} currency={currency} change={signed} />
        </li>
      ))}
    </ul>
  );
}
