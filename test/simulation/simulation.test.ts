/** A small fixed set of seeds; `npm run simulate` runs as many as one likes. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Tally } from './core/tally.ts';
import { silenceLogs } from './quiet-logs.ts';
import { simulate } from './simulation.ts';

let unsilence: () => void;
beforeAll(() => {
  unsilence = silenceLogs();
});
afterAll(() => unsilence());

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13, 16];
const STEPS = 400;
const happened = new Tally();

test.each(SEEDS)(
  'seed %d: the system equals the model, whatever goes wrong on the way',
  async (seed) => {
    const result = await simulate({ seed, steps: STEPS });
    happened.include(result.tally);
    const replay = `npm run simulate -- --seeds ${seed} --steps ${STEPS}`;
    expect({ replay, error: result.violation?.error }).toEqual({ replay, error: undefined });
    expect(result.faults).toBeGreaterThan(100);
  },
  60_000,
);

const each = (before: string, options: readonly string[], after = ''): string[] =>
  options.map((option) => `${before}${option}${after}`);

/** In the words of the tally: without one of these the seeds would prove less than they say. */
const MUST_HAPPEN = [
  ...each('fault table ', ['lost-request', 'lost-answer', 'throttle', 'conflict', 'partial', 'stale']),
  ...each('fault table ', ['crash-before', 'crash-after']),
  ...each('fault bus ', ['lost-request', 'lost-answer', 'throttle', 'crash-after']),
  ...each('fault charge ', ['lost-request', 'lost-answer', 'late', 'crash-before', 'crash-after']),
  ...each('fault batch ', ['again', 'merged', 'split', 'late']),
  'fault record given up',
  'fault function ended',
  ...each('clock at the end of a month, ', ['-1000', '-1', '0', '1', '1000'], ' ms'),
  'lot of 29 February, until 02-28',
  ...each('entry ', ['purchase', 'recharge', 'usage', 'forfeiture']),
  ...each('entry ', ['refund', 'chargeback', 'void', 'correction']),
  ...each('entry ', ['grant', 'extension', 'write-off', 'transfer-out', 'transfer-in']),
  ...each('answer ', ['grant 409 reference-used', 'extendLot 409 lot-ended', 'moveCredits 201']),
  ...each('invoice ', ['purchase', 'recharge', 'postpaid']),
  ...each('purchase pending to ', ['succeeded', 'failed']),
  ...each('recharge pending to ', ['succeeded', 'failed']),
  'recharge failed to succeeded',
  'event RechargeResumed',
  ...each('auto-recharge backing-off, ', ['declined:card-declined', 'monthly-cap-reached']),
  'auto-recharge suspended, chargeback',
  ...each('refund ', ['pending to succeeded', 'pending to failed', 'succeeded to failed']),
  ...each('record rejected, ', ['conflicting-record', 'no-rate', 'record-too-old']),
  'record that came again',
  ...each('call claimed by ', ['receiveUsage', 'settle']),
  ...each('page ', ['settled', 'deleted', 'that waits, no-deck']),
  ...each('page settled without calls ', ['apart', 'of others']),
  'pages settled together',
  'call apart',
  'call that waits, no-rate',
  'call settled by itself',
  'call that left a settled page',
  ...each('lease first, ', ['free', 'included', 'credits', 'postpaid']),
  ...each('lease renewed, ', ['free', 'included', 'credits']),
  ...each('call denied, ', ['policy', 'no-service-license', 'no-credits-license']),
  ...each('call denied, ', ['insufficient-credits', 'in-debt', 'organization-suspended']),
  ...each('call authorized to ', ['received', 'released']),
  ...each('settled ', ['free', 'included', 'credits', 'postpaid', 'with debt']),
  ...each('call reversed by ', ['void', 'correction']),
  ...each('journal ', ['organization.created', 'organization.changed', 'payment-method.changed']),
  ...each('journal ', ['auto-recharge.changed', 'purchase.ordered', 'refund.requested']),
  ...each('journal license.', ['quantity-set', 'assigned', 'removed']),
  ...each('journal ', ['credits.granted', 'lot.extended', 'lot.written-off', 'credits.moved-out']),
  ...each('journal ', ['user.added', 'user.changed', 'call.voided', 'call.corrected']),
  ...each('recharge failed, ', ['taken-over', 'payer-never-came', 'card-declined']),
  ...each('purchase failed, ', ['payer-never-came', 'session-expired', 'transfer-never-came']),
  'purchase failed, payment-differs',
  ...each('', ['purchase', 'recharge'], ' paid by stored with its payer'),
  ...each('purchase paid by ', ['hosted', 'bank-transfer'], ' with its payer'),
  'purchase of which too much came',
  ...each('bank ', ['card entered', 'page card-declined', 'page unused', 'dispute won', 'dispute lost']),
  ...each('bank transfer ', ['in part', 'of too much', 'that came too late']),
  ...each('recharge ', ['whose place is taken', 'passed on to the next method']),
  ...each('event ', ['RechargeNeedsPayer', 'ChargebackReversed']),
  'entry chargeback-reversal',
  ...each('credit note ', ['refund', 'chargeback', 'cancellation', 'void', 'correction']),
  ...each('fault webhook of a ', ['charge', 'dispute', 'setup'], ' lost'),
  ...each('journal ', ['payment-methods.changed', 'payment-method.changed']),
  'dispute of a lot of which a part was moved',
  'account with lots that wait',
  ...each('hold ', ['taken back', 'left by a request that failed', 'below zero until an instant']),
];

test('what is to go wrong, and what is to come of it, happens in these seeds', () => {
  expect(MUST_HAPPEN.filter((what) => !happened.counts[what])).toEqual([]);
});

test('a seed decides everything: the same run twice is the same', async () => {
  const trace = async (): Promise<readonly string[]> => {
    const lines: string[] = [];
    const result = await simulate({ seed: 5, steps: 60, trace: (line) => lines.push(line) });
    return [...lines, JSON.stringify(result)];
  };
  expect(await trace()).toEqual(await trace());
}, 60_000);
