/** Users come from the files that administrators download, over HTTP (spec: Users come from an export of the directory). */
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { Job } from '../../shared/contract/answers/jobs.answers.ts';
import { NUMBERS } from '../support/decks.ts';
import { request, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const stack = useLocalStack((started) => {
  started.setClock('2026-01-20T10:00:00.000Z');
  return publishDeck(started);
});

let contoso: Tenant;
beforeAll(async () => {
  contoso = await onboard(stack(), 'contoso', { country: 'DE', currency: 'USD' });
});

interface File {
  readonly body: string | Uint8Array;
  readonly type?: string;
}

/** The job when it is done. On a busy machine the response comes before. */
async function importFile({ body, type = 'text/csv' }: File): Promise<Job> {
  const answer = await contoso.send('POST /users/import', { body, headers: { 'content-type': type } });
  expect(answer).toMatchObject({ status: 202, body: { kind: 'users' } });
  const { id } = Job.parse(answer.body);
  expect(answer.headers.get('location')).toBe(`/v1/organizations/contoso/jobs/${id}`);
  await stack().runSchedule('run-user-imports');
  return contoso.read(Job, `/jobs/${id}`);
}

const failuresOf = async ({ id }: Job) => String(await contoso.must(`GET /jobs/${id}/failures`));

const User = z.object({
  id: z.string(),
  displayName: z.string(),
  usageLocation: z.string(),
  status: z.string(),
});
async function users(): Promise<string[]> {
  const { items } = await contoso.read(z.object({ items: z.array(User) }), '/users?limit=100');
  return items.map((user) => [user.id, user.displayName, user.usageLocation, user.status].join(' '));
}

describe('the file of Entra, saved by a spreadsheet as Unicode text', () => {
  const HEADER =
    'userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation,streetAddress,state,country,officeLocation,city,postalCode,telephoneNumber,mobilePhone,alternateEmailAddress,ageGroup,consentProvidedForMinor,legalAgeGroupClassification,companyName,creationType,directorySynced,invitationState,identityIssuer,createdDateTime';
  /** The first eleven fields; the others are empty, but for the last two. */
  const row = (start: string) =>
    `${start}${','.repeat(HEADER.split(',').length - 13)},contoso.example,8/19/2021 1:25:31 PM`;
  const LINES = [
    HEADER,
    row('ada@contoso.example,Ada Lovelace,Lovelace,,Ada,e-ada,Member,,,True,GB'),
    row('bjorn@contoso.example,Björn Ångström,Ångström,,Björn,e-bjorn,Member,,,False,SE'),
    row('guest_fabrikam.example#EXT#@contoso.example,Guest,,,,e-guest,Guest,,,True,'),
    row('nobody@contoso.example,No id,,,,,Member,,,True,DE'),
    row('narnia@contoso.example,Lucy,,,,e-lucy,Member,,,True,Narnia'),
  ];
  const asUnicodeText = () =>
    Buffer.from(`\uFEFF${LINES.map((line) => line.replaceAll(',', '\t')).join('\r\n')}\r\n`, 'utf16le');

  test('adds each user whose line can be read, and names the others', async () => {
    const job = await importFile({ body: asUnicodeText(), type: 'text/csv; charset=utf-16le' });
    expect(job).toMatchObject({
      status: 'completed',
      total: 5,
      succeeded: 3,
      failed: 2,
      users: { warnings: 1 },
    });
    expect(await users()).toEqual([
      'e-ada Ada Lovelace GB active',
      'e-bjorn Björn Ångström SE blocked',
      'e-guest Guest DE active',
    ]);
    expect((await failuresOf(job)).split('\r\n')).toMatchObject([
      'line,userPrincipalName,severity,code,detail',
      expect.stringMatching(
        /^4,guest_fabrikam\.example#EXT#@contoso\.example,warning,usage-location-assumed,.*DE/,
      ),
      expect.stringMatching(/^5,nobody@contoso\.example,error,invalid-user,"?id: /),
      expect.stringMatching(/^6,narnia@contoso\.example,error,invalid-user,"?usageLocation: /),
      '',
    ]);
  });

  test.each([
    ['as it is', () => asUnicodeText()],
    ['from the other kind of processor', () => asUnicodeText().swap16()],
    ['in UTF-8, separated by commas', () => `\uFEFF${LINES.join('\r\n')}`],
  ])('changes nothing when it is sent again %s', async (_how, body) => {
    const before = await contoso.must('GET /users?limit=100');
    expect(await importFile({ body: body() })).toMatchObject({
      succeeded: 3,
      failed: 2,
      users: { warnings: 0 },
    });
    expect(await contoso.must('GET /users?limit=100')).toEqual(before);
  });
});

describe('the file of the Microsoft 365 admin center', () => {
  const HEADER =
    'Block credential,City,Country/Region,Department,DirSyncEnabled,Display name,Fax,First name,Last dirsync time,Last name,Last password change time stamp,License assignment details,Licenses,Mobile Phone,Oath token metadata,Object Id,Office,Password never expires,Phone number,Postal code,Preferred data location,Preferred language,Proxy addresses,Release track,Soft deletion time stamp,State,Street address,Strong password required,Title,Usage location,User principal name,When created';
  interface Row {
    readonly id: string;
    readonly name: string;
    readonly location: string;
    readonly deletedAt?: string;
    readonly more?: string;
  }
  const row = ({ id, name, location, deletedAt = '', more = '' }: Row) =>
    `False,,Germany,"Sales, ""North""",False,"${name}",,,,,2026-01-02 03:04:05Z,,"Office 365 E5, trial+Phone",,,e-${id},,False,,,,,SMTP:${id}@contoso.example,,${deletedAt},,"1 High Street\r\n2nd floor",,,${location},${id}@contoso.example,2021-08-19 13:25:31Z${more}`;

  test('changes names and locations of users that are known, and keeps their licenses and minutes', async () => {
    for (const sku of ['CALLING_PLAN_DOMESTIC_120', 'COMMUNICATIONS_CREDITS']) {
      await contoso.must(`PUT /licenses/${sku}`, { token: contoso.operator, body: { quantity: 10 } });
      await contoso.must(`PUT /users/e-ada/licenses/${sku}`);
    }
    const job = await importFile({
      body: [
        HEADER,
        row({ id: 'ada', name: 'Lovelace, Ada ""Countess""', location: 'FR' }),
        row({ id: 'carl', name: 'Carl', location: 'de' }),
        row({ id: 'gone', name: 'Gone', location: 'DE', deletedAt: '2026-01-01 00:00:00Z' }),
        row({ id: 'moved', name: 'Moved', location: 'DE', more: ',x' }),
        '',
      ].join('\r\n'),
    });
    expect(job).toMatchObject({ total: 4, succeeded: 2, failed: 2, users: { warnings: 0 } });
    // A line with an address of two lines takes two.
    expect((await failuresOf(job)).split('\r\n').map((line) => line.split(',').slice(0, 4).join())).toEqual([
      'line,userPrincipalName,severity,code',
      '6,gone@contoso.example,error,deleted-user',
      '8,moved@contoso.example,error,invalid-user',
      '',
    ]);
    expect(await users()).toMatchObject([
      'e-ada Lovelace, Ada "Countess" FR active',
      'e-bjorn Björn Ångström SE blocked',
      'e-carl Carl DE active',
      'e-guest Guest DE active',
    ]);
    expect(await contoso.must('GET /pools')).toMatchObject({
      items: [{ country: 'FR', sku: 'CALLING_PLAN_DOMESTIC_120', available: 120 }],
    });
    const call = { type: 'user_out', userId: 'e-ada', to: NUMBERS.france };
    expect(await contoso.authorize('home', call)).toMatchObject({ decision: 'allow', fundedBy: 'included' });
  });

  test('brings a removed user back', async () => {
    await contoso.must('DELETE /users/carl@contoso.example');
    expect(await users()).not.toContainEqual(expect.stringContaining('Carl'));
    const job = await importFile({
      body: `${HEADER}\r\n${row({ id: 'carl', name: 'Carl', location: 'DE' })}`,
    });
    expect(job).toMatchObject({ succeeded: 1, failed: 0 });
    expect(await users()).toContainEqual('e-carl Carl DE active');
  });
});

describe('a file is refused once, as a whole', () => {
  test.each([
    ['without ids', 'userPrincipalName,displayName\nada@contoso.example,Ada', 1],
    ['without users', 'id,userPrincipalName\n\n', undefined],
    ['with a quote that is not closed', 'id,userPrincipalName\ne-1,"ada@contoso.example\n', 2],
  ])('%s', async (_what, body, line) => {
    const before = await users();
    const headers = { 'content-type': 'text/csv' };
    expect(await contoso.send('POST /users/import', { body, headers })).toMatchObject({
      status: 400,
      body: {
        code: 'invalid-request',
        errors: [line === undefined ? { field: 'body' } : { field: 'body', line }],
      },
    });
    expect(await users()).toEqual(before);
  });

  test('of somebody who may not change users', async () => {
    const answer = await request(stack(), 'POST /v1/organizations/contoso/users/import', {
      token: await stack().token(['billing:read'], 'contoso'),
      body: 'id,userPrincipalName\ne-1,x@contoso.example',
      headers: { 'content-type': 'text/csv' },
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});
