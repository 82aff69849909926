/** A quiet point: faults end, all work finishes, and then everything is compared. */
import { auditOrganization, replayOrganization } from '../../../functions/audit/audit-organization.ts';
import type { AuditReport } from '../../../shared/domain/audit/report.ts';
import type { Bank } from '../core/bank.ts';
import { SWEEP_NAMES } from '../core/system.ts';
import { CALLS, type World } from '../core/world.ts';
import { closedFrom } from '../model/books.ts';
import {
  MAX_MICROS,
  type ModelCall,
  type ModelOrder,
  type ModelOrganization,
} from '../model/organization.ts';
import { isPage } from '../model/pages.ts';
import { requireQuiet } from '../model/quiet-checks.ts';
import { dueAmount } from '../model/recharge.ts';
import { requireSame, Violation } from '../model/violation.ts';

import { deliverWebhook } from './bank.ts';
import { ask } from './questions.ts';
import type { Stage } from './stage.ts';

const MAX_ROUNDS = 60;
const MAX_DELIVERIES = 500;

export async function quiet(stage: Stage): Promise<void> {
  const { world, system } = stage;
  const likelihood = world.likelihood;
  world.likelihood = 0;
  system.gateway.isCalm = true;
  let rounds = 0;
  do {
    if (rounds > MAX_ROUNDS) throw new Violation('everything comes to an end', unfinished(stage));
    await settleDown(stage);
    world.clock.advance(rounds < 4 ? 40_000 : 400_000);
    rounds += 1;
  } while (world.trouble === undefined && !isQuiet(stage));
  world.guard(() => requireQuiet(stage));
  for (const organization of stage.model.organizations.values()) ask(stage, organization);
  await world.scheduler.run(world.chance);
  await requireAudited(stage);
  system.gateway.isCalm = false;
  world.likelihood = likelihood;
}

/** Neither the audit of what is new nor the one of everything finds a difference. */
async function requireAudited(stage: Stage): Promise<void> {
  const { world, system, model } = stage;
  for (const organizationId of model.organizations.keys()) {
    for (const audit of [auditOrganization, replayOrganization]) {
      let outcome: unknown = 'no answer';
      world.scheduler.start('audit', world.clock.milliseconds, async (running) => {
        const report = await audit(system.deps(running), organizationId).catch((error: Error) => error);
        outcome = report instanceof Error ? report.message : brokenOf(report);
      });
      await world.scheduler.run(world.chance);
      world.guard(() => requireSame(`${audit.name} finds nothing`, outcome, [], { organizationId }));
    }
  }
}

const brokenOf = ({ findings }: AuditReport) => findings.filter(({ holds }) => !holds);

async function settleDown(stage: Stage): Promise<void> {
  const { world, system, clients, chance } = stage;
  await world.scheduler.run(chance);
  clients.retryAll();
  await world.scheduler.run(chance);
  for (let count = system.bank.post.waiting.length; count > 0; count -= 1) deliverWebhook(stage);
  await deliverAll(stage);
  for (const name of SWEEP_NAMES) {
    world.scheduler.start(name, world.clock.milliseconds, (running) =>
      system.sweep(running, name).catch((error: unknown) => {
        world.trouble ??= new Violation('a schedule goes well when nothing goes wrong', `${name}: ${error}`);
      }),
    );
    await world.scheduler.run(chance);
  }
  system.bank.decidePending();
  await deliverAll(stage);
}

async function deliverAll({ world, system, chance }: Stage): Promise<void> {
  await world.scheduler.run(chance);
  for (let times = 0; times < MAX_DELIVERIES; times += 1) {
    const ready = system.readers.filter(({ isReady }) => isReady);
    if (ready.length === 0) return;
    for (const reader of ready) reader.deliver();
    await world.scheduler.run(chance);
  }
}

function isQuiet(stage: Stage): boolean {
  return Object.values(unfinished(stage)).every((count) => count === 0);
}

/** An expired lot whose forfeiture may be booked by now. */
function hasUnbooked({ books }: ModelOrganization, now: string): boolean {
  return books.lots.some((lot) => lot.remaining > 0 && closedFrom(lot) <= now);
}

function isRechargeDue(organization: ModelOrganization, now: string): boolean {
  const { recharge, terms } = organization;
  const balance = organization.netBalance(now);
  const active = terms.status === 'active';
  return dueAmount(recharge, { balance, active, at: now, most: MAX_MICROS }) !== undefined;
}

/** Calls that no run has tried to settle since they were received. */
function unsettledOf(calls: Iterable<ModelCall>): number {
  return [...calls].filter(({ image }) => image.status === 'received' && image.reason === undefined).length;
}

/** Pages whose calls may be of nobody yet. */
function waitingPages({ dynamo }: World): number {
  return [...dynamo.tables.all(CALLS)].filter((item) => isPage(item) && !item.settledAt && !item.due).length;
}

const pendingOf = (all: Iterable<{ readonly status: string }>): number =>
  [...all].filter(({ status }) => status === 'pending').length;

/** Orders that wait for nobody outside: neither for a payer who has time left, nor for a person who decides. */
function undecidedOf(bank: Bank, orders: ReadonlyMap<string, ModelOrder>, now: string): number {
  const undecided = [...orders].filter(([id, { status, failure, waitsUntil = '' }]) => {
    const mayCome = waitsUntil > now && bank.isWaiting(id);
    return status === 'pending' && failure !== 'payment-differs' && !mayCome;
  });
  return undecided.length;
}

/** Cards that were entered on pages, and have not been kept. */
function enteredOf({ pages }: Bank, { id, wallet }: ModelOrganization): number {
  const entered = pages.all.filter(
    ({ request, card }) =>
      card && request.organizationId === id && request.purpose.kind === 'setup' && !wallet.hasHad(card.token),
  );
  return wallet.hasBeenFull ? 0 : entered.length;
}

/** The number of each kind of work that is unfinished. */
function unfinished({ world, system, clients, model }: Stage): Record<string, number> {
  const organizations = [...model.organizations.values()];
  return {
    invocations: world.scheduler.running.length,
    streams: system.readers.filter(({ isEmpty }) => !isEmpty).length,
    webhooks: system.bank.post.waiting.length,
    undecided: system.bank.isUndecided ? 1 : 0,
    pages: waitingPages(world),
    clients: clients.unanswered,
    orders: organizations.reduce(
      (sum, { orders }) => sum + undecidedOf(system.bank, orders, world.clock.now()),
      0,
    ),
    refunds: organizations.reduce((sum, { refunds }) => sum + pendingOf(refunds.values()), 0),
    cards: organizations.reduce((sum, organization) => sum + enteredOf(system.bank, organization), 0),
    booking: organizations.filter((organization) => hasUnbooked(organization, world.clock.now())).length,
    unsettled: organizations.reduce((sum, { calls }) => sum + unsettledOf(calls.values()), 0),
    recharging: organizations.filter((organization) => isRechargeDue(organization, world.clock.now())).length,
  };
}
