/** The user that a path names. */
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { isPresent, type PresentUser } from '../../shared/domain/licenses/licenses.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { findUser, loadUsersByName, type UserRecord } from '../../shared/store/licenses/users.ts';
import type { Database } from '../../shared/store/table/database.ts';

/** Finds the user by id, otherwise by user principal name in any capitals. Throws the refusal `not-found`. */
export async function requireUser(
  db: Database,
  organizationId: OrganizationId,
  name: string,
): Promise<PresentRecord> {
  const byId = presentIn(await findUser(db, organizationId, name));
  if (byId) return byId;
  const named = name.includes('@') ? await loadUsersByName(db, organizationId, [name]) : undefined;
  const byName = presentIn(named?.get(name.toLowerCase()));
  if (!byName) throw refusals.notFound('user');
  return byName;
}

interface PresentRecord extends UserRecord {
  readonly user: PresentUser;
}

function presentIn(record: UserRecord | undefined): PresentRecord | undefined {
  return record && isPresent(record.user) ? { ...record, user: record.user } : undefined;
}
