/** The life cycle of an item as one table: for each step, the statuses from which it may be taken. */

/** The origin of a step that creates the item. */
export const ABSENT = 'absent';

/** A step is named by the status that it leads to, or by a verb where several steps lead to one status. */
export type Transitions<Status extends string, Step extends string = Status> = Readonly<
  Record<Step, readonly (Status | typeof ABSENT)[]>
>;

/** Whether an item of this status may take the step. */
export function isReachable<Status extends string, Step extends string>(
  transitions: Transitions<Status, Step>,
  step: NoInfer<Step>,
  status: Status,
): boolean {
  return transitions[step].includes(status);
}
