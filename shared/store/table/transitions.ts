/** Write conditions from a table of transitions: no condition spells a status, so none can contradict the table. */
import { ABSENT } from '../../domain/transitions.ts';

/**
 * The condition of a Put, Update or Delete, to be spread into it. The name `#status` and the values `:from0`, `:from1` …
 * belong to the conditions made here. A condition made by hand that has an `OR` stands in parentheses.
 */
export interface WriteCondition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

type Table<Step extends string> = Readonly<Record<Step, readonly string[]>>;

/** The step may be taken: the item is in one of the prior statuses, or absent where the table says so. */
export function whenReachable<Step extends string>(
  transitions: Table<Step>,
  step: NoInfer<Step>,
): WriteCondition {
  const absent = 'attribute_not_exists(pk)';
  const [origin, ...others] = transitions[step];
  if (origin === ABSENT && others.length === 0) return { ConditionExpression: absent };
  const existing = whenReachableFromExisting(transitions, step);
  if (!transitions[step].includes(ABSENT)) return existing;
  return { ...existing, ConditionExpression: `(${absent} OR ${existing.ConditionExpression})` };
}

/** The step may be taken by an item that exists. Without this an Update would create an item that is absent. */
export function whenReachableFromExisting<Step extends string>(
  transitions: Table<Step>,
  step: NoInfer<Step>,
): WriteCondition {
  return whenIn(...transitions[step].filter((origin) => origin !== ABSENT));
}

/** The item exists, in one of these statuses: for a write that changes no status. */
export function whenIn(...statuses: readonly string[]): WriteCondition {
  const values = statuses.map((status, index) => [`:from${index}`, status] as const);
  return {
    ConditionExpression: `#status IN (${values.map(([name]) => name).join(', ')})`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: Object.fromEntries(values),
  };
}

/** All of the conditions hold. Only one of them may be about the status. */
export function whenAll(...conditions: readonly WriteCondition[]): WriteCondition {
  return {
    ConditionExpression: conditions.map(({ ConditionExpression }) => ConditionExpression).join(' AND '),
    ExpressionAttributeNames: merged(conditions.map((each) => each.ExpressionAttributeNames)),
    ExpressionAttributeValues: merged(conditions.map((each) => each.ExpressionAttributeValues)),
  };
}

/** DynamoDB refuses an empty map. */
function merged<T>(maps: readonly (Record<string, T> | undefined)[]): Record<string, T> | undefined {
  const entries = maps.flatMap((map) => Object.entries(map ?? {}));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
