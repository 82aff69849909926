import { describe, expect, test } from '@jest/globals';
import { CALL_STATUSES, CALL_TRANSITIONS, type CallStatus } from '../../../shared/domain/calls/call.ts';

/** Where a call of this status may go. */
const nextOf = (status: CallStatus | 'absent'): CallStatus[] =>
  CALL_STATUSES.filter((next) => CALL_TRANSITIONS[next].some((origin) => origin === status));

describe('the life of a call', () => {
  test.each([
    ['absent', ['authorized', 'denied', 'received']],
    ['denied', ['authorized', 'denied', 'received']],
    ['authorized', ['released', 'received']],
    ['released', ['received']],
    ['received', ['settled']],
    ['settled', ['voided']],
    ['voided', []],
  ] as const)('after %s a call may become %j', (status, next) => {
    expect(nextOf(status)).toEqual(next);
  });
});
