/** A person in lists and in the journal, once erased (spec: A person's data can be erased). */
import { describe, expect, test } from '@jest/globals';
import {
  type ErasableEntry,
  type ErasedPerson,
  eraseEntry,
  eraseFailure,
  eraseListedUser,
  eraseNames,
} from '../../../shared/domain/licenses/erased-texts.ts';
import type { ListedUser } from '../../../shared/domain/licenses/user-list.ts';

const AT = '2026-01-15T10:00:00.000Z';
const PERSON: ErasedPerson = {
  userId: 'u-17',
  names: ['ada@contoso.example', 'ada.byron+x@contoso.example'],
  pseudonym: 'erased-1',
  erasedAt: AT,
};
const GONE = 'erased-1@erased.invalid';

test.each([
  ['ada@contoso.example', GONE],
  ['ADA@Contoso.Example', GONE],
  ['ada.byron+x@contoso.example', GONE],
  ['no user ada@contoso.example, nor <ada@contoso.example>.', `no user ${GONE}, nor <${GONE}>.`],
  ['canada@contoso.example', 'canada@contoso.example'],
  ['ada@contoso.example-two', 'ada@contoso.example-two'],
  ['Ada Lovelace', 'Ada Lovelace'],
  ['', ''],
])('of the text "%s" is left "%s"', (text, left) => {
  expect(eraseNames(text, PERSON)).toBe(left);
});

describe('a line of an import', () => {
  const line: ListedUser = {
    line: 3,
    id: 'u-99',
    userPrincipalName: 'ada@contoso.example',
    displayName: 'Ada',
    usageLocation: 'US',
    status: 'active',
  };
  test.each<[what: string, line: Partial<ListedUser>, left: Partial<ListedUser>]>([
    ['by the name, in any capitals', { userPrincipalName: 'Ada@Contoso.example' }, {}],
    ['by the id, whatever the name', { id: 'u-17', userPrincipalName: 'x@contoso.example' }, {}],
    ['by the id, without a name', { id: 'u-17', userPrincipalName: '' }, { userPrincipalName: '' }],
    ['without a display name', { displayName: '' }, { displayName: '' }],
    [
      'in other columns',
      {
        status: 'moved',
        userPrincipalName: 'Lovelace',
        displayName: 'Ada',
        usageLocation: 'ada@contoso.example',
      },
      { id: 'erased-1', userPrincipalName: 'erased-1', usageLocation: 'erased-1' },
    ],
  ])('is of the person %s', (_what, of, left) => {
    const before = { ...line, ...of };
    const gone = { userPrincipalName: GONE, displayName: 'erased-1' };
    expect(eraseListedUser(before, PERSON)).toEqual({ ...before, ...gone, ...left });
  });

  test('of another person of the same display name stays', () => {
    const other = { ...line, userPrincipalName: 'other@contoso.example' };
    expect(eraseListedUser(other, PERSON)).toBe(other);
  });
});

test('a line that failed says why without the name', () => {
  const failure = {
    line: 1,
    userPrincipalName: 'ADA@contoso.example',
    code: 'x',
    detail: 'ada@contoso.example?',
  };
  expect(eraseFailure(failure, PERSON)).toEqual({ ...failure, userPrincipalName: GONE, detail: `${GONE}?` });
});

describe('an entry of the journal', () => {
  const names = { userPrincipalName: 'any@contoso.example', displayName: 'Any', status: 'active' };
  const entry: ErasableEntry = { kind: 'user.changed', subject: 'u-17', at: AT, before: names, after: names };
  const gone = { userPrincipalName: GONE, displayName: 'erased-1', status: 'active' };

  test('of the user loses every name, and keeps the rest', () => {
    expect(eraseEntry(entry, PERSON)).toEqual({ ...entry, before: gone, after: gone });
    const added = { ...entry, kind: 'user.added', before: undefined };
    expect(eraseEntry(added, PERSON)).toEqual({ ...added, after: gone });
  });

  test.each<[what: string, other: Partial<ErasableEntry>]>([
    ['of another user', { subject: 'u-18' }],
    ['of a user who was added later under the id', { at: '2026-01-15T10:00:00.001Z' }],
    ['of a member of the same id', { kind: 'member.changed' }],
  ])('%s stays', (_what, other) => {
    expect(eraseEntry({ ...entry, ...other }, PERSON)).toEqual({ ...entry, ...other });
  });

  test('of anything has a reason without the name', () => {
    const suspended = {
      kind: 'organization.changed',
      subject: 'contoso',
      at: AT,
      reason: 'ask ada@contoso.example',
    };
    expect(eraseEntry(suspended, PERSON)).toEqual({ ...suspended, reason: `ask ${GONE}` });
  });
});
