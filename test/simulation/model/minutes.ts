/** Minute pools of one organization: seats are added and removed, and minutes are used. */
import { destinationOf } from './prices.ts';

export interface ModelUser {
  readonly usageLocation: string;
  readonly status: string;
  readonly dialOutPolicy: { readonly conferencing: string; readonly pstn: string };
  readonly licenses: readonly { readonly sku: string; readonly removedAt?: string }[];
}

export interface Meter {
  readonly pool: string;
  readonly meter: 'domestic' | 'international' | 'conferencing';
}

export const CONFERENCING = '*:AUDIO_CONFERENCING';

const PLANS = [
  'CALLING_PLAN_DOMESTIC_120',
  'CALLING_PLAN_DOMESTIC_240',
  'CALLING_PLAN_DOMESTIC',
  'CALLING_PLAN_INTERNATIONAL',
];

/** Minutes of one seat. */
function minutesOf(seat: string): Readonly<Record<string, number>> {
  const [country, plan] = seat.split(':');
  const large = country === 'US' ? 3000 : 1200;
  switch (plan) {
    case 'AUDIO_CONFERENCING':
      return { conferencing: 60 };
    case 'CALLING_PLAN_DOMESTIC_120':
      return { domestic: 120 };
    case 'CALLING_PLAN_DOMESTIC_240':
      return { domestic: 240 };
    case 'CALLING_PLAN_DOMESTIC':
      return { domestic: large };
    case 'CALLING_PLAN_INTERNATIONAL':
      return { domestic: large, international: 600 };
    default:
      return {};
  }
}

export function holds(user: ModelUser, sku: string, at: string): boolean {
  return user.licenses.some(
    (license) => license.sku === sku && !(license.removedAt && license.removedAt <= at),
  );
}

export const hasConferencing = (user: ModelUser, at: string): boolean =>
  holds(user, 'AUDIO_CONFERENCING', at) || holds(user, 'E5', at);

export const hasPlan = (user: ModelUser, at: string): boolean =>
  [...PLANS, 'CALLING_PLAN_PAYG'].some((plan) => holds(user, plan, at));

/** Whether the credits license has effect. */
export const maySpend = (user: ModelUser, at: string): boolean =>
  holds(user, 'COMMUNICATIONS_CREDITS', at) && (hasConferencing(user, at) || hasPlan(user, at));

export function seatsOf(user: ModelUser | undefined): string[] {
  if (!user) return [];
  const now = '9999';
  const plans = PLANS.filter((plan) => holds(user, plan, now)).map((plan) => `${user.usageLocation}:${plan}`);
  return hasConferencing(user, now) ? [...plans, CONFERENCING] : plans;
}

const poolOf = (location: string, plan: string): string => `${location === 'PR' ? 'US' : location}:${plan}`;

const NORTH_AMERICA = ['US', 'PR', 'CA'];

/** The pools that may pay for the call, in the order in which they are asked. */
export function metersFor(user: ModelUser, to: string, type: string, at: string): Meter[] {
  const destination = destinationOf(to);
  if (!destination || destination.premium) return [];
  if (type === 'conf_out') {
    return destination.zoneA && hasConferencing(user, at)
      ? [{ pool: CONFERENCING, meter: 'conferencing' }]
      : [];
  }
  if (!type.startsWith('user_out')) return [];
  const { usageLocation: here } = user;
  const { country: there } = destination;
  const domestic = here === there || (NORTH_AMERICA.includes(here) && NORTH_AMERICA.includes(there));
  const meter = domestic ? 'domestic' : 'international';
  return PLANS.filter((plan) => holds(user, plan, at) && minutesOf(`${here}:${plan}`)[meter]).map((plan) => ({
    pool: poolOf(here, plan),
    meter,
  }));
}

export class Minutes {
  readonly #changes: { month: string; seat: string; seats: number }[] = [];
  readonly #used = new Map<string, { minutes: number; credits: number }>();

  changeSeats(month: string, before: ModelUser | undefined, after: ModelUser): void {
    for (const seat of seatsOf(before)) this.#changes.push({ month, seat, seats: -1 });
    for (const seat of seatsOf(after)) this.#changes.push({ month, seat, seats: 1 });
  }

  seats(month: string): Record<string, number> {
    const seats: Record<string, number> = {};
    for (const change of this.#changes) {
      if (change.month <= month) seats[change.seat] = (seats[change.seat] ?? 0) + change.seats;
    }
    return Object.fromEntries(Object.entries(seats).filter(([, count]) => count !== 0));
  }

  used(month: string, pool: string, meter: string): { minutes: number; credits: number } {
    return this.#used.get(`${month} ${pool} ${meter}`) ?? { minutes: 0, credits: 0 };
  }

  use(month: string, { pool, meter }: Meter, minutes: number, credits: number): void {
    const before = this.used(month, pool, meter);
    const after = { minutes: before.minutes + minutes, credits: before.credits + credits };
    this.#used.set(`${month} ${pool} ${meter}`, after);
  }

  /** The international plan ends with the first of its two caps. */
  left(month: string, { pool, meter }: Meter): number {
    const seats = Object.entries(this.seats(month)).filter(([seat]) => {
      const [country = '', plan = ''] = seat.split(':');
      return (seat === CONFERENCING ? seat : poolOf(country, plan)) === pool;
    });
    const left = (each: string): number => {
      let total = 0;
      for (const [seat, count] of seats) total += Math.max(0, count) * (minutesOf(seat)[each] ?? 0);
      return total - this.used(month, pool, each).minutes;
    };
    const meters = ['domestic', 'international', 'conferencing'].filter((each) => minutesOf(pool)[each]);
    return meters.some((each) => left(each) <= 0) ? 0 : left(meter);
  }
}
