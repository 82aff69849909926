/** What a settled call keeps of its record. */
import type { CallAttempt } from '../../shared/domain/calls/call.ts';
import { eraseCall } from '../../shared/domain/calls/erased-call.ts';
import type { OrganizationId, UserId } from '../../shared/domain/ids.ts';
import { isErased } from '../../shared/domain/licenses/erasure.ts';
import type { User } from '../../shared/domain/licenses/licenses.ts';

/** The call of a person whose data was erased is priced by its numbers, and does not keep them. */
export function keptRecord<C extends CallAttempt>(
  organizationId: OrganizationId,
  record: C,
  users: ReadonlyMap<UserId, User>,
): C {
  const user = record.userId === undefined ? undefined : users.get(record.userId);
  return isErased(user) ? eraseCall(organizationId, record) : record;
}
