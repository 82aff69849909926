/** EventBridge schedules: they fire in real time, and on request. */
import { randomUUID } from 'node:crypto';
import type { LocalFunction } from '../functions/functions.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../template/assembly.ts';
import type { ScheduleDefinition } from '../template/deployment.ts';
import type { TestClock } from './clock.ts';
import { parseSchedule, type Recurrence } from './schedule-expression.ts';

/** Timers take no more than 2^31 milliseconds. */
const MAX_WAIT_MILLISECONDS = 24 * 60 * 60 * 1000;

interface LocalSchedule {
  readonly definition: ScheduleDefinition;
  readonly recurrence: Recurrence;
  readonly target: LocalFunction;
}

export class Schedules {
  readonly #schedules = new Map<string, LocalSchedule>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #clock: TestClock;

  constructor(
    definitions: readonly ScheduleDefinition[],
    functions: ReadonlyMap<string, LocalFunction>,
    clock: TestClock,
  ) {
    this.#clock = clock;
    for (const definition of definitions) {
      const target = functions.get(definition.Target.Arn);
      if (!target) throw new Error(`Schedule ${definition.Name} has no function`);
      const recurrence = parseSchedule(definition.ScheduleExpression);
      this.#schedules.set(definition.Name, { definition, recurrence, target });
    }
  }

  get names(): readonly string[] {
    return [...this.#schedules.keys()];
  }

  /** Fires each enabled schedule whenever its time comes. */
  start(): void {
    for (const schedule of this.#schedules.values()) {
      if (schedule.definition.State === 'ENABLED')
        this.#await(schedule, schedule.recurrence.next(new Date()));
    }
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Runs a schedule's function and returns its result; undefined when there is no such schedule. */
  run(name: string): Promise<unknown> | undefined {
    const schedule = this.#schedules.get(name);
    return schedule && this.#fire(schedule);
  }

  #await(schedule: LocalSchedule, due: Date): void {
    const { Name } = schedule.definition;
    const wait = Math.min(Math.max(0, due.getTime() - Date.now()), MAX_WAIT_MILLISECONDS);
    const timer = setTimeout(() => {
      if (Date.now() < due.getTime()) {
        this.#await(schedule, due);
        return;
      }
      this.#await(schedule, schedule.recurrence.next(due));
      // The function's own log has the reason.
      this.#fire(schedule).catch(() => undefined);
    }, wait);
    this.#timers.set(Name, timer);
  }

  async #fire({ definition, target }: LocalSchedule): Promise<unknown> {
    const event: unknown = definition.Target.Input
      ? JSON.parse(definition.Target.Input)
      : {
          version: '0',
          id: randomUUID(),
          'detail-type': 'Scheduled Event',
          source: 'aws.scheduler',
          account: LOCAL_ACCOUNT,
          time: this.#clock.now().toISOString(),
          region: LOCAL_REGION,
          resources: [definition.arn],
          detail: '{}',
        };
    return JSON.parse(await target.invoke(event));
  }
}
