/** The life cycle of an item as one table: for each step, the statuses from which it may be taken. */

/** The origin of a step that creates the item. */
export const ABSENT = 'absent';

/** A step is named by the status that it leads to, or by a verb where several steps lead to one status. */
export type Transitions<Status extends string, Step extends string = Status> = Readonly<
  Record<Step, readonly (Status | typeof ABSENT)[]>
>;
