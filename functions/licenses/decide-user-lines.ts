/** What the lines of an export of the directory make of the users (spec: Users come from an export of the directory). */
import { CreateUser } from '../../shared/contract/schemas.ts';
import { type Country, countryMeantBy } from '../../shared/domain/country-codes.ts';
import { isPresent, type PresentUser, type User } from '../../shared/domain/licenses/licenses.ts';
import { importUser, type UserLineNote } from '../../shared/domain/licenses/user-import.ts';
import type { ListedUser } from '../../shared/domain/licenses/user-list.ts';
import { fieldErrors } from '../../shared/lambda/parse.ts';
import type { UserRecord } from '../../shared/store/licenses/users.ts';

export interface Directory {
  readonly known: ReadonlyMap<string, UserRecord>;
  /** By names in lower case. */
  readonly named: ReadonlyMap<string, UserRecord>;
  readonly homeCountry: Country;
}

export interface DecidedLines {
  readonly users: readonly { readonly before: UserRecord | undefined; readonly after: PresentUser }[];
  readonly notes: readonly UserLineNote[];
  readonly done: number;
}

/**
 * Decides line by line, up to one whose user or name an earlier one has changed: that is decided with what the earlier
 * ones left, in the next transaction.
 */
export function decideUserLines(lines: readonly ListedUser[], directory: Directory): DecidedLines {
  const users: { before: UserRecord | undefined; after: PresentUser }[] = [];
  const notes: UserLineNote[] = [];
  const touched = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const before = directory.known.get(line.id);
    const touches = [`id ${line.id}`, nameKey(line), ...(before ? [nameKey(before.user)] : [])];
    if (touches.some((each) => touched.has(each))) return { users, notes, done: index };
    const { after, notes: ofLine } = decideLine(line, before?.user, directory);
    notes.push(...ofLine);
    if (after === undefined || after === before?.user) continue;
    users.push({ before, after });
    for (const each of touches) touched.add(each);
  }
  return { users, notes, done: lines.length };
}

const nameKey = ({ userPrincipalName }: Pick<User, 'userPrincipalName'>): string =>
  `name ${userPrincipalName.toLowerCase()}`;

interface DecidedLine {
  /** Absent for a line that failed. */
  readonly after?: PresentUser;
  readonly notes: readonly UserLineNote[];
}

const UNUSABLE = {
  moved: {
    code: 'invalid-user',
    detail: 'The line has more fields than the header; a comma in a field needs quotes around the field.',
  },
  deleted: { code: 'deleted-user', detail: 'The directory has deleted this user.' },
} as const;

function decideLine(
  line: ListedUser,
  known: User | undefined,
  { named, homeCountry }: Directory,
): DecidedLine {
  const { userPrincipalName, status } = line;
  const noted = (code: UserLineNote['code'], detail: string): DecidedLine => ({
    notes: [{ line: line.line, userPrincipalName, code, detail }],
  });
  if (status === 'moved' || status === 'deleted')
    return noted(UNUSABLE[status].code, UNUSABLE[status].detail);
  const { success, data, error } = CreateUser.safeParse({
    id: line.id,
    userPrincipalName,
    displayName: line.displayName || known?.displayName || userPrincipalName,
    usageLocation: locationOf(line) || known?.usageLocation || homeCountry,
  });
  if (!success) {
    const [first] = fieldErrors(error, 'user');
    return noted('invalid-user', `${first?.field}: ${first?.detail}`);
  }
  const holder = named.get(userPrincipalName.toLowerCase())?.user;
  if (holder && isPresent(holder) && holder.id !== line.id) {
    return noted('user-exists', `userPrincipalName: another user has it, whose id is ${holder.id}`);
  }
  const after = importUser(known, { ...data, isBlocked: status === 'blocked' });
  if (line.usageLocation !== '' || known !== undefined) return { after, notes: [] };
  const detail = `The line has no usage location, so it is ${homeCountry}, the country of the organization.`;
  return { after, ...noted('usage-location-assumed', detail) };
}

/** As it is in the line, or the code that it means: `us`, `UK`. */
const locationOf = ({ usageLocation }: ListedUser): string => countryMeantBy(usageLocation) ?? usageLocation;
