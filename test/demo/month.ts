/** Plays a month in stages: the clock moves, calls take place, and the platform reports them. */
import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { OrganizationClient } from '../../shared/client/client.ts';
import { type LiveOutcome, placeCalls } from './live-calls.ts';
import type { Month } from './office-hours.ts';
import type { Narrator } from './progress.ts';
import type { Random } from './random.ts';
import type { UsageRecord } from './traffic.ts';

export interface MonthOutcome {
  readonly acceptedCallIds: ReadonlySet<string>;
  readonly sent: number;
  readonly accepted: number;
  readonly rejected: readonly string[];
  readonly late: number;
  readonly live: readonly LiveOutcome[];
}

export interface MonthPlan {
  readonly month: Month;
  readonly traffic: readonly UsageRecord[];
  /** Calls that will be refused, by people without the credits license. */
  readonly forbidden: readonly UsageRecord[];
  readonly random: Random;
}

const DAY_MILLISECONDS = 86_400_000;
const STAGES = 6;
const BATCH_SIZE = 500;
/** Shares of the records; of the outbound ones, those that are authorized first. */
const LATE = 0.04;
const SENT_TWICE = 0.03;
const LIVE = 0.06;
const BUSY_HOUR = 15;
const MAX_SETTLING_SECONDS = 60;

export class MonthPlayer {
  readonly #stack: LocalStack;
  readonly #api: OrganizationClient;
  readonly #progress: Narrator;
  readonly #accepted = new Set<string>();
  readonly #rejected: string[] = [];
  readonly #live: LiveOutcome[] = [];
  #counts = { sent: 0, late: 0 };
  #held: readonly UsageRecord[] = [];
  #repeated: readonly UsageRecord[] = [];

  constructor(stack: LocalStack, api: OrganizationClient, progress: Narrator) {
    this.#stack = stack;
    this.#api = api;
    this.#progress = progress;
  }

  async play(plan: MonthPlan): Promise<MonthOutcome> {
    for (let stage = 0; stage < STAGES; stage += 1) {
      await this.#playStage(plan, startOf(plan.month, stage), startOf(plan.month, stage + 1));
    }
    await this.#report([...this.#held, ...this.#repeated]);
    await this.#settle();
    return {
      ...this.#counts,
      accepted: this.#accepted.size,
      acceptedCallIds: this.#accepted,
      rejected: this.#rejected,
      live: this.#live,
    };
  }

  async #playStage({ traffic, forbidden, random }: MonthPlan, from: Date, to: Date): Promise<void> {
    const isNow = ({ startedAt }: UsageRecord): boolean =>
      startedAt >= from.toISOString() && startedAt < to.toISOString();
    const all = traffic.filter(isNow);
    const planned = all.filter(({ type }) => type.includes('_out') && random.chance(LIVE));
    const live = new Set(planned);
    this.#stack.setClock(new Date(from.getTime() + BUSY_HOUR * 3_600_000).toISOString());
    const attempts = [...planned, ...forbidden.filter(isNow)];
    const placed = await placeCalls(this.#api, attempts, () => this.#stack.now());
    this.#live.push(placed);

    this.#stack.setClock(to.toISOString());
    const finished = [...all.filter((record) => !live.has(record)), ...placed.records];
    const late = new Set(finished.filter(() => random.chance(LATE)));
    const again = finished.filter((record) => !late.has(record) && random.chance(SENT_TWICE));
    const sameBatch = again.filter(() => random.chance(0.5));
    const onTime = finished.filter((record) => !late.has(record));
    const records = random.shuffle([...onTime, ...sameBatch, ...this.#held, ...this.#repeated]);
    this.#counts.late += late.size;
    this.#held = [...late];
    this.#repeated = again.filter((record) => !sameBatch.includes(record));
    await this.#report(records);
    await this.#settle();
    const { balance, debt } = await this.#api.get('/balance');
    const day = to.toISOString().slice(0, 10);
    this.#progress.say(`${day}  ${this.#accepted.size} calls reported, balance ${balance}, debt ${debt}`);
  }

  async #report(records: readonly UsageRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += BATCH_SIZE) {
      const batch = records.slice(start, start + BATCH_SIZE);
      const result = await this.#api.post('/usage', { body: { records: batch } });
      const refused = new Set(result.rejected.map(({ callId }) => callId));
      for (const { callId } of batch) if (!refused.has(callId)) this.#accepted.add(callId);
      this.#rejected.push(
        ...result.rejected.map(({ callId, code, detail }) => `${callId}: ${code}, ${detail}`),
      );
      this.#counts.sent += batch.length;
    }
  }

  async #settle(): Promise<void> {
    if (await this.#stack.idle(MAX_SETTLING_SECONDS)) return;
    throw new Error(`Usage was not settled within ${MAX_SETTLING_SECONDS} s`);
  }
}

/** Midnight (UTC) at which the stage begins. */
function startOf({ from, to }: Month, stage: number): Date {
  const days = Math.round((to.getTime() - from.getTime()) / DAY_MILLISECONDS);
  return new Date(from.getTime() + Math.round((days * stage) / STAGES) * DAY_MILLISECONDS);
}
