/** What the lines of an export of the directory make of the users. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideUserLines } from '../../functions/licenses/decide-user-lines.ts';
import { isPresent, type User } from '../../shared/domain/licenses/licenses.ts';
import { isWarning, type UserLineNote } from '../../shared/domain/licenses/user-import.ts';
import type { ListedUser } from '../../shared/domain/licenses/user-list.ts';
import type { UserRecord } from '../../shared/store/licenses/users.ts';

const LINE: ListedUser = {
  line: 2,
  id: 'ada',
  userPrincipalName: 'ada@x.com',
  displayName: 'Ada',
  usageLocation: 'GB',
  status: 'active',
};
const USER: User = {
  id: 'ada',
  userPrincipalName: 'ada@x.com',
  displayName: 'Ada',
  usageLocation: 'GB',
  dialOutPolicy: { conferencing: 'zone-a', pstn: 'domestic' },
  licenses: [{ sku: 'E5', assignedAt: '2026-01-01T00:00:00.000Z' }],
  status: 'active',
};

/** The users by their ids. */
type Users = ReadonlyMap<string, User>;
const usersOf = (...users: readonly User[]): Users => new Map(users.map((user) => [user.id, user]));
const nameOf = ({ userPrincipalName }: Pick<User, 'userPrincipalName'>) => userPrincipalName.toLowerCase();

function decide(lines: readonly ListedUser[], users: Users) {
  const records = [...users.values()].map((user): UserRecord => ({ user, version: 1 }));
  return decideUserLines(lines, {
    known: new Map(records.map((record) => [record.user.id, record])),
    named: new Map(
      records.flatMap((record) => (isPresent(record.user) ? [[nameOf(record.user), record]] : [])),
    ),
    homeCountry: 'US',
  });
}

const decideOne = (line: Partial<ListedUser>, ...users: readonly User[]) =>
  decide([{ ...LINE, ...line }], usersOf(...users));

describe('one line', () => {
  test('adds a user, who may call anywhere and has no license', () => {
    expect(decideOne({})).toEqual({
      users: [
        {
          before: undefined,
          after: {
            id: 'ada',
            userPrincipalName: 'ada@x.com',
            displayName: 'Ada',
            usageLocation: 'GB',
            dialOutPolicy: { conferencing: 'any', pstn: 'international' },
            licenses: [],
            status: 'active',
          },
        },
      ],
      notes: [],
      done: 1,
    });
  });

  test('changes names and location of the user with the id, and keeps licenses and policy', () => {
    const line = { userPrincipalName: 'king@x.com', displayName: 'Ada King', usageLocation: 'FR' };
    expect(decideOne(line, USER).users).toEqual([
      { before: { user: USER, version: 1 }, after: { ...USER, ...line } },
    ]);
  });

  test('changes nothing that is so already, and nothing that it leaves out', () => {
    const before = { ...USER, displayName: 'Countess' };
    expect(decideOne({ displayName: '', usageLocation: '' }, before)).toEqual({
      users: [],
      notes: [],
      done: 1,
    });
  });

  test('takes the country of the organization, with a warning, for a user without a location', () => {
    const { users, notes } = decideOne({ usageLocation: '', displayName: '' });
    expect(users).toMatchObject([{ after: { usageLocation: 'US', displayName: 'ada@x.com' } }]);
    expect(notes).toMatchObject([
      { line: 2, code: 'usage-location-assumed', detail: expect.stringContaining('US') },
    ]);
    expect(notes.every(isWarning)).toBe(true);
  });

  test.each([
    ['gb', 'GB'],
    ['UK', 'GB'],
    ['276', 'DE'],
  ])('reads %s as %s', (usageLocation, meant) => {
    expect(decideOne({ usageLocation }).users).toMatchObject([{ after: { usageLocation: meant } }]);
  });

  test('brings a removed user back without licenses', () => {
    const removed: User = { ...USER, status: 'removed' };
    expect(decideOne({}, removed).users).toMatchObject([
      { after: { status: 'active', dialOutPolicy: { conferencing: 'any' } } },
    ]);
  });

  test.each([
    ['blocks whom the directory has blocked', 'active', 'blocked', 'blocked'],
    ['leaves a user blocked who is blocked here', 'blocked', 'active', undefined],
  ] as const)('%s', (_what, before, listed, after) => {
    const { users } = decideOne({ status: listed }, { ...USER, status: before });
    expect(users.map((each) => each.after.status)).toEqual(after === undefined ? [] : [after]);
  });

  test.each([
    ['without an id', { id: '' }, 'invalid-user', 'id: '],
    ['without a name', { userPrincipalName: '' }, 'invalid-user', 'userPrincipalName: '],
    ['with a location that is not a country', { usageLocation: 'Narnia' }, 'invalid-user', 'usageLocation: '],
    ['with an id that is too long', { id: 'x'.repeat(300) }, 'invalid-user', 'id: '],
    ['with a field too many', { status: 'moved' }, 'invalid-user', 'more fields than the header'],
    ['of a deleted user', { status: 'deleted' }, 'deleted-user', 'has deleted'],
    ['with the name of another user', { id: 'king' }, 'user-exists', 'whose id is ada'],
  ] as const)('fails %s', (_what, line, code, detail) => {
    expect(decideOne(line, USER)).toMatchObject({
      users: [],
      notes: [{ line: 2, code, detail: expect.stringContaining(detail) }],
      done: 1,
    });
  });
});

