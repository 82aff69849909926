/** One run from one seed: a number of steps, each with chance of its own, so that leaving one out changes little else. */
import { replacePause } from '../../shared/store/table/pause.ts';
import { Chance } from './core/chance.ts';
import { weatherAt } from './core/faults.ts';
import { bounceRefund, decideAtGateway, deliverWebhook, dispute } from './steps/bank.ts';
import {
  authorize,
  correctCall,
  release,
  renew,
  repeatUsage,
  reportUsage,
  rush,
  voidCall,
} from './steps/calls.ts';
import { extendLot, grant, moveCredits, writeOffLot } from './steps/grants.ts';
import { changeLicense, changeUser, publishNewDeck } from './steps/licenses.ts';
import { changeCard, changePaymentMethods, openPage } from './steps/methods.ts';
import { changeTerms, configureRecharge, purchase, refund } from './steps/money.ts';
import { askForLink, payAtGateway } from './steps/payers.ts';
import { askBalance } from './steps/questions.ts';
import { quiet } from './steps/quiet.ts';
import { setUp } from './steps/setup.ts';
import { Stage } from './steps/stage.ts';
import { crashSome, deliverStreams, jumpToEdge, passTime, sweep } from './steps/time.ts';

type Step = (stage: Stage) => void | Promise<void>;

const retry: Step = ({ clients }) => clients.retryOne();
const giveUp: Step = ({ clients }) => clients.giveUpOne();

/** Each kind of step and how often it comes up. */
const STEPS: readonly (readonly [string, number, Step])[] = [
  ['purchase', 7, purchase],
  ['configure-recharge', 6, configureRecharge],
  ['methods', 4, changePaymentMethods],
  ['card', 5, changeCard],
  ['page', 2, openPage],
  ['link', 1, askForLink],
  ['payer', 12, payAtGateway],
  ['terms', 1, changeTerms],
  ['refund', 6, refund],
  ['grant', 4, grant],
  ['extend', 2, extendLot],
  ['write-off', 1, writeOffLot],
  ['move', 2, moveCredits],
  ['dispute', 3, dispute],
  ['bounce', 2, bounceRefund],
  ['gateway', 4, decideAtGateway],
  ['webhook', 8, deliverWebhook],
  ['authorize', 16, authorize],
  ['renew', 12, renew],
  ['release', 4, release],
  ['rush', 6, rush],
  ['usage', 12, reportUsage],
  ['repeat-usage', 4, repeatUsage],
  ['void', 4, voidCall],
  ['correction', 4, correctCall],
  ['license', 4, changeLicense],
  ['user', 1, changeUser],
  ['deck', 1, publishNewDeck],
  ['stream', 24, deliverStreams],
  ['schedule', 8, sweep],
  ['retry', 6, retry],
  ['give-up', 1, giveUp],
  ['crash', 2, crashSome],
  ['time', 6, passTime],
  ['edge', 8, jumpToEdge],
  ['balance', 6, askBalance],
  ['quiet', 3, quiet],
];
const TOTAL = STEPS.reduce((sum, [, weight]) => sum + weight, 0);
const MAX_RUNNING = 8;

export interface Plan {
  readonly seed: number;
  readonly steps: number;
  /** Only these of the steps, by number from 1; all of them when left out. */
  readonly only?: readonly number[];
  readonly trace?: (line: string) => void;
  /** After each step, whose work may still be running. */
  readonly onStep?: (stage: Stage) => void;
  /** Receives the end of the run. */
  readonly onEnd?: (stage: Stage) => void;
}

export interface Result {
  readonly seed: number;
  readonly steps: number;
  readonly faults: number;
  readonly commits: number;
  /** What happened, and how often. */
  readonly tally: Readonly<Record<string, number>>;
  /** The step at which it showed, and what. */
  readonly violation?: { readonly step: number; readonly error: Error };
}

export async function simulate(plan: Plan): Promise<Result> {
  const stage = new Stage();
  const { world } = stage;
  let commits = 0;
  world.listeners.push(() => {
    commits += 1;
  });
  replacePause(async (longestMs) => world.clock.advance(world.chance.fraction() * longestMs));
  try {
    const violation = await perform(stage, plan);
    plan.onEnd?.(stage);
    return {
      seed: plan.seed,
      steps: plan.steps,
      faults: world.tally.faults,
      tally: world.tally.counts,
      commits,
      ...(violation && { violation }),
    };
  } finally {
    replacePause();
  }
}

async function perform(stage: Stage, plan: Plan): Promise<Result['violation']> {
  const { world } = stage;
  const seeds = new Chance(plan.seed);
  world.chance = new Chance(seeds.bits());
  await attempt(stage, () => setUp(stage));
  for (let number = 1; number <= plan.steps; number += 1) {
    const own = seeds.bits();
    if (plan.only && !plan.only.includes(number)) continue;
    world.chance = new Chance(own);
    world.likelihood = weatherAt(plan.seed, number);
    await attempt(stage, () => one(stage, number, plan));
    if (world.trouble !== undefined) return { step: number, error: errorOf(world.trouble) };
    plan.onStep?.(stage);
  }
  world.chance = new Chance(seeds.bits());
  await attempt(stage, () => quiet(stage));
  return world.trouble === undefined ? undefined : { step: plan.steps, error: errorOf(world.trouble) };
}

async function one(stage: Stage, number: number, { trace }: Plan): Promise<void> {
  const { world } = stage;
  const [name, , step] = chosen(world.chance.below(TOTAL));
  trace?.(`${number} ${world.clock.now()} ${name}`);
  await step(stage);
  const turns = world.chance.pick([0, 3, 10, 30, 100]);
  const tooMany = world.scheduler.running.length > MAX_RUNNING;
  await world.scheduler.run(world.chance, tooMany ? 500 : turns);
}

function chosen(point: number): (typeof STEPS)[number] {
  let passed = 0;
  for (const entry of STEPS) {
    passed += entry[1];
    if (point < passed) return entry;
  }
  throw new RangeError(`no step at ${point}`);
}

async function attempt({ world }: Stage, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    world.trouble ??= error;
  }
}

const errorOf = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
