/** Files of calls (spec: A file of calls is read line by line): what the export writes, and what people write. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CSV_COLUMNS, csvRow } from '../../functions/reports/usage-row.ts';
import { UsageRecordBody } from '../../shared/contract/usage-schemas.ts';
import { CALL_TYPES, type ReceivedCall } from '../../shared/domain/calls/call.ts';
import { readUsageFile } from '../../shared/domain/calls/usage-file.ts';
import { writeCsv } from '../../shared/lambda/csv.ts';
import { anAccount, START } from '../support/accounts.ts';

const { terms } = anAccount();
const exported = (calls: readonly ReceivedCall[]) =>
  writeCsv(
    CSV_COLUMNS,
    calls.map((call) => csvRow({ call, terms })),
    10_000_000,
  ).text;

const ROW = { callId: 'c1', type: 'user_out', to: '+33123456789', startedAt: START };
const HEADER = 'callId,type,userId,to,startedAt,durationSeconds';
const LINE = `c1,user_out,ada,+33123456789,${START},60`;
const RECORD = { ...ROW, userId: 'ada', durationSeconds: 60 };

describe('an export comes back', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  const ids = fc.stringMatching(/^[\x21-\x22\x24-\x7e]{1,40}$/).filter((id) => id !== '.' && id !== '..');
  const calls = fc.record({
    organizationId: fc.constant('contoso'),
    status: fc.constant('received' as const),
    callId: ids,
    type: fc.constantFrom(...CALL_TYPES),
    userId: fc.option(ids, { nil: undefined }),
    from: fc.option(text, { nil: undefined }),
    conferenceId: fc.option(text, { nil: undefined }),
    to: fc.constantFrom('+33123456789', '911', '+14255550100'),
    startedAt: fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    durationSeconds: fc.integer({ min: 0, max: 100_000 }),
    receivedAt: fc.constant(START),
    page: fc.constant('PAGE'),
  });

  test('each row is the record that it was, whatever texts are in it', () => {
    fc.assert(
      fc.property(fc.array(calls, { minLength: 1, maxLength: 5 }), (all) => {
        const lines = readUsageFile(exported(all));
        if ('detail' in lines) throw new Error(lines.detail);
        const records = lines.map((line) => {
          if ('fault' in line) throw new Error(line.fault);
          const { endedAt: _, ...record } = UsageRecordBody.parse(line.record);
          return record;
        });
        const expected = all.map(({ organizationId: _o, status: _s, receivedAt: _r, page: _p, ...call }) =>
          Object.fromEntries(Object.entries(call).filter(([, value]) => value !== undefined && value !== '')),
        );
        expect(records).toEqual(expected);
      }),
    );
  });

  test('every column of the export is known', () => {
    const header = Object.keys(CSV_COLUMNS).join(',');
    expect(readUsageFile(header)).toEqual([]);
  });
});

describe('the plain form', () => {
  test.each([
    ['as JSON names its fields', `${HEADER}\n${LINE}`],
    ['in other words and capitals', `CALL ID,Type,user_id,To,Started At,duration-seconds\n${LINE}`],
    ['with semicolons', `${HEADER}\n${LINE}`.replaceAll(',', ';')],
    ['with tabs and CRLF', `${HEADER}\r\n${LINE}\r\n`.replaceAll(',', '\t')],
    ['with a byte order mark and quotes', `\uFEFF${HEADER}\n${LINE.replaceAll(/[^,]+/g, '"$&"')}`],
    ['with empty fields at the end', `${HEADER},from\n${LINE},,,`],
  ])('%s', (_case, text) => {
    expect(readUsageFile(text)).toEqual([{ line: 2, record: RECORD }]);
  });

  test('an empty cell is a field that is left out, and only a number is one', () => {
    expect(readUsageFile(`${HEADER}\n,user_out,,911,,1 minute`)).toEqual([
      { line: 2, record: { type: 'user_out', to: '911', durationSeconds: '1 minute' } },
    ]);
  });
});

describe('a line that is broken is a fault of its own', () => {
  test.each([
    ['a field less', 'c0,user_out,ada,+33123456789,60', '5 fields where the header has 6'],
    ['a field more', 'c0,user_out,ada,+33123456789,1,60,60', '7 fields where the header has 6'],
    ['a quote that is never closed', `"${LINE}`, 'field 1: a quote is opened and never closed'],
    ['a quote inside a field', `c"0"${LINE}`, 'field 1: a quote inside a field'],
  ])('%s', (_case, broken, fault) => {
    expect(readUsageFile(`${HEADER}\n${LINE}\n${broken}\n${LINE}`)).toEqual([
      { line: 2, record: RECORD },
      { line: 3, fault: expect.stringContaining(fault) },
      { line: 4, record: RECORD },
    ]);
  });
});

describe('a file whose header is not understood is refused as a whole', () => {
  test.each([
    ['a column that is not known', `${HEADER},usrId`, { line: 1, column: 7 }],
    ['a column twice', `${HEADER},Call Type`, { line: 1, column: 7 }],
    ['a column that is missing', HEADER.replace('to,', ''), { line: 1, detail: /column to is missing/ }],
    ['no header', LINE, { line: 1, column: 1 }],
  ])('%s', (_case, header, { detail, ...place }: { line: number; column?: number; detail?: RegExp }) => {
    const fault = readUsageFile(`${header}\n${LINE}`);
    expect(fault).toMatchObject({ ...place, detail: expect.stringMatching(detail ?? /column|twice/) });
  });
});
