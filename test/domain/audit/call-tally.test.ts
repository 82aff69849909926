import { expect, test } from '@jest/globals';
import { CallTally, type PagedCall } from '../../../shared/domain/audit/call-tally.ts';
import type { AuditedCall, AuditedReversal, AuditedSettlement } from '../../../shared/domain/audit/calls.ts';
import type { AuditedEntry } from '../../../shared/domain/audit/ledger.ts';
import { Findings } from '../../../shared/domain/audit/report.ts';
import type { CallTallies } from '../../../shared/domain/audit/tallies.ts';
import type { EntryType } from '../../../shared/domain/credits/ledger.ts';
import { addSeconds } from '../../../shared/domain/instants.ts';
import { START } from '../../support/accounts.ts';

const NOW = addSeconds(START, 86_400);
const PAGE = '2026-01-15/PAGE#1';
/** The account's last entry; later ones came while calls were read. */
const LAST = 5;

function entry(sequence: number, type: EntryType, amountMicros: number): AuditedEntry {
  const balances = { balanceBeforeMicros: 0, balanceAfterMicros: amountMicros };
  return { sequence, type, at: START, amountMicros, ...balances, parts: [], debtMicros: 0 };
}

const settlement = (chargeMicros: number, by?: number): AuditedSettlement => ({
  at: START,
  entry: by,
  chargeMicros,
  parts: [['lot1', chargeMicros]],
  debtMicros: 0,
  postpaidMicros: 0,
});

const settled = (chargeMicros: number, by: number): AuditedCall => ({
  callId: 'a',
  status: 'settled',
  receivedAt: START,
  settlement: settlement(chargeMicros, by),
});

const reversal = (by: number, chargeMicros: number): AuditedReversal => ({
  kind: 'void',
  entry: by,
  original: { settledAt: START, chargeMicros, postpaidMicros: 0 },
});

const voided = (chargeMicros: number, by: number): AuditedCall => ({
  ...settled(chargeMicros, 2),
  status: 'voided',
  reversal: reversal(by, chargeMicros),
});

/** A correction to less: what is stored of it says nothing of the entry that settled the call. */
const corrected = (fromMicros: number, toMicros: number, by: number): AuditedCall => ({
  ...settled(toMicros, by),
  reversal: reversal(by, fromMicros),
});

const alone = (item: AuditedCall): PagedCall => ({
  callId: 'a',
  item: { ...item, page: PAGE, isListed: false },
});

const onPage = (row: AuditedCall, item: AuditedCall = { callId: 'a', status: 'received' }): PagedCall => ({
  callId: 'a',
  row,
  item: { ...item, page: PAGE, isListed: item.status === 'received' },
});

interface Case {
  readonly entries: readonly AuditedEntry[];
  readonly call: PagedCall;
  readonly pageEntry?: number;
  readonly settledLater?: readonly string[];
  readonly unfinished?: readonly CallTallies[];
  readonly lastEntry?: number;
}

function differences({
  entries,
  call,
  pageEntry,
  settledLater = [],
  unfinished = [],
  lastEntry = 9,
}: Case): string[] {
  const findings = new Findings();
  const scope = { now: NOW, since: '', isWhole: true, lastEntry: LAST, holds: [] };
  const tally = new CallTally(findings, scope);
  for (const each of entries) tally.entry(each);
  const isSettled = call.row?.settlement !== undefined;
  tally.page({ name: PAGE, receivedAt: START, isSettled, entry: pageEntry, calls: [call] });
  tally.end({ lastEntry, settled: new Set(settledLater) }, unfinished);
  return findings.list().flatMap(({ differences: found }) => found);
}

const USED = entry(2, 'usage', -60);
const BACK = entry(5, 'void', 60);

test.each<[string, Case]>([
  ['was settled with its page', { entries: [USED], call: onPage(settled(60, 2)), pageEntry: 2 }],
  ['was settled by itself', { entries: [USED], call: alone(settled(60, 2)) }],
  ['was voided', { entries: [USED, BACK], call: onPage(settled(60, 2), voided(60, 5)), pageEntry: 2 }],
  ['was corrected', { entries: [USED, entry(5, 'correction', 20)], call: alone(corrected(60, 40, 5)) }],
  ['was settled with its page since', { entries: [], call: onPage(settled(60, 7)), pageEntry: 7 }],
  ['was settled by itself since', { entries: [], call: alone(settled(60, 7)) }],
  ['was voided since', { entries: [USED], call: onPage(settled(60, 2), voided(60, 7)), pageEntry: 2 }],
  ['was corrected since', { entries: [USED], call: alone(corrected(60, 40, 7)) }],
  [
    'was settled by itself and corrected since',
    { entries: [], call: alone(corrected(60, 40, 8)), settledLater: ['a'] },
  ],
  [
    'was voided in steps, the last of them since',
    {
      entries: [USED, entry(5, 'void', 20)],
      call: onPage(settled(60, 2), voided(60, 7)),
      pageEntry: 2,
      unfinished: [{ callId: 'a', returnedMicros: 20 }],
    },
  ],
  [
    'was drawn for by instalments, the last of them since',
    {
      entries: [entry(2, 'usage', -25)],
      call: alone(settled(60, 7)),
      unfinished: [{ callId: 'a', usedMicros: 25, returnedMicros: 0 }],
    },
  ],
])('a call agrees with the ledger that %s', (_what, books) => {
  expect(differences(books)).toEqual([]);
});

test.each<[string, Case, string]>([
  ['was charged more', { entries: [USED], call: onPage(settled(61, 2)), pageEntry: 2 }, 'the ledger took'],
  ['no entry settled', { entries: [], call: alone(settled(60, 2)) }, 'the ledger took'],
  [
    'was voided without an entry',
    { entries: [USED], call: onPage(settled(60, 2), voided(60, 5)), pageEntry: 2 },
    'it gave back',
  ],
  [
    'was settled by an entry that is not there',
    { entries: [], call: alone(settled(60, 10)) },
    'settled by entry 10 of 9',
  ],
  [
    'belongs to another page',
    {
      entries: [USED],
      call: {
        ...onPage(settled(60, 2)),
        item: { callId: 'a', status: 'received', page: 'other', isListed: true },
      },
      pageEntry: 2,
    },
    'its item names other',
  ],
  [
    'has no item',
    { entries: [USED], call: { callId: 'a', row: settled(60, 2) }, pageEntry: 2 },
    'its item names none',
  ],
])('a call is different that %s', (_what, books, expected) => {
  expect(differences(books).join('\n')).toContain(expected);
});
