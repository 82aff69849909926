import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changeLicense, changeLicenses } from '../../../shared/domain/licenses/license-assignment.ts';
import type { Sku, User } from '../../../shared/domain/licenses/licenses.ts';

const AT = '2026-01-15T10:00:00.000Z';
const EARLIER = '2025-06-01T00:00:00.000Z';

function aUser(id: string, ...skus: readonly Sku[]): User {
  return {
    id,
    userPrincipalName: `${id}@contoso.example`,
    displayName: id,
    usageLocation: 'US',
    dialOutPolicy: { conferencing: 'any', pstn: 'international' },
    licenses: skus.map((sku) => ({ sku, assignedAt: EARLIER })),
    status: 'active',
  };
}

const byName = (...users: readonly User[]) => new Map(users.map((user) => [user.userPrincipalName, user]));
const lines = (...names: readonly string[]) =>
  names.map((name, index) => ({ line: index + 1, userPrincipalName: `${name}@contoso.example` }));

describe('one user', () => {
  test('a user who has the license already is not changed', () => {
    const user = aUser('ada', 'AUDIO_CONFERENCING');
    expect(changeLicense(user, 'AUDIO_CONFERENCING', 1, AT)).toBe(user);
    expect(changeLicense(user, 'CALLING_PLAN_DOMESTIC', -1, AT)).toBe(user);
  });

  test('the credits license needs a service license', () => {
    expect(() => changeLicense(aUser('ada'), 'COMMUNICATIONS_CREDITS', 1, AT)).toThrow(
      expect.objectContaining({ code: 'not-eligible' }),
    );
    expect(changeLicense(aUser('ada', 'E5'), 'COMMUNICATIONS_CREDITS', 1, AT).licenses).toHaveLength(2);
  });

  test('a removed license is kept for late records', () => {
    const user = changeLicense(aUser('ada', 'E5'), 'E5', -1, AT);
    expect(user.licenses).toEqual([{ sku: 'E5', assignedAt: EARLIER, removedAt: AT }]);
  });
});

describe('many users', () => {
  const count = { sku: 'COMMUNICATIONS_CREDITS', step: 1, quantity: 2, assigned: 0 } as const;

  test('each line is decided by itself, and every failing line has its reason', () => {
    const users = byName(aUser('ada', 'E5'), aUser('bob'), aUser('cyd', 'E5'), aUser('dan', 'E5'));
    const { changed, failures, succeeded } = changeLicenses(
      lines('ada', 'bob', 'nobody', 'ADA', 'cyd', 'dan'),
      users,
      count,
      AT,
    );
    expect([...changed.keys()]).toEqual(['ada', 'cyd']);
    expect(succeeded).toBe(3);
    expect(failures).toEqual([
      expect.objectContaining({ line: 2, userPrincipalName: 'bob@contoso.example', code: 'not-eligible' }),
      expect.objectContaining({ line: 3, code: 'unknown-user' }),
      expect.objectContaining({ line: 6, code: 'no-license-available' }),
    ]);
  });

  test('a license that is held already does not use up another one', () => {
    const users = byName(aUser('ada', 'E5', 'COMMUNICATIONS_CREDITS'), aUser('bob', 'E5'));
    const { changed, failures } = changeLicenses(
      lines('ada', 'bob'),
      users,
      { ...count, quantity: 2, assigned: 1 },
      AT,
    );
    expect([...changed.keys()]).toEqual(['bob']);
    expect(failures).toEqual([]);
  });

  test('never more licenses than there are, and every failing line is reported', () => {
    const names = ['ada', 'bob', 'cyd', 'dan', 'eve', 'nobody'];
    const users = byName(
      ...names.slice(0, 5).map((name) => aUser(name, ...(name === 'dan' ? [] : ['E5' as const]))),
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 20 }), fc.nat(5), (listed, quantity) => {
        const outcome = changeLicenses(lines(...listed), users, { ...count, quantity }, AT);
        expect(outcome.changed.size).toBeLessThanOrEqual(quantity);
        expect(outcome.succeeded + outcome.failures.length).toBe(listed.length);
        const failed = new Set(outcome.failures.map(({ line }) => line));
        for (const [index, name] of listed.entries()) {
          expect(failed.has(index + 1)).toBe(!outcome.changed.has(name));
        }
      }),
    );
  });
});
