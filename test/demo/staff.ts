/** Two hundred people in nine countries, and the licenses they hold. */
import type { Sku } from '../../shared/domain/licenses/licenses.ts';
import type { PhoneBook } from './phone-book.ts';
import type { Random } from './random.ts';

export const CREDITS_LICENSE: Sku = 'COMMUNICATIONS_CREDITS';

export interface Employee {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  /** ISO 3166-1 alpha-2. */
  readonly usageLocation: string;
  readonly number: string;
  /** In the order in which they can be assigned. */
  readonly skus: readonly Sku[];
  /** How much of the calling is theirs. */
  readonly activity: number;
}

/** Of 200. */
const OFFICES = { US: 84, CA: 16, PR: 4, GB: 32, FR: 20, DE: 20, NL: 10, ES: 8, IE: 6 } as const;

const DOMESTIC_PLANS = [
  ['CALLING_PLAN_DOMESTIC_120', 5],
  ['CALLING_PLAN_DOMESTIC', 2],
  ['CALLING_PLAN_INTERNATIONAL', 1],
] as const;
/** Pay-as-you-go is not sold in the US. */
const PLANS_ABROAD = [...DOMESTIC_PLANS, ['CALLING_PLAN_PAYG', 2]] as const;
const CONFERENCING: readonly (readonly [skus: readonly Sku[], weight: number])[] = [
  [['AUDIO_CONFERENCING'], 4],
  [['E5'], 4],
  [[], 2],
];
/** One in this number of employees may not spend the organization's money. */
const WITHOUT_CREDITS_EVERY = 25;

const GIVEN = 'Ada Ben Cleo Dev Eve Fay Gus Hana Ida Jon Kim Leo Mia Noor Omar Pia Quin Rosa Sam Tess'.split(
  ' ',
);
const FAMILY = 'Abel Brandt Costa Dubois Evans Fischer Garcia Hughes Ito Jansen'.split(' ');

export function hire(random: Random, phoneBook: PhoneBook, domain: string): Employee[] {
  const offices = Object.entries(OFFICES).flatMap(([country, people]) => {
    const numbers = phoneBook.numbers(country, 'landline', people);
    return numbers.map((number) => ({ country, number }));
  });
  return random.shuffle(offices).map(({ country, number }, index) => {
    const given = GIVEN[index % GIVEN.length] ?? '';
    const family = FAMILY[Math.floor(index / GIVEN.length) % FAMILY.length] ?? '';
    const plan = random.weighted(country === 'US' || country === 'PR' ? DOMESTIC_PLANS : PLANS_ABROAD);
    const credits = index % WITHOUT_CREDITS_EVERY === 0 ? [] : [CREDITS_LICENSE];
    return {
      id: `user-${String(index + 1).padStart(3, '0')}`,
      userPrincipalName: `${given}.${family}@${domain}`.toLowerCase(),
      displayName: `${given} ${family}`,
      usageLocation: country,
      number,
      skus: [plan, ...random.weighted(CONFERENCING), ...credits],
      activity: Math.exp(random.normal() * 0.8),
    };
  });
}

export function holds(employee: Employee, ...skus: readonly Sku[]): boolean {
  return skus.some((sku) => employee.skus.includes(sku));
}
