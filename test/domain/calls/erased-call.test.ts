/** What is left of a call of a person whose data was erased (spec: A person's data can be erased). */
import { describe, expect, test } from '@jest/globals';
import { attemptKey, attemptOf, type CallAttempt } from '../../../shared/domain/calls/call.ts';
import { eraseCall } from '../../../shared/domain/calls/erased-call.ts';
import { pseudonymOf } from '../../../shared/domain/licenses/erasure.ts';

const ME = pseudonymOf('contoso', 'u-17');
const [OWN, OTHER] = ['+12065550117', '+447911123456'];
const HIDDEN = '+44791112****';

describe('a call is erased', () => {
  test.each<[what: string, call: Omit<CallAttempt, 'userId'>, left: Partial<CallAttempt>]>([
    ['outgoing', { type: 'user_out', from: OWN, to: OTHER }, { from: ME, to: HIDDEN }],
    ['outgoing, without a caller', { type: 'user_out', to: OTHER }, { to: HIDDEN }],
    ['forwarded', { type: 'user_out_forwarding', from: OWN, to: OTHER }, { from: ME, to: HIDDEN }],
    ['transferred', { type: 'user_out_transfer', from: OWN, to: OTHER }, { from: ME, to: HIDDEN }],
    ['of a conference', { type: 'conf_out', from: OWN, to: OTHER }, { from: ME, to: HIDDEN }],
    ['incoming', { type: 'user_in', from: OTHER, to: OWN }, { from: HIDDEN, to: ME }],
    ['incoming, of a hidden caller', { type: 'user_in', to: OWN }, { to: ME }],
    ['incoming, of an erased caller', { type: 'user_in', from: ME, to: OWN }, { from: ME, to: ME }],
    ['into a conference', { type: 'conf_in', from: OTHER, to: OWN }, { from: HIDDEN, to: OWN }],
    ['to an emergency number', { type: 'user_out', from: OWN, to: '911' }, { from: ME, to: '911' }],
    ['to a word', { type: 'user_out', from: 'sip:me', to: 'operator' }, { from: ME, to: 'operator' }],
  ])('%s', (_what, call, left) => {
    const named = { ...call, userId: 'u-17' };
    const erased = eraseCall('contoso', named);
    expect(erased).toEqual({ ...named, ...left });
    expect(eraseCall('contoso', erased)).toEqual(erased);
  });

  test('only if it has a user', () => {
    const call: CallAttempt = { type: 'ucap_out', from: OWN, to: OTHER };
    expect(eraseCall('contoso', call)).toBe(call);
  });

  test('with all that was charged for it', () => {
    const settlement = { chargeMicros: 1_500_000, parts: [['lot_1', 1_500_000]], rate: { prefix: '44' } };
    const call = { type: 'user_out', userId: 'u-17', from: OWN, to: OTHER, durationSeconds: 90, settlement };
    expect(eraseCall('contoso', call)).toEqual({ ...call, from: ME, to: HIDDEN });
  });
});

describe('what was authorized is read', () => {
  test.each<[CallAttempt]>([
    [{ type: 'user_out', userId: 'u-17', to: OTHER }],
    [{ type: 'user_in', userId: 'a|b', to: OWN }],
    [{ type: 'user_out', userId: 'u-17', to: '1|2' }],
    [{ type: 'unassigned_in', to: OWN }],
    [{ type: 'conf_in', userId: 'u-17' }],
  ])('%j', (attempt) => {
    expect(attemptOf(attemptKey(attempt), attempt.userId)).toEqual(attempt);
  });

  test('of another user not at all', () => {
    const key = attemptKey({ type: 'user_out', userId: 'u-17', to: OTHER });
    for (const userId of ['u-1', 'u-171', 'x', undefined]) expect(attemptOf(key, userId)).toBeUndefined();
  });
});
