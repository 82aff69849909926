/** Steps about time: schedules at any moment, streams that deliver when they like, and jumps of the clock. */
import type { Invocation } from '../core/scheduler.ts';
import { SWEEP_NAMES } from '../core/system.ts';
import type { Stage } from './stage.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

export function deliverStreams(stage: Stage): void {
  const ready = stage.system.readers.filter(({ isReady }) => isReady);
  stage.chance.maybe(ready)?.deliver();
}

export function sweep(stage: Stage): void {
  const { chance, world, system } = stage;
  const name = chance.pick(SWEEP_NAMES);
  const remainingMs = chance.happens(0.1) ? 4_000 : 60_000;
  world.scheduler.start(name, world.clock.milliseconds, (running) =>
    system.sweep(running, name, remainingMs).catch(() => undefined),
  );
}

/** A function may be killed at any moment. */
export function crashSome(stage: Stage): void {
  const victim = stage.chance.maybe(stage.world.scheduler.running);
  if (victim && stage.world.likelihood > 0) end(stage, victim);
}

function end({ world }: Stage, victim: Invocation): void {
  world.tally.fault('function ended');
  void world.crash(victim);
}

export function passTime(stage: Stage): Promise<void> {
  const { chance } = stage;
  return jump(stage, chance.pick([SECOND, 30 * SECOND, 90 * SECOND, 10 * 60 * SECOND, HOUR, 3 * HOUR]));
}

/** To an instant at which something changes, or to a second either side of it. */
export async function jumpToEdge(stage: Stage): Promise<void> {
  const { chance, world } = stage;
  const now = world.clock.milliseconds;
  const far = chance.happens(0.3) ? 400 * DAY : 35 * DAY;
  const ahead = edgesOf(stage).filter(({ at }) => at > now && at < now + far);
  const kind = chance.maybe([...new Set(ahead.map((edge) => edge.what))]);
  const edges = ahead.filter((edge) => edge.what === kind);
  const some = { what: 'some day', at: now + chance.pick([DAY, 5 * DAY, 20 * DAY]) };
  const { what, at } = chance.maybe(edges) ?? some;
  const off = chance.pick([-SECOND, -1, 0, 1, SECOND]);
  await jump(stage, at + off - now);
  world.tally.count(`clock at ${what}, ${off} ms`);
}

function edgesOf(stage: Stage): { what: string; at: number }[] {
  const { milliseconds } = stage.world.clock;
  const today = new Date(milliseconds);
  const organization = stage.organization();
  const { retryAt } = organization.recharge;
  const holds = Object.keys(organization.holds(stage.now));
  const lots = organization.books.lots.filter(({ remaining }) => remaining > 0);
  const { orders } = organization;
  const waits = [...orders.values()].filter(({ status, waitsUntil }) => status === 'pending' && waitsUntil);
  const expiries = lots.slice(0, 2).map(({ expiresAt }) => Date.parse(expiresAt));
  return [
    { what: 'the end of a month', at: Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1) },
    { what: '29 February', at: Date.UTC(2028, 1, 29) },
    { what: '29 February', at: Date.UTC(2028, 1, 29, 12) },
    ...expiries.map((at) => ({ what: 'an expiry', at })),
    ...expiries.map((at) => ({ what: 'the end of the grace', at: at + 48 * HOUR })),
    ...holds.map((until) => ({ what: 'the end of a hold', at: Date.parse(until) })),
    ...waits.map(({ waitsUntil = '' }) => ({ what: 'the end of a wait', at: Date.parse(waitsUntil) })),
    ...(retryAt === undefined ? [] : [{ what: 'the end of a back-off', at: Date.parse(retryAt) }]),
  ];
}

/** No function runs through a long jump of the clock: running ones end first, or are killed. */
async function jump(stage: Stage, milliseconds: number): Promise<void> {
  const { world, chance } = stage;
  if (milliseconds > 5 * SECOND) {
    if (chance.happens(0.2))
      for (const running of world.scheduler.running) if (world.likelihood > 0) end(stage, running);
    await world.scheduler.run(chance);
  }
  world.clock.advance(milliseconds);
}
