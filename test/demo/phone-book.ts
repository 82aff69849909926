/** Telephone numbers that are valid in the numbering plans, assigned or not. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { prefixesOf } from '../../infra/local/sample/digit-prefixes.ts';
import { type NumberingPlan, readNumberingPlans } from '../../infra/local/sample/numbering-plans.ts';
import type { Random } from './random.ts';

export type LineKind = 'landline' | 'mobile';

const LEADING_DIGITS = 4;
const MAX_TRIES = 2000;
/** Some plans allow more digits than are assigned, and more than E.164 allows. */
const MAX_DIGITS = 13;

/** Makes valid numbers: leading digits that the country's plan has for the kind, the rest at random. */
export class PhoneBook {
  readonly #random: Random;
  readonly #plans = new Map<string, { readonly callingCode: string; readonly plan: NumberingPlan }>();

  constructor(random: Random) {
    this.#random = random;
    for (const [callingCode, plans] of readNumberingPlans()) {
      for (const plan of plans) this.#plans.set(plan.country, { callingCode, plan });
    }
  }

  /** E.164. Throws when the country's plan makes no such numbers. */
  numbers(country: string, kind: LineKind, count: number): string[] {
    const { callingCode, plan } = this.#planOf(country);
    const pattern = plan.patterns.find((each) => each.kind === kind || each.kind === 'mixed')?.pattern ?? '';
    const heads = [...prefixesOf(pattern, LEADING_DIGITS)];
    const lengths = plan.lengths.filter((length) => callingCode.length + length <= MAX_DIGITS);
    const found = new Set<string>();
    for (let tries = 0; found.size < count && tries < MAX_TRIES; tries += 1) {
      const head = this.#random.pick(heads);
      const length = this.#random.pick(lengths);
      const number = `+${callingCode}${head}${this.#random.digits(Math.max(0, length - head.length))}`;
      const parsed = parsePhoneNumberFromString(number);
      if (parsed?.isValid() && parsed.country === country && isOfKind(parsed.getType(), kind))
        found.add(number);
    }
    if (found.size < count) throw new Error(`found no ${count} ${kind} numbers of ${country}`);
    return [...found];
  }

  #planOf(country: string) {
    const plan = this.#plans.get(country);
    if (!plan) throw new Error(`no numbering plan of ${country}`);
    return plan;
  }
}

function isOfKind(type: string | undefined, kind: LineKind): boolean {
  return type === 'FIXED_LINE_OR_MOBILE' || type === (kind === 'mobile' ? 'MOBILE' : 'FIXED_LINE');
}
