/** Amounts in requests: decimal strings in major units. */
import * as z from 'zod';
import { formatAmount, parseAmount } from '../domain/money.ts';
import { meaning } from './issue-words.ts';

const AMOUNT_MEANT = 'a decimal string such as "12.50"';

/** In the API document: what `parseAmount` reads, up to nine thousand millions. */
const DECIMALS = '(0|[1-9]\\d{0,8}|[1-8]\\d{9})(\\.\\d{1,6})?$';

/** A decimal string such as `"12.50"`, read as whole micros. */
export const Amount = z
  .string(meaning(AMOUNT_MEANT))
  .transform((text, context) => {
    const micros = parseAmount(text);
    if (micros !== undefined) return micros;
    context.addIssue({ code: 'custom', message: wrongAmount(text) });
    return z.NEVER;
  })
  .meta({ pattern: `^${DECIMALS}` });

export const PositiveAmount = Amount.refine((micros) => micros > 0, 'greater than zero').meta({
  pattern: `^(?![0.]+$)${DECIMALS}`,
});

function wrongAmount(text: string): string {
  if (/^-\d/.test(text)) return 'not negative';
  if (/^\d+,\d{1,6}$/.test(text)) return `write decimals with a point: ${text.replace(',', '.')}`;
  if (/^\d+\.\d{7,}$/.test(text)) return 'at most 6 decimals';
  if (/^[1-9]\d{9,}(\.\d+)?$/.test(text)) return `at most ${formatAmount(Number.MAX_SAFE_INTEGER)}`;
  return 'a decimal string of at most 6 decimals, such as "12.50"';
}
