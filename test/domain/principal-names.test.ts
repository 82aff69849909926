import { describe, expect, test } from '@jest/globals';
import { readPrincipalNames } from '../../shared/domain/principal-names.ts';

const csv = (text: string) =>
  readPrincipalNames(text, 'csv').map((each) => [each.line, each.userPrincipalName]);
const plain = (text: string) =>
  readPrincipalNames(text, 'plain').map((each) => [each.line, each.userPrincipalName]);

describe('One user principal name a line', () => {
  test.each([
    [
      'line feeds',
      'ada@x.com\nbob@x.com\n',
      [
        [1, 'ada@x.com'],
        [2, 'bob@x.com'],
      ],
    ],
    [
      'carriage returns',
      'ada@x.com\r\nbob@x.com\rcyd@x.com',
      [
        [1, 'ada@x.com'],
        [2, 'bob@x.com'],
        [3, 'cyd@x.com'],
      ],
    ],
    [
      'blank lines and spaces',
      '\n  ada@x.com \n\n\t\nbob@x.com',
      [
        [2, 'ada@x.com'],
        [5, 'bob@x.com'],
      ],
    ],
    ['a byte order mark', '\uFEFFada@x.com', [[1, 'ada@x.com']]],
    ['a header', 'UserPrincipalName\nada@x.com', [[2, 'ada@x.com']]],
    ['a comma, which is part of the line', 'ada@x.com,Ada', [[1, 'ada@x.com,Ada']]],
    ['nothing', ' \n\n', []],
  ])('with %s', (_what, text, expected) => {
    expect(plain(text)).toEqual(expected);
  });

  test('shows no more of a line than any name can have', () => {
    expect(plain('x'.repeat(5000))[0]?.[1]).toHaveLength(128);
  });
});

describe('CSV', () => {
  test.each([
    [
      'without a header: the first column',
      'ada@x.com,Ada\nbob@x.com',
      [
        [1, 'ada@x.com'],
        [2, 'bob@x.com'],
      ],
    ],
    ['with a header', 'userPrincipalName\nada@x.com', [[2, 'ada@x.com']]],
    [
      'with the header as admin centers export it',
      'Display name,User principal name\nAda,ada@x.com',
      [[2, 'ada@x.com']],
    ],
    ['with quotes', '"Name","userPrincipalName"\n"Lovelace, ""Ada""","ada@x.com"', [[2, 'ada@x.com']]],
    [
      'with lines of nothing but commas',
      'ada@x.com,\n,,\nbob@x.com,',
      [
        [1, 'ada@x.com'],
        [3, 'bob@x.com'],
      ],
    ],
    [
      'with a line that lacks the name, which is kept',
      'name,userPrincipalName\nAda\nBob,bob@x.com',
      [
        [2, ''],
        [3, 'bob@x.com'],
      ],
    ],
    [
      'with a quote that is not closed, which spoils its own line only',
      '"ada@x.com\nbob@x.com',
      [
        [1, '"ada@x.com'],
        [2, 'bob@x.com'],
      ],
    ],
  ])('%s', (_what, text, expected) => {
    expect(csv(text)).toEqual(expected);
  });

  test('of 100,000 lines is read at once', () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `user-${index}@contoso.example,Name`).join(
      '\n',
    );
    expect(readPrincipalNames(text, 'csv')).toHaveLength(100_000);
  });
});
