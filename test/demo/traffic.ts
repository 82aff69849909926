/** A month of calls, as the telephone platform would report them. */
import type { SentBodyOf } from '../../shared/client/requests.ts';
import type { Destinations } from './destinations.ts';
import { type Month, pickStart } from './office-hours.ts';
import type { PhoneBook } from './phone-book.ts';
import type { Random } from './random.ts';
import { CREDITS_LICENSE, type Employee, holds } from './staff.ts';

export type UsageRecord = SentBodyOf<'post', '/v1/organizations/{org}/usage'>['records'][number];

export interface TrafficSources {
  readonly random: Random;
  readonly month: Month;
  readonly staff: readonly Employee[];
  readonly destinations: Pick<Destinations, 'atHome' | 'abroad'>;
  readonly phoneBook: PhoneBook;
}

type Line = Omit<UsageRecord, 'callId' | 'startedAt' | 'durationSeconds'>;

/** The organization's own numbers that no employee has. */
const RECEPTION = '+14255550100';
const CONFERENCE_BRIDGE = '+14255550101';
const TOLL_FREE = '+18005550199';

/** Kinds of calls in a hundred. */
const MIX = [
  ['out', 40],
  ['in', 17],
  ['conference-out', 12],
  ['conference-in', 8],
  ['forwarded', 4],
  ['transferred', 3],
  ['out-of-meeting', 3],
  ['reception-in', 4],
  ['toll-free-in', 3],
  ['reception-out', 5],
  ['unassigned', 1],
] as const;
type Kind = (typeof MIX)[number][0];

const ABROAD_SHARE = 0.4;
const CONFERENCE_ABROAD_SHARE = 0.6;
const UNANSWERED_SHARE = 0.12;
const EMERGENCIES = 2;
const MAX_SECONDS = 3 * 3600;

/** Makes `count` calls, in the order of their start. */
export function makeTraffic(sources: TrafficSources, count: number): UsageRecord[] {
  const callers = new Callers(sources);
  const records = Array.from({ length: count }, (_, index) => {
    const kind = sources.random.weighted(MIX);
    return index < EMERGENCIES ? callers.emergency(index) : callers.call(kind, index);
  });
  return records.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

class Callers {
  readonly #sources: TrafficSources;
  readonly #planned: readonly (readonly [Employee, number])[];
  readonly #organizers: readonly (readonly [Employee, number])[];
  readonly #outside: readonly string[];

  constructor(sources: TrafficSources) {
    this.#sources = sources;
    const weighted = sources.staff.map((each) => [each, each.activity] as const);
    // Users without the credits license cannot place calls, so there are no records of such calls.
    this.#planned = weighted.filter(([each]) => holds(each, CREDITS_LICENSE));
    this.#organizers = this.#planned.filter(([each]) => holds(each, 'AUDIO_CONFERENCING', 'E5'));
    this.#outside = sources.phoneBook.numbers('US', 'mobile', 40);
  }

  call(kind: Kind, index: number): UsageRecord {
    const { random } = this.#sources;
    const isConference = kind === 'conference-out' || kind === 'conference-in' || kind === 'out-of-meeting';
    const caller = random.weighted(isConference ? this.#organizers : this.#planned);
    return this.#record(this.#line(kind, caller), caller.usageLocation, index, isConference ? 700 : 130);
  }

  emergency(index: number): UsageRecord {
    const caller = this.#sources.staff.find(({ usageLocation }) => usageLocation === 'US');
    const line: Line = { type: 'user_out', to: '911' };
    const from = caller && { userId: caller.id, from: caller.number };
    return this.#record({ ...line, ...from }, 'US', index, 90);
  }

  #line(kind: Kind, caller: Employee): Line {
    const { random, destinations } = this.#sources;
    const { id: userId, number } = caller;
    const outside = random.pick(this.#outside);
    const dial = (abroadShare: number): string => {
      const isAbroad = random.chance(abroadShare);
      return isAbroad ? destinations.abroad(caller.usageLocation) : destinations.atHome(caller.usageLocation);
    };
    const meeting = `meeting-${random.integer(1, 900)}`;
    const lines: Readonly<Record<Kind, () => Line>> = {
      out: () => ({ type: 'user_out', userId, from: number, to: dial(ABROAD_SHARE) }),
      forwarded: () => ({ type: 'user_out_forwarding', userId, from: number, to: dial(0.1) }),
      transferred: () => ({ type: 'user_out_transfer', userId, from: number, to: dial(0.15) }),
      'out-of-meeting': () => ({ type: 'user_out_conf', userId, from: number, to: dial(0.2) }),
      in: () => ({ type: 'user_in', userId, from: outside, to: number }),
      'conference-out': () => {
        const to = dial(CONFERENCE_ABROAD_SHARE);
        return { type: 'conf_out', userId, from: CONFERENCE_BRIDGE, to, conferenceId: meeting };
      },
      'conference-in': () => {
        return { type: 'conf_in', userId, from: outside, to: CONFERENCE_BRIDGE, conferenceId: meeting };
      },
      'reception-in': () => ({ type: 'ucap_in', from: outside, to: RECEPTION }),
      'toll-free-in': () => ({ type: 'ucap_in', from: outside, to: TOLL_FREE }),
      'reception-out': () => ({ type: 'ucap_out', from: RECEPTION, to: destinations.atHome('US') }),
      unassigned: () => ({ type: 'unassigned_in', from: outside, to: RECEPTION }),
    };
    return lines[kind]();
  }

  /** Talk times are spread log-normally: most calls are short, few are very long. */
  #record(line: Line, country: string, index: number, medianSeconds: number): UsageRecord {
    const { random, month } = this.#sources;
    const isUnanswered = line.type.includes('_out') && line.to !== '911' && random.chance(UNANSWERED_SHARE);
    const seconds = Math.round(medianSeconds * Math.exp(random.normal()));
    return {
      callId: `call-${String(index + 1).padStart(6, '0')}`,
      ...line,
      startedAt: pickStart(random, month, country).toISOString(),
      durationSeconds: isUnanswered ? 0 : Math.min(Math.max(1, seconds), MAX_SECONDS),
    };
  }
}
