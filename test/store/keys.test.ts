/** Keys and their inverses: what a key was made of is read from it again. */
import { expect, test } from '@jest/globals';
import { callOf, dayOf, keys } from '../../shared/store/table/keys.ts';

test.each([
  'lot',
  'order',
  'refund',
  'dispute',
  'booking',
  'bookedReference',
  'statement',
  'user',
  'job',
  'pools',
  'request',
  'member',
  'client',
] as const)('a key of %s gives back its id', (name) => {
  const key = keys[name]('contoso', 'some#id');
  expect(key.sk.startsWith(keys[name].prefix)).toBe(true);
  expect(keys[name].idOf(key.sk)).toBe('some#id');
  expect(keys.organization.idOf(key.pk)).toBe('contoso');
});

test.each(['entry', 'debt', 'debtPayment', 'cancelledDebt', 'invoice'] as const)(
  'a key of %s gives back its number, and sorts by it',
  (name) => {
    const [nine, ten] = [keys[name]('contoso', 9), keys[name]('contoso', 10)];
    expect(nine.sk < ten.sk).toBe(true);
    expect(keys[name].idOf(ten.sk)).toBe(10);
  },
);

test('a key of a user principal name gives back the name in lower case', () => {
  const { sk } = keys.userPrincipalName('contoso', 'Ann@Contoso.com');
  expect(keys.userPrincipalName.idOf(sk)).toBe('ann@contoso.com');
});

test('keys of calls, days and listed organizations give back what they are of', () => {
  expect(callOf(keys.call('contoso', 'call#1').pk)).toEqual({ organizationId: 'contoso', callId: 'call#1' });
  const name = keys.pageName('2026-01-06', 'p1');
  const { pk, sk } = keys.page({ organizationId: 'contoso', day: '2026-01-05', name });
  expect({ pk, sk }).toEqual({ pk: keys.day('contoso', '2026-01-05'), sk: 'PAGE#2026-01-06#p1' });
  expect(dayOf(pk)).toEqual({ organizationId: 'contoso', day: '2026-01-05' });
  const listed = keys.organizationListed('contoso');
  expect(listed.sk.startsWith(keys.organizationListed.prefix)).toBe(true);
  expect(keys.organizationListed.idOf(listed.sk)).toBe('contoso');
});

test('keys of invitations and memberships give back the organization; an address is not a person', () => {
  const [invitation, membership] = [
    keys.invitation('Ann@Contoso.com', 'contoso'),
    keys.membership('ann@contoso.com', 'contoso'),
  ];
  expect(invitation.pk).toBe(keys.address('ann@CONTOSO.com'));
  expect(membership.pk).toBe(keys.person('ann@contoso.com'));
  expect(invitation.pk).not.toBe(membership.pk);
  expect(keys.invitation.idOf(invitation.sk)).toBe('contoso');
  expect(keys.membership.idOf(membership.sk)).toBe('contoso');
  expect(keys.choice('ann@contoso.com')).toEqual({ pk: membership.pk, sk: 'CHOICE' });
});

test('prefixes begin the keys that they list', () => {
  const order = { organizationId: 'contoso', kind: 'purchase', createdAt: '2026-01-05', id: 'o1' };
  expect(keys.orderByTime(order).sk).toBe(`${keys.orderByTime.prefixOf('purchase')}2026-01-05#o1`);
  const { sk } = keys.orderByTime(order);
  expect(keys.orderByTime.placeOf(sk, 'purchase')).toBe('2026-01-05#o1');
  expect(keys.jobErrors('contoso', 'j1', 7).sk).toBe(`${keys.jobErrors.prefixOf('j1')}000007`);
  const deck = { effectiveFrom: '2026-01-05', id: 'd1' };
  expect(keys.deckListed(deck).sk).toBe(`${keys.deckListed.prefix}2026-01-05#d1`);
});

test('a mark of intake gives back its minute, organization and day, and sorts by the minute', () => {
  const mark = { minute: '2026-01-06T09:30', organizationId: 'contoso', day: '2026-01-05' };
  const { pk, sk } = keys.intakeMark({ shard: 3, ...mark });
  expect(pk).toBe(keys.intakeMark.shardOf(3));
  expect(sk.startsWith(keys.intakeMark.prefixOf('2026-01-06T09:30'))).toBe(true);
  expect(keys.intakeMark.idOf(sk)).toEqual(mark);
});
