/**
 * Whole micros to the minor units that gateways count in, and back. Never rounds: an amount that the currency
 * cannot express is `undefined`, and is refused before any charge.
 */
import { formatAmount } from '../domain/money.ts';
import { refusals } from '../domain/refusals.ts';

/** Currencies without decimals. */
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Without decimals too, yet written with two, which must be zero. */
const WHOLE_WRITTEN_WITH_TWO = new Set(['ISK', 'UGX']);
/** Three decimals, of which card networks want the last to be zero. */
const THOUSANDTHS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

interface Unit {
  /** Micros of one minor unit. */
  readonly minorMicros: number;
  /** The smallest step that can be charged. */
  readonly stepMicros: number;
}

function unitOf(currency: string): Unit {
  if (WHOLE.has(currency)) return { minorMicros: 1_000_000, stepMicros: 1_000_000 };
  if (WHOLE_WRITTEN_WITH_TWO.has(currency)) return { minorMicros: 10_000, stepMicros: 1_000_000 };
  if (THOUSANDTHS.has(currency)) return { minorMicros: 1_000, stepMicros: 10_000 };
  return { minorMicros: 10_000, stepMicros: 10_000 };
}

/** 12500000 USD to 1250; `undefined` for a fraction of the smallest chargeable step, or nothing to charge. */
export function toMinorUnits(amountMicros: number, currency: string): number | undefined {
  const { minorMicros, stepMicros } = unitOf(currency.toUpperCase());
  if (!Number.isSafeInteger(amountMicros) || amountMicros <= 0) return undefined;
  return amountMicros % stepMicros === 0 ? amountMicros / minorMicros : undefined;
}

/** 1250 USD to 12500000. */
export function fromMinorUnits(minorUnits: number, currency: string): number {
  return minorUnits * unitOf(currency.toUpperCase()).minorMicros;
}

/** The step that amounts in this currency must be whole multiples of, in micros. */
export function chargeableStepMicros(currency: string): number {
  return unitOf(currency.toUpperCase()).stepMicros;
}

/** Throws the refusal `invalid-request`, naming the field, for an amount that no gateway could ever charge. */
export function requireChargeable(field: string, amountMicros: number, currency: string): void {
  const stepMicros = chargeableStepMicros(currency);
  if (amountMicros % stepMicros === 0) return;
  const detail = `a whole multiple of ${formatAmount(stepMicros)} ${currency}`;
  throw refusals.invalidRequest([{ field, detail }]);
}
