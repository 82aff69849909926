import type { Purchase } from '../../../../shared/client/generated/api.ts';
import { formatMoney } from '../money.ts';
import { type Detail, Details } from '../parts/details.tsx';
import { Note } from '../parts/note.tsx';
import { type AccountRow, accountRows } from './payment-state.ts';

/** The account that a purchase is to be paid into; nothing for another purchase. */
export function TransferDetails({ purchase }: { readonly purchase: Purchase }) {
  const { nextAction, amount, currency } = purchase;
  if (nextAction?.kind !== 'transfer') return null;
  return (
    <Note tone="busy" title={`Transfer ${formatMoney(nextAction.remaining, currency)}`}>
      <p>
        {formatMoney(amount, currency)} will be added when all of it has arrived, in one transfer or in
        several.
      </p>
      <Details
        rows={[
          ['Reference, to be written beside it', nextAction.reference],
          ...accountRows(nextAction.account).map(detailOf),
        ]}
      />
    </Note>
  );
}

function detailOf({ name, value, isLink }: AccountRow): Detail {
  if (!isLink) return [name, value];
  return [
    name,
    <a key={name} href={value} target="_blank" rel="noreferrer">
      How to pay
    </a>,
  ];
}
