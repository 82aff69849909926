/** Whom the staff call: numbers at home and abroad that the loaded deck has a price for. */
import type { CreditsClient } from '../../shared/client/client.ts';
import { ApiProblem } from '../../shared/client/problem.ts';
import { doAll } from './do-all.ts';
import type { LineKind, PhoneBook } from './phone-book.ts';
import type { Random } from './random.ts';

const WEIGHTS =
  'US 14, GB 14, FR 9, DE 9, IN 9, CA 6, MX 6, ES 5, NL 5, IE 4, IT 4, PL 4, PH 4, JP 3, AU 3, BR 3, CH 3, ' +
  'BE 2, SE 2, SG 2, ZA 2, AE 2, IL 2, TR 2, NG 1, ZW 1, PR 1';
/** Countries, and how often they are called from abroad. */
const ABROAD = WEIGHTS.split(', ').map((text) => [text.slice(0, 2), Number(text.slice(3))] as const);
const NUMBERS_PER_KIND = 6;
const MOBILE_SHARE = 0.35;
const LOOK_UPS_AT_ONCE = 8;
/** Places that dial each other as at home. */
const ONE_PLAN = new Set(['US', 'CA', 'PR']);

export class Destinations {
  readonly #numbers: ReadonlyMap<string, readonly string[]>;
  readonly #random: Random;

  private constructor(numbers: ReadonlyMap<string, readonly string[]>, random: Random) {
    this.#numbers = numbers;
    this.#random = random;
  }

  /** Asks the API for the rate of each number; those without one are left out. */
  static async find(
    client: CreditsClient,
    phoneBook: PhoneBook,
    random: Random,
    at: string,
  ): Promise<Destinations> {
    const numbers = new Map<string, string[]>();
    const candidates = ABROAD.flatMap(([country]) =>
      (['landline', 'mobile'] as const).flatMap((kind) => {
        const key = keyOf(country, kind);
        numbers.set(key, []);
        return phoneBook.numbers(country, kind, NUMBERS_PER_KIND).map((number) => ({ key, number }));
      }),
    );
    await doAll(candidates, LOOK_UPS_AT_ONCE, async ({ key, number }) => {
      if (await hasRate(client, { to: number, at })) numbers.get(key)?.push(number);
    });
    for (const list of numbers.values()) list.sort();
    return new Destinations(numbers, random);
  }

  get countries(): number {
    return new Set([...this.#numbers].flatMap(([key, { length }]) => (length > 0 ? key.slice(0, 2) : [])))
      .size;
  }

  atHome(country: string): string {
    return this.#pick(country);
  }

  abroad(country: string): string {
    const foreign = ABROAD.filter(
      ([each]) => each !== country && !(ONE_PLAN.has(each) && ONE_PLAN.has(country)),
    );
    const covered = foreign.filter(([each]) => this.#of(each, 'landline').length > 0);
    return this.#pick(this.#random.weighted(covered));
  }

  #pick(country: string): string {
    const mobiles = this.#of(country, 'mobile');
    const isMobile = this.#random.chance(MOBILE_SHARE) && mobiles.length > 0;
    return this.#random.pick(isMobile ? mobiles : this.#of(country, 'landline'));
  }

  #of(country: string, kind: LineKind): readonly string[] {
    return this.#numbers.get(keyOf(country, kind)) ?? [];
  }
}

const keyOf = (country: string, kind: LineKind): string => `${country}:${kind}`;

async function hasRate(client: CreditsClient, query: { to: string; at: string }): Promise<boolean> {
  try {
    await client.get('/v1/rates', { query });
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'no-rate') return false;
    throw error;
  }
}
