/**
 * What a decision changed of the account's item. Attributes are set as the decision left them, holds by what it added to
 * each: holds that came about since the account was read, which raise no version, stay as they are.
 */
import type { Account, AccountChange } from '../../domain/credits/account.ts';
import { dropExpiredHolds, storedHoldsMicros } from '../../domain/credits/holds.ts';
import type { DomainEvent } from '../../domain/events.ts';
import type { Instant } from '../../domain/instants.ts';
import type { Actor } from '../../domain/journal/actor.ts';
import type { Micros } from '../../domain/money.ts';
import { all, type Condition, compares, has } from '../table/conditions.ts';
import { writeOutbox } from '../table/outbox.ts';
import type { Changes } from '../table/writes.ts';
import { accountMarks, holdMarks, holdPath, writeAccount } from './account-item.ts';

/** An update of the account's item, and its condition. */
export interface AccountUpdate {
  readonly changes: Changes;
  readonly condition: Condition;
}

/** Events have an actor. */
type Emitted =
  | { readonly events: readonly DomainEvent[]; readonly actor: Actor }
  | { readonly events?: undefined; readonly actor?: undefined };

/** A decision about an account, and when it was made. */
export type AccountDecision = Emitted & Decision;

interface Decision extends AccountChange {
  readonly now: Instant;
  /**
   * What was left, unheld, beside all that the decision takes. Without it the decision does not depend on what is held.
   */
  readonly slackMicros?: Micros | undefined;
}

/** Raises the version, and drops the holds that have expired. */
export function accountUpdate(decision: AccountDecision): AccountUpdate {
  const { before, now, slackMicros } = decision;
  const outbox = decision.events && writeOutbox(decision.events, decision.actor);
  const after = dropExpiredHolds(decision.after, now);
  const { rechargeDue, due, dueAt } = accountMarks(after, now);
  const attributes = { ...changedAttributes({ before, after }, now), rechargeDue, due, dueAt };
  const set = { ...attributes, outbox, version: before.version + 1 };
  const removed = Object.entries(set).flatMap(([name, value]) => (value === undefined ? [name] : []));
  const isUnmarked = due === undefined && !before.isEarlierLayout;
  const conditions = [
    has({ version: before.version }),
    ...heldAtMost(before, slackMicros),
    // A hold that came since would have the mark that this write removes.
    ...(isUnmarked ? [has({ heldMicros: storedHoldsMicros(before) })] : []),
  ];
  const holds = before.isEarlierLayout ? wholeHolds(after, now) : holdChanges({ before, after });
  return {
    changes: {
      set: { ...set, ...holds.changes.set },
      increase: holds.changes.increase ?? {},
      add: holds.changes.add ?? {},
      remove: [...removed, ...(holds.changes.remove ?? [])],
    },
    condition: all(...conditions, ...holds.conditions),
  };
}

/**
 * Adds to holds, and leaves the version as it is: many at once do not stand in each other's way. What was left unheld
 * must be enough for those that came since the account was read.
 */
export function holdUpdate(change: AccountChange, slackMicros: Micros): AccountUpdate {
  const { before, after } = change;
  const { changes, conditions } = holdChanges(change);
  return {
    changes: { ...changes, initial: { ...holdMarks(after) }, remove: ['outbox', ...(changes.remove ?? [])] },
    condition: all(has({ version: before.version }), ...heldAtMost(before, slackMicros), ...conditions),
  };
}

/** Not a condition in the earlier layout, in which every hold raises the version. */
function heldAtMost(before: Account, slackMicros: Micros | undefined): Condition[] {
  if (slackMicros === undefined || before.isEarlierLayout) return [];
  return [compares('heldMicros', '<=', storedHoldsMicros(before) + slackMicros)];
}

/** What belongs together, though it is in several attributes of the item. */
const TOGETHER = [['lots', 'waiting']] as const;
/** Written otherwise, or never changed. */
const APART = new Set(['pk', 'sk', 'version', 'held', 'heldMicros', 'rechargeDue', 'due', 'dueAt']);

/**
 * The attributes that differ; `undefined` for one that is no more. The account may have been loaded with more lots than
 * its item embeds, so that lots are written with the sums of those that are not embedded.
 */
function changedAttributes({ before, after }: AccountChange, now: Instant): Record<string, unknown> {
  const was: Readonly<Record<string, unknown>> = writeAccount(before, now);
  const is: Readonly<Record<string, unknown>> = writeAccount(after, now);
  const names = Object.keys(is).filter((name) => !APART.has(name));
  const changed = new Set(names.filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name])));
  for (const group of TOGETHER) {
    if (group.some((name) => changed.has(name))) for (const name of group) changed.add(name);
  }
  return Object.fromEntries([...changed].map((name) => [name, is[name]]));
}

interface HoldChanges {
  readonly changes: Changes;
  readonly conditions: readonly Condition[];
}

/** A hold that is dropped must be as it was read, so that the sum of all stays exact. */
function holdChanges({ before, after }: AccountChange): HoldChanges {
  const was = new Map(before.holds.map(({ until, micros }) => [until, micros]));
  const is = new Map(after.holds.map(({ until, micros }) => [until, micros]));
  const dropped = before.holds.filter(({ until }) => !is.has(until));
  const added = after.holds
    .map(({ until, micros }) => [holdPath(until), micros - (was.get(until) ?? 0)] as const)
    .filter(([, micros]) => micros !== 0);
  const heldMicros = storedHoldsMicros(after) - storedHoldsMicros(before);
  return {
    changes: {
      increase: Object.fromEntries(added),
      remove: dropped.map(({ until }) => holdPath(until)),
      add: heldMicros === 0 ? {} : { heldMicros },
    },
    conditions: dropped.map(({ until, micros }) => has({ [holdPath(until)]: micros })),
  };
}

/** Of an item of the earlier layout. */
function wholeHolds(after: Account, now: Instant): HoldChanges {
  const { held, heldMicros } = writeAccount(after, now);
  return { changes: { set: { held, heldMicros }, remove: ['holds'] }, conditions: [] };
}
