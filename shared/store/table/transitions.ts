/** Write conditions from a table of transitions: no condition spells a status, so none can contradict the table. */
import { ABSENT } from '../../domain/transitions.ts';
import { any, type Condition, isNew, isOneOf } from './conditions.ts';

type Table<Step extends string> = Readonly<Record<Step, readonly string[]>>;

/** The step may be taken: the item is in one of the prior statuses, or absent where the table says so. */
export function whenReachable<Step extends string>(transitions: Table<Step>, step: NoInfer<Step>): Condition {
  const [origin, ...others] = transitions[step];
  if (origin === ABSENT && others.length === 0) return isNew;
  const existing = whenReachableFromExisting(transitions, step);
  return transitions[step].includes(ABSENT) ? any(isNew, existing) : existing;
}

/** The step may be taken by an item that exists. Without this an Update would create an item that is absent. */
export function whenReachableFromExisting<Step extends string>(
  transitions: Table<Step>,
  step: NoInfer<Step>,
): Condition {
  return whenIn(...transitions[step].filter((origin) => origin !== ABSENT));
}

/** The item exists, in one of these statuses: for a write that changes no status. */
export function whenIn(...statuses: readonly string[]): Condition {
  return isOneOf('status', statuses);
}
