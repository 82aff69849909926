import { expect, test } from '@jest/globals';
import { jsonRow } from '../../functions/reports/usage-row.ts';
import { anAccount, START } from '../support/accounts.ts';

test.each([
  ['CH', '+41446681800', '+4144668****'],
  ['SE', '+46812345678', '+46812345***'],
  ['SE', 'sip:+46812345678@example.com', 'sip:+46812345***@example.com'],
  ['SE', '+46 8 123 456 78', '+46 8 123 45* **'],
  ['SE', 'Ann Smith', 'Ann Smith'],
  ['SE', '', ''],
  ['SE', '12', '**'],
  ['US', '+14255550100', '+14255550100'],
])('row 09: in %s the caller %j is shown as %j', (country, from, shown) => {
  const { terms } = anAccount();
  const call = {
    organizationId: 'o',
    callId: 'c',
    status: 'received',
    type: 'user_in',
    from,
    to: '+12065550100',
    startedAt: START,
    durationSeconds: 60,
    receivedAt: START,
    page: 'PAGE',
  } as const;
  expect(jsonRow({ call, terms: { ...terms, country } }).callerNumber).toBe(shown);
});
