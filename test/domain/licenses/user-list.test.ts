import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ListedUser, readUserList } from '../../../shared/domain/licenses/user-list.ts';

const ADA: ListedUser = {
  line: 2,
  id: '7cc0c81b-f2a2-489a-8243-eda96da4214d',
  userPrincipalName: 'ada@contoso.com',
  displayName: 'Ada Lovelace',
  usageLocation: 'GB',
  status: 'active',
};

/** As Entra writes them under "Download users": now, and in earlier years. */
const ENTRA =
  'userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation,streetAddress,state,country,officeLocation,city,postalCode,telephoneNumber,mobilePhone,alternateEmailAddress,ageGroup,consentProvidedForMinor,legalAgeGroupClassification,companyName,creationType,directorySynced,invitationState,identityIssuer,createdDateTime';
const ENTRA_EARLIER =
  'userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,usageLocation,streetAddress,state,country,physicalDeliveryOfficeName,city,postalCode,telephoneNumber,mobile,authenticationPhoneNumber,authenticationAlternativePhoneNumber,authenticationEmail,alternateEmailAddress,ageGroup,consentProvidedForMinor,legalAgeGroupClassification';
/** As the Microsoft 365 admin center writes them under "Export users". */
const ADMIN_CENTER =
  'Block credential,City,Country/Region,Department,DirSyncEnabled,Display name,Fax,First name,Last dirsync time,Last name,Last password change time stamp,License assignment details,Licenses,Mobile Phone,Oath token metadata,Object Id,Office,Password never expires,Phone number,Postal code,Preferred data location,Preferred language,Proxy addresses,Release track,Soft deletion time stamp,State,Street address,Strong password required,Title,Usage location,User principal name,When created';

/** A line below the header with these cells; the others are empty. */
function under(header: string, cells: Readonly<Record<string, string>>): string {
  const row = header.split(',').map((name) => cells[name] ?? '');
  return `${header}\r\n${row.join(',')}\r\n`;
}

const ofEntra = {
  userPrincipalName: 'ada@contoso.com',
  displayName: 'Ada Lovelace',
  surname: 'Lovelace',
  userType: 'Member',
  accountEnabled: 'True',
  usageLocation: 'GB',
  country: 'Germany',
};
const ofAdminCenter = {
  'Block credential': 'False',
  'Country/Region': 'Germany',
  'Display name': 'Ada Lovelace',
  'First name': 'Ada',
  Licenses: '"Office 365 E3+Microsoft Teams Phone ""Standard"", trial"',
  'Object Id': ADA.id,
  'Proxy addresses': '"SMTP:ada@contoso.com+smtp:ada.l@contoso.com"',
  'Usage location': 'GB',
  'User principal name': 'ada@contoso.com',
};

describe('the tables that administrators have', () => {
  test.each([
    ['Entra', under(ENTRA, { ...ofEntra, id: ADA.id })],
    ['Entra in earlier years', under(ENTRA_EARLIER, { ...ofEntra, objectId: ADA.id })],
    ['the admin center', under(ADMIN_CENTER, ofAdminCenter)],
    [
      'PowerShell',
      `"Id","UserPrincipalName","DisplayName","UsageLocation","AccountEnabled"\n"${ADA.id}","ada@contoso.com","Ada Lovelace","GB","True"`,
    ],
    [
      'a spreadsheet of a country that separates by semicolons',
      `User principal name;Object ID;Display name;Usage location\nada@contoso.com;${ADA.id};Ada Lovelace;GB\n`,
    ],
  ])('%s', (_whose, text) => {
    expect(readUserList(text)).toEqual([ADA]);
  });

  test('a quoted line break counts as a line, and a blank line is not one of the list', () => {
    const text = 'id,upn,title\n1,a@x.com,"Head\nof sales"\n\n2,b@x.com,\n';
    const lines = readUserList(text);
    expect(Array.isArray(lines) && lines.map(({ line, id }) => [line, id])).toEqual([
      [2, '1'],
      [5, '2'],
    ]);
  });

  test('what is left out is empty', () => {
    expect(readUserList('upn,id\na@x.com\n,2')).toMatchObject([
      { id: '', userPrincipalName: 'a@x.com', displayName: '', usageLocation: '', status: 'active' },
      { id: '2', userPrincipalName: '' },
    ]);
  });
});

describe('what a line says of the user', () => {
  test.each([
    ['accountEnabled', 'False', 'blocked'],
    ['accountEnabled', 'FALSE', 'blocked'],
    ['accountEnabled', 'True', 'active'],
    ['accountEnabled', '', 'active'],
    ['Block credential', 'True', 'blocked'],
    ['Block credential', 'False', 'active'],
    ['Soft deletion time stamp', '2026-10-01 10:00:00Z', 'deleted'],
    ['Soft deletion time stamp', '', 'active'],
  ])('%s of %s: %s', (header, cell, status) => {
    expect(readUserList(`id,upn,${header}\n1,a@x.com,${cell}`)).toMatchObject([{ status }]);
  });

  test('a field too many is reported, because each may be in another column', () => {
    const text = 'id,displayName,upn\n1,Lovelace, Ada,a@x.com\n2,Bob,b@x.com,\n';
    expect(readUserList(text)).toMatchObject([{ status: 'moved' }, { id: '2', status: 'active' }]);
  });
});

describe('a table is one fault', () => {
  test.each([
    ['without a column of ids', 'userPrincipalName,displayName\na@x.com,Ada', 'no column id'],
    ['without a column of names', 'id,displayName\n1,Ada', 'no column userPrincipalName'],
    ['with a column twice', 'id,upn,Object Id\n1,a@x.com,2', 'the column "id" is there twice'],
    ['without a header', '', 'no header'],
    ['with a quote that is not closed', 'id,upn\n1,"a@x.com\n', 'never closed'],
  ])('%s', (_what, text, detail) => {
    expect(readUserList(text)).toMatchObject({ detail: expect.stringContaining(detail) });
  });
});

test('any texts in any order of columns are read as they were written', () => {
  const names = ['id', 'Display name', 'User principal name', 'Usage location', 'City', 'accountEnabled'];
  /** Without blanks at its ends, apostrophes and what counts as a line break. */
  const cell = fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .map((text) => text.replaceAll(/['\r]/g, '').trim());
  const row = fc.record({
    id: cell.map((text) => `u${text}`),
    'Display name': cell,
    'User principal name': cell,
    'Usage location': cell,
    City: cell,
    accountEnabled: fc.constantFrom('True', 'False'),
  });
  fc.assert(
    fc.property(
      fc.shuffledSubarray(names, { minLength: names.length }),
      fc.constantFrom(',', ';', '\t'),
      fc.array(row, { maxLength: 6 }),
      (columns, separator, rows) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const lines = rows.map((each) =>
          columns.map((name) => quoted(new Map<string, string>(Object.entries(each)).get(name) ?? '')),
        );
        const text = [columns, ...lines].map((cells) => cells.join(separator)).join('\r\n');
        const read = readUserList(`\uFEFF${text}`);
        expect(Array.isArray(read) ? read.map(({ line: _, ...user }) => user) : read).toEqual(
          rows.map((each) => ({
            id: each.id,
            userPrincipalName: each['User principal name'],
            displayName: each['Display name'],
            usageLocation: each['Usage location'],
            status: each.accountEnabled === 'True' ? 'active' : 'blocked',
          })),
        );
      },
    ),
  );
});
