import { describe, expect, test } from '@jest/globals';
import { readPrincipalNames } from '../../../shared/domain/licenses/principal-names.ts';

function read(text: string, format: 'csv' | 'plain') {
  const names = readPrincipalNames(text, format);
  return Array.isArray(names) ? names.map((each) => [each.line, each.userPrincipalName]) : names;
}
const csv = (text: string) => read(text, 'csv');
const plain = (text: string) => read(text, 'plain');

describe('one user principal name a line', () => {
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
    [
      'columns, which are read as those of CSV',
      'ada@x.com\tAda\nbob@x.com',
      [
        [1, 'ada@x.com'],
        [2, 'bob@x.com'],
      ],
    ],
    [
      'a line that is not a name is kept',
      'nobody\nada@x.com',
      [
        [1, 'nobody'],
        [2, 'ada@x.com'],
      ],
    ],
    ['nothing', ' \n\n', []],
  ])('with %s', (_what, text, expected) => {
    expect(plain(text)).toEqual(expected);
  });

  test('a line is shown only up to the length of a name', () => {
    expect(plain('x'.repeat(5000))).toEqual([[1, 'x'.repeat(128)]]);
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
  ])('%s', (_what, text, expected) => {
    expect(csv(text)).toEqual(expected);
  });

  test('a CSV document of 100,000 lines is read at once', () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `user-${index}@contoso.example,Name`).join(
      '\n',
    );
    expect(readPrincipalNames(text, 'csv')).toHaveLength(100_000);
  });
});

describe('row 05: no license for somebody who is not on the list', () => {
  const note = 'Display name,User principal name,Note\nAda,ada@x.com,"ask\nbob@x.com\nfirst"\nCyd,cyd@x.com,';

  test.each(['csv', 'plain'] as const)(
    'a name in a note of several lines is not a name of the list, sent as %s',
    (format) => {
      expect(read(note, format)).toEqual([
        [2, 'ada@x.com'],
        [5, 'cyd@x.com'],
      ]);
    },
  );

  test('a name in a note of a list without a header is not one either', () => {
    expect(csv('ada@x.com,"ask\nbob@x.com"\ncyd@x.com,')).toEqual([
      [1, 'ada@x.com'],
      [3, 'cyd@x.com'],
    ]);
  });

  test.each(['csv', 'plain'] as const)(
    'a quote that is not closed refuses the list, sent as %s',
    (format) => {
      expect(read('ada@x.com\n"bob@x.com\ncyd@x.com', format)).toMatchObject({ line: 2 });
    },
  );

  test('a name in a line with a field too many is not read', () => {
    expect(csv('Name,UPN\nLovelace, boss@x.com,ada@x.com\nBob,bob@x.com')).toEqual([
      [2, ''],
      [3, 'bob@x.com'],
    ]);
  });
});

describe('row 07: names are found under the headers that Microsoft really writes', () => {
  test.each([
    [
      'Entra, create users',
      'version:v1.0\nName [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required\nAda,ada@x.com,secret',
      3,
    ],
    [
      'Entra, older',
      'version:v1.0\nName (example: Chris Green) [displayName]*,User name (example: chris@contoso.com) [userPrincipalName]*\nAda,ada@x.com',
      3,
    ],
    ['Entra, delete users', 'version:v1.0\r\nUser name [userPrincipalName] Required\r\nada@x.com', 3],
    [
      'Entra, members of a group',
      'version:v1.0\nMember object ID or user principal name [memberObjectIdOrUpn] Required\nada@x.com',
      3,
    ],
    [
      'Entra, an export of users',
      'userPrincipalName,displayName,surname,mail,id\nada@x.com,Ada,,ada@y.com,1',
      2,
    ],
    [
      'Microsoft 365, an export',
      '"Block credential","Display name","User principal name","Licenses"\n"False","Ada","ada@x.com","E5+Phone"',
      2,
    ],
    ['Microsoft 365, the template', 'Username,First name,Last name,Display name\nada@x.com,Ada,L,Ada L', 2],
    ['Microsoft 365, an older template', 'User Name,First Name\nada@x.com,Ada', 2],
    ['Microsoft 365 in French', 'Nom d’utilisateur principal;Prénom\nada@x.com;Ada', 2],
    ['Entra in French', "Nom d'utilisateur [userPrincipalName] Obligatoire,Nom\nada@x.com,Ada", 2],
    ['a sign-in name', 'Display name;Sign-in name\nAda;ada@x.com', 2],
    [
      'PowerShell',
      '#TYPE Selected.Microsoft.Open.AzureAD.Model.User\n"DisplayName","UserPrincipalName"\n"Ada","ada@x.com"',
      3,
    ],
    ['PowerShell with the culture of the machine', '"DisplayName";"UserPrincipalName"\n"Ada";"ada@x.com"', 2],
    ['a report of ours', 'UsageId,UPN,Charge\nx:1,ada@x.com,0.05', 2],
    ['Excel as Unicode text', '\uFEFFName\tUPN\nAda\tada@x.com', 2],
    ['Excel with sep=', 'sep=;\nName;UPN\nAda;ada@x.com', 3],
    ['an explained header', 'Name,User Principal Name (UPN) *\nAda,ada@x.com', 2],
    ['a header explained by the word', 'Name,Login (UPN)\nAda,ada@x.com', 2],
    ['two headers, of which one says more', 'Username,User principal name\nada,ada@x.com', 2],
    ['no header, and the names in the second column', 'Ada,ada@x.com', 1],
    ['no header, and a guest', 'Guest,ada_y.com#EXT#@x.onmicrosoft.com', 1],
  ])('%s', (_case, text, line) => {
    const name = text.includes('#EXT#') ? 'ada_y.com#EXT#@x.onmicrosoft.com' : 'ada@x.com';
    expect(csv(text)).toEqual([[line, name]]);
    expect(plain(text)).toEqual([[line, name]]);
  });

  test.each([
    ['no such column', 'Display name,Department\nAda,Sales\nBob,Sales', 1, 'Display name, Department'],
    ['no such column after a version', 'version:v1.0\nName [displayName]\nAda', 2, 'Name [displayName]'],
    ['only a mail address', 'Name,Mail\nAda,ada@x.com', 1, 'Name, Mail'],
    ['two such columns', 'UPN,Name,UPN\nada@x.com,Ada,bob@x.com', 1, 'twice'],
    ['two names on the first line', 'ada@x.com,boss@x.com\nbob@x.com,boss@x.com', 1, 'header'],
    ['the names in one line', 'ada@x.com; bob@x.com; cyd@x.com', 1, 'one name a line'],
  ])('a table with %s is refused once', (_case, text, line, words) => {
    expect(csv(text)).toMatchObject({ line, detail: expect.stringContaining(words) });
    if (text.includes(',')) expect(plain(text)).toMatchObject({ line });
  });

  test('the refusal names the expected headers, and shows a header only in part', () => {
    const fault = csv(`${'x'.repeat(100_000)},y\n1,2`);
    expect(fault).toMatchObject({ detail: expect.stringContaining('userPrincipalName, UPN') });
    expect(JSON.stringify(fault).length).toBeLessThan(600);
  });

  test('row 13: a name that an export made safe for spreadsheets is read without its mark', () => {
    expect(csv("UPN\n'-ada@x.com\n'+bob@x.com\nbill.o'hara@x.com")).toEqual([
      [2, '-ada@x.com'],
      [3, '+bob@x.com'],
      [4, "bill.o'hara@x.com"],
    ]);
  });
});
