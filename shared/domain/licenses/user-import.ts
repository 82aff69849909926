/** What a line of an export of the directory makes of a user (spec: Users come from an export of the directory). */
import { readdUser } from './license-assignment.ts';
import { isPresent, OPEN_POLICY, type PresentUser, type User } from './licenses.ts';

export const USER_LINE_CODES = [
  'invalid-user',
  'deleted-user',
  'user-exists',
  'usage-location-assumed',
] as const;
export type UserLineCode = (typeof USER_LINE_CODES)[number];

/** A line that failed, or that did what it asks for with a reservation. */
export interface UserLineNote {
  readonly line: number;
  readonly userPrincipalName: string;
  readonly code: UserLineCode;
  readonly detail: string;
}

/** Only an assumed usage location leaves the line successful. */
export const isWarning = ({ code }: Pick<UserLineNote, 'code'>): boolean => code === 'usage-location-assumed';

export interface ImportedUser
  extends Pick<User, 'id' | 'userPrincipalName' | 'displayName' | 'usageLocation'> {
  readonly isBlocked: boolean;
}

/**
 * The user after the import; the same object when nothing changes. Licenses and policy stay as they are. The import
 * blocks a user whom the directory has blocked, and lets nobody make calls again who was blocked here.
 */
export function importUser(known: User | undefined, { isBlocked, ...imported }: ImportedUser): PresentUser {
  const status = isBlocked ? 'blocked' : 'active';
  const added: PresentUser = { ...imported, dialOutPolicy: OPEN_POLICY, licenses: [], status };
  if (!known) return added;
  if (!isPresent(known)) return { ...added, licenses: readdUser({ removed: known, added }).licenses };
  const after = { ...known, ...imported, status: isBlocked ? status : known.status };
  return CHANGED.every((field) => known[field] === after[field]) ? known : after;
}

const CHANGED = ['userPrincipalName', 'displayName', 'usageLocation', 'status'] as const;
