import { describe, expect, test } from '@jest/globals';
import { fitsAny } from '../../infra/local/streams/filter-pattern.ts';
import { STREAM_FILTERS } from '../../shared/contract/tables.ts';

const record = (eventName: string, NewImage: unknown): unknown => ({ eventName, dynamodb: { NewImage } });

describe('Filter patterns', () => {
  test.each([
    ['a value of the list', { a: ['x', 'y'] }, { a: 'y' }, true],
    ['no value of the list', { a: ['x', 'y'] }, { a: 'z' }, false],
    ['a missing member', { a: ['x'] }, {}, false],
    ['true is not the text', { a: [true] }, { a: 'true' }, false],
    ['nested members', { a: { b: ['x'] } }, { a: { b: 'x' } }, true],
    ['a missing nest', { a: { b: ['x'] } }, { a: null }, false],
    ['one of an array value', { a: ['x'] }, { a: ['w', 'x'] }, true],
    ['every member must fit', { a: ['x'], b: ['y'] }, { a: 'x', b: 'z' }, false],
    ['exists', { a: [{ exists: true }] }, { a: '' }, true],
    ['exists, missing', { a: [{ exists: true }] }, {}, false],
    ['exists: false', { a: [{ exists: false }] }, {}, true],
    ['exists: false, there', { a: [{ exists: false }] }, { a: 1 }, false],
    ['prefix', { a: [{ prefix: 'lot#' }] }, { a: 'lot#1' }, true],
    ['suffix', { a: [{ suffix: '#1' }] }, { a: 'lot#1' }, true],
    ['equals-ignore-case', { a: [{ 'equals-ignore-case': 'ABC' }] }, { a: 'abc' }, true],
    ['anything-but', { a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' }, true],
    ['anything-but, excluded', { a: [{ 'anything-but': 'x' }] }, { a: 'x' }, false],
    ['anything-but a prefix', { a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'xy' }, false],
    ['anything-but, missing', { a: [{ 'anything-but': ['x'] }] }, {}, false],
    ['numeric, as DynamoDB writes numbers', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: '5' }, true],
    ['numeric, outside', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: '6' }, false],
    ['$or', { $or: [{ a: ['x'] }, { b: ['y'] }] }, { b: 'y' }, true],
  ])('%s', (_name, pattern, value, expected) => {
    expect(fitsAny(value, [pattern])).toBe(expected);
  });

  test('without a pattern every record fits, and with several patterns one is enough', () => {
    expect(fitsAny({ a: 1 }, [])).toBe(true);
    expect(fitsAny({ a: 1 }, [{ a: [2] }, { a: [1] }])).toBe(true);
  });

  test('an operator that the local stack does not know is an error', () => {
    expect(() => fitsAny({ a: '10.0.0.1' }, [{ a: [{ cidr: '10.0.0.0/24' }] }])).toThrow('cidr');
  });
});

describe('The filters of the contract', () => {
  test('settle takes a page when it is written, not when it changes or is removed, and no call', () => {
    const { settle } = STREAM_FILTERS;
    expect(fitsAny(record('INSERT', { rows: { B: 'q1Yqz' } }), [settle])).toBe(true);
    expect(fitsAny(record('MODIFY', { rows: { B: 'q1Yqz' } }), [settle])).toBe(false);
    expect(fitsAny(record('INSERT', { status: { S: 'received' } }), [settle])).toBe(false);
    expect(fitsAny(record('INSERT', { calls: { L: [] } }), [settle])).toBe(false);
    expect(fitsAny(record('REMOVE', undefined), [settle])).toBe(false);
  });

  test('auto-recharge takes an account that asks for it', () => {
    const filter = STREAM_FILTERS['auto-recharge'];
    expect(fitsAny(record('MODIFY', { rechargeDue: { BOOL: true } }), [filter])).toBe(true);
    expect(fitsAny(record('MODIFY', { rechargeDue: { BOOL: false } }), [filter])).toBe(false);
    expect(fitsAny(record('MODIFY', {}), [filter])).toBe(false);
  });

  test('publish-events takes items with an outbox', () => {
    const filter = STREAM_FILTERS['publish-ledger-events'];
    expect(fitsAny(record('INSERT', { outbox: { S: '[]' } }), [filter])).toBe(true);
    expect(fitsAny(record('INSERT', {}), [filter])).toBe(false);
  });
});
