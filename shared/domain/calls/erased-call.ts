/**
 * A call of a person whose data was erased: the person's own number is a pseudonym, and other people's numbers lose
 * their last digits (spec: A person's data can be erased). What was charged for the call stays.
 */
import type { OrganizationId, UserId } from '../ids.ts';
import { isPseudonym, pseudonymOf } from '../licenses/erasure.ts';
import { hideLastDigits, isMasked } from '../numbers/masking.ts';

/** What a call says of people. */
interface CallOfPeople {
  readonly type: string;
  readonly userId?: UserId | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A call without a user stays as it is. Erasing a call again changes nothing. */
export function eraseCall<C extends CallOfPeople>(organizationId: OrganizationId, call: C): C {
  if (call.userId === undefined) return call;
  const pseudonym = pseudonymOf(organizationId, call.userId);
  const { type, from, to } = call;
  if (type.endsWith('_in')) {
    // A conference is called at a number of the organization.
    const isOwnNumber = type === 'user_in' && to !== undefined;
    const caller = from === undefined || isPseudonym(from) ? from : hideLastDigits(from);
    return { ...call, ...(caller !== undefined && { from: caller }), ...(isOwnNumber && { to: pseudonym }) };
  }
  return {
    ...call,
    ...(from !== undefined && { from: pseudonym }),
    ...(to !== undefined && { to: hideLastDigits(to) }),
  };
}

/** Whether the number of the call can be one that {@link eraseCall} left. */
export const mayBeErased = ({ to = '' }: Pick<CallOfPeople, 'to'>): boolean =>
  isPseudonym(to) || isMasked(to);