/** Decides all lines, `linesAtOnce` of them in each step. */
function importAll(lines: readonly ListedUser[], users: Users, linesAtOnce: number) {
  const now = new Map(users);
  const notes: UserLineNote[] = [];
  let changes = 0;
  for (let next = 0; next < lines.length; ) {
    const decided = decide(lines.slice(next, next + linesAtOnce), now);
    for (const { after } of decided.users) now.set(after.id, after);
    changes += decided.users.length;
    notes.push(...decided.notes);
    expect(decided.done).toBeGreaterThan(0);
    next += decided.done;
  }
  return { users: now, notes, changes };
}

/** Few ids and names, so that lines meet. */
const lines = fc
  .array(
    fc.record({
      id: fc.constantFrom('1', '2', '3', '4', ''),
      userPrincipalName: fc.constantFrom('a@x.com', 'A@x.com', 'b@x.com', 'c@x.com', 'nobody'),
      displayName: fc.constantFrom('', 'Ada', 'Bob'),
      usageLocation: fc.constantFrom('', 'GB', 'uk', 'ZZ'),
      status: fc.constantFrom('active', 'blocked', 'deleted', 'moved'),
    }),
    { maxLength: 12 },
  )
  .map((rows) => rows.map((row, index): ListedUser => ({ ...row, line: index + 2 })));

describe('many lines', () => {
  test('have the same effect however many are decided at once', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 2, max: 12 }), (listed, linesAtOnce) => {
        expect(importAll(listed, usersOf(USER), linesAtOnce)).toEqual(importAll(listed, usersOf(USER), 1));
      }),
    );
  });

  test('never give a name to two users, and report each line at most once', () => {
    fc.assert(
      fc.property(lines, (listed) => {
        const { users, notes } = importAll(listed, usersOf(USER), 5);
        const names = [...users.values()].filter(isPresent).map(nameOf);
        expect(new Set(names).size).toBe(names.length);
        const noted = notes.map(({ line }) => line);
        expect([...new Set(noted)]).toEqual(noted);
        const failed = new Set(notes.filter((note) => !isWarning(note)).map(({ line }) => line));
        for (const { line, id } of listed) expect(failed.has(line) || users.has(id)).toBe(true);
      }),
    );
  });

  test('sent again, change nothing, if each user is in one line and none failed', () => {
    fc.assert(
      fc.property(lines, (listed) => {
        const once = listed.filter((each, index) => listed.findIndex(({ id }) => id === each.id) === index);
        const first = importAll(once, usersOf(USER), 5);
        fc.pre(first.notes.every(isWarning));
        const second = importAll(once, first.users, 5);
        expect([second.changes, second.notes]).toEqual([0, []]);
      }),
    );
  });
});
