/** What of a currency can be charged: whole minor units, as card networks take them. Nothing is ever rounded. */
import { formatAmount } from './money.ts';
import { refusals } from './refusals.ts';

/** Currencies without decimals. */
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Without decimals too, yet written with two, which must be zero. */
const WHOLE_WRITTEN_WITH_TWO = new Set(['ISK', 'UGX']);
/** Three decimals, of which card networks want the last to be zero. */
const THOUSANDTHS = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

export interface CurrencyUnit {
  /** Micros of one minor unit. */
  readonly minorMicros: number;
  /** The smallest step that can be charged. */
  readonly stepMicros: number;
}

/** Of an ISO 4217 code in upper case. */
export function unitOf(currency: string): CurrencyUnit {
  if (WHOLE.has(currency)) return { minorMicros: 1_000_000, stepMicros: 1_000_000 };
  if (WHOLE_WRITTEN_WITH_TWO.has(currency)) return { minorMicros: 10_000, stepMicros: 1_000_000 };
  if (THOUSANDTHS.has(currency)) return { minorMicros: 1_000, stepMicros: 10_000 };
  return { minorMicros: 10_000, stepMicros: 10_000 };
}

/** Throws the refusal `invalid-request`, naming the field, for an amount that no gateway could ever charge. */
export function requireChargeable(field: string, amountMicros: number, currency: string): void {
  const { stepMicros } = unitOf(currency);
  if (amountMicros % stepMicros === 0) return;
  const detail = `a whole multiple of ${formatAmount(stepMicros)} ${currency}`;
  throw refusals.invalidRequest([{ field, detail }]);
}
