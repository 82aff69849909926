import { formatChange, formatDecimal } from '../money.ts';

interface MoneyProps {
  readonly amount: string;
  readonly currency?: string;
  /** With its sign, as a movement. */
  readonly change?: boolean;
}

export function Money({ amount, currency, change = false }: MoneyProps) {
  return (
    <span class="money">
      {change ? formatChange(amount) : formatDecimal(amount)}
      {currency ? <span class="currency"> {currency}</span> : null}
    </span>
  );
}
