/**
 * A person in texts that were sent: in lists, in what failed of them, and in the journal. The person is known by the id
 * and by user principal names. A display name may be anybody's, so it goes only where one of these stands beside it. An id
 * stays (spec: A person's data can be erased).
 */
import type { UserId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import type { Change } from '../journal/changes.ts';
import { erasedName } from './erasure.ts';
import type { ListedUser } from './user-list.ts';

export interface ErasedPerson {
  readonly userId: UserId;
  /** The user principal names that the person had, in any capitals. */
  readonly names: readonly string[];
  readonly pseudonym: string;
  /** What the journal has of the id later is of another person. */
  readonly erasedAt: Instant;
}

/** The text with the pseudonym in the place of each of the person's user principal names. */
export function eraseNames(text: string, { names, pseudonym }: ErasedPerson): string {
  return names.reduce((left, name) => {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return left.replace(new RegExp(`(?<![^\\s"'<(,;:])${escaped}(?![\\w-])`, 'gi'), erasedName(pseudonym));
  }, text);
}

/** A line of an import of users. One with a field too many may have each value in any column. */
export function eraseListedUser(line: ListedUser, person: ErasedPerson): ListedUser {
  const cells = [line.id, line.userPrincipalName, line.displayName, line.usageLocation];
  const isTheirs = cells.some((cell) => cell === person.userId || eraseNames(cell, person) !== cell);
  if (!isTheirs) return line;
  const hide = (cell: string): string => (cell === '' || cell === person.userId ? cell : person.pseudonym);
  if (line.status === 'moved') {
    const [id, userPrincipalName] = [hide(line.id), hide(line.userPrincipalName)];
    const [displayName, usageLocation] = [hide(line.displayName), hide(line.usageLocation)];
    return { ...line, id, userPrincipalName, displayName, usageLocation };
  }
  const userPrincipalName = line.userPrincipalName === '' ? '' : erasedName(person.pseudonym);
  return { ...line, userPrincipalName, displayName: hide(line.displayName) };
}

interface NamedFailure {
  readonly userPrincipalName: string;
  readonly detail: string;
}

/** A line that failed, or has a warning. */
export const eraseFailure = <F extends NamedFailure>(failure: F, person: ErasedPerson): F => ({
  ...failure,
  userPrincipalName: eraseNames(failure.userPrincipalName, person),
  detail: eraseNames(failure.detail, person),
});

export interface ErasableEntry extends Pick<Change, 'subject' | 'before' | 'after'> {
  readonly kind: string;
  readonly at: Instant;
  readonly reason?: string | undefined;
}

/** An entry of the journal. Who made the change stays: that is not the user as one who calls, but a member. */
export function eraseEntry<E extends ErasableEntry>(entry: E, person: ErasedPerson): E {
  const { reason, before, after } = entry;
  const isTheirs = isOfUser(entry, person);
  return {
    ...entry,
    ...(reason !== undefined && { reason: eraseNames(reason, person) }),
    ...(isTheirs && before && { before: eraseValues(before, person) }),
    ...(isTheirs && after && { after: eraseValues(after, person) }),
  };
}

/** Whether the entry is of a change of this user, and not of one who was added later under the id. */
export const isOfUser = (
  { kind, subject, at }: Pick<ErasableEntry, 'kind' | 'subject' | 'at'>,
  { userId, erasedAt }: Pick<ErasedPerson, 'userId' | 'erasedAt'>,
): boolean => kind.startsWith('user.') && subject === userId && at <= erasedAt;

type Values = NonNullable<Change['before']>;

const eraseValues = (values: Values, { pseudonym }: ErasedPerson): Values => ({
  ...values,
  ...(typeof values.userPrincipalName === 'string' && { userPrincipalName: erasedName(pseudonym) }),
  ...(typeof values.displayName === 'string' && { displayName: pseudonym }),
});
