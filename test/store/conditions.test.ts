/** What the helpers of the table make of conditions and changes: the expressions that DynamoDB is sent. */
import { describe, expect, test } from '@jest/globals';
import {
  all,
  any,
  type Condition,
  compares,
  exists,
  has,
  isBetween,
  isNew,
  isOneOf,
  isPrefixed,
  isStill,
  Placeholders,
} from '../../shared/store/table/conditions.ts';
import { check, deleteIf, put, putIf, putNew, update } from '../../shared/store/table/writes.ts';

const KEY = { pk: 'ORG#a', sk: 'LOT#1' };

/** The expression with names and values in the places of their placeholders. */
function written(condition: Condition): string {
  const placeholders = new Placeholders();
  const text = condition(placeholders);
  const { ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = placeholders.definitions;
  return text
    .replace(/#n\d+/g, (name) => ExpressionAttributeNames[name] ?? name)
    .replace(/:v\d+/g, (name) => JSON.stringify(ExpressionAttributeValues[name]));
}

describe('a condition', () => {
  test.each<[string, Condition]>([
    ['attribute_not_exists(pk)', isNew],
    ['attribute_exists(pk)', exists],
    ['version = 3', has({ version: 3 })],
    ['status = "open" AND version = 3', has({ status: 'open', version: 3 })],
    ['unmetMicros = 5', isStill('unmetMicros', 5)],
    ['attribute_not_exists(unmetMicros)', isStill('unmetMicros', undefined)],
    ['status IN ("a", "b")', isOneOf('status', ['a', 'b'])],
    ['lease.sequence = 2', has({ 'lease.sequence': 2 })],
    ['X:assigned < X:quantity', compares('X:assigned', '<', { attribute: 'X:quantity' })],
    ['purgeAt <= 5', compares('purgeAt', '<=', 5)],
    ['sk BETWEEN "a" AND "b"', isBetween('sk', { from: 'a', to: 'b' })],
    ['begins_with(sk, "LOT#")', isPrefixed('LOT#')],
  ])('reads %s', (expression, condition) => {
    expect(written(condition)).toBe(expression);
  });

  test('is not made of a value that is missing by mistake', () => {
    expect(() => has({ version: Object({}).version })).toThrow('no value to compare version with');
  });

  test('has parentheses around alternatives only where another condition stands beside them', () => {
    const either = any(isNew, all(has({ a: 1 }), has({ b: 2 })));
    expect(written(either)).toBe('attribute_not_exists(pk) OR a = 1 AND b = 2');
    expect(written(all(either, exists))).toBe(
      '(attribute_not_exists(pk) OR a = 1 AND b = 2) AND attribute_exists(pk)',
    );
    expect(written(all(either))).toBe(written(either));
    expect(written(any(either, exists))).toBe(
      'attribute_not_exists(pk) OR a = 1 AND b = 2 OR attribute_exists(pk)',
    );
  });

  test('is left out of the request with its placeholders when there is none', () => {
    expect(put('t', KEY)).toEqual({ request: { Put: { TableName: 't', Item: KEY } } });
    expect(update('t', KEY, { remove: ['due'] }).request).toEqual({
      Update: {
        TableName: 't',
        Key: KEY,
        UpdateExpression: 'REMOVE #n0',
        ExpressionAttributeNames: { '#n0': 'due' },
      },
    });
  });
});

describe('a write', () => {
  test('of a new item fails where there is one', () => {
    expect(putNew('t', { ...KEY, due: 'x' })).toEqual(putIf('t', { ...KEY, due: 'x' }, isNew));
    expect(putNew('t', KEY).request.Put).toEqual({
      TableName: 't',
      Item: KEY,
      ConditionExpression: 'attribute_not_exists(#n0)',
      ExpressionAttributeNames: { '#n0': 'pk' },
    });
  });

  test('of changes names each attribute once and leaves out what is undefined', () => {
    const changes = { set: { status: 'b', reason: undefined }, remove: ['due'], add: { micros: 5 } };
    expect(update('t', { ...KEY }, changes, has({ status: 'a' })).request.Update).toEqual({
      TableName: 't',
      Key: KEY,
      UpdateExpression: 'SET #n0 = :v0 REMOVE #n1 ADD #n2 :v1',
      ConditionExpression: '#n0 = :v2',
      ExpressionAttributeNames: { '#n0': 'status', '#n1': 'due', '#n2': 'micros' },
      ExpressionAttributeValues: { ':v0': 'b', ':v1': 5, ':v2': 'a' },
    });
  });

  test('by key takes the key alone from an item', () => {
    const item = { ...KEY, due: 'x' };
    expect(update('t', item, { add: { n: 1 } }).request.Update?.Key).toEqual(KEY);
    expect(deleteIf('t', item, exists).request.Delete?.Key).toEqual(KEY);
    expect(check('t', item, exists).request.ConditionCheck?.Key).toEqual(KEY);
  });
});
