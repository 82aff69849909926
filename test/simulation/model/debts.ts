/** Who paid which call's debt: what is stored of it, against the model's list. */
import type { Item } from '../stand-in/values.ts';
import { type CallImage, DebtPaymentImage } from './items.ts';
import type { ModelOrganization } from './organization.ts';
import { requireSame } from './violation.ts';

type Paid = readonly [string, number];

interface PaidSpan {
  readonly lotId: string;
  readonly from: number;
  readonly to: number;
}

/** Returns what lots paid of the debts of all calls that are not voided. */
export function requireDebts({ books, calls, id }: ModelOrganization, items: readonly Item[]): Paid[] {
  const spans = items.filter(({ sk }) => String(sk).startsWith('REPAID#')).flatMap(spansOf);
  const all: Paid[] = [];
  for (const [callId, { image }] of calls) {
    if (image.status === 'voided') continue;
    const { owed = 0, paidBy = [] } = books.debtOf(callId) ?? {};
    const paid = payersOf(image, spans, owed);
    requireSame('who paid the debt of a call', paid, paidBy, { id, callId, settlement: image.settlement });
    all.push(...paid);
  }
  return all;
}

function spansOf(item: Item): PaidSpan[] {
  const [start, parts] = DebtPaymentImage.parse(item).paid;
  let from = start;
  return parts.map(([lotId, to]) => {
    const span = { lotId, from, to };
    from = to;
    return span;
  });
}

/** In the order of payment, what one lot paid in several steps added up. */
function payersOf({ settlement }: CallImage, spans: readonly PaidSpan[], owed: number): Paid[] {
  const { debtFromMicros: from = 0, debtMicros = 0 } = settlement ?? {};
  const to = from + debtMicros - owed;
  const paid: [string, number][] = [];
  for (const span of spans) {
    const micros = Math.min(to, span.to) - Math.max(from, span.from);
    if (micros <= 0) continue;
    const last = paid.at(-1);
    if (last?.[0] === span.lotId) last[1] += micros;
    else paid.push([span.lotId, micros]);
  }
  return paid;
}
