/** How the journal has what changes of members (spec: The journal has every change). */
import { type Change, changeOf } from '../journal/changes.ts';
import type { Member } from './members.ts';

const valuesOf = ({ email, name, role, status }: Member) => ({ email, name, role, status });

/** Absent `before`: invited. Absent `after`: removed. Active from then on: joined. */
export function memberChange({
  before,
  after,
}: {
  readonly before?: Member | undefined;
  readonly after?: Member | undefined;
}): Change | undefined {
  const values = { before: before && valuesOf(before), after: after && valuesOf(after) };
  if (!after) return before && changeOf('member.removed', before.id, values);
  if (!before) return changeOf('member.invited', after.id, values);
  const hasJoined = before.status === 'invited' && after.status === 'active';
  return changeOf(hasJoined ? 'member.joined' : 'member.changed', after.id, values);
}
