/** The list of organizations, for operators. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { listOrganizations, patchOrganization } from '../../functions/organizations/settings.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { aCaller, aRequest } from '../support/requests.ts';

const Listed = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), status: z.string(), createdAt: z.string() })),
  nextCursor: z.string().nullable(),
});
const database = useDatabase();
/** More than one batch of reads takes: two items each. */
const MANY = Array.from({ length: 60 }, (_, index) => `many-${String(index).padStart(2, '0')}`);

beforeAll(async () => {
  for (const id of ['fabrikam', 'contoso', 'contoso.eu', 'Contoso', ...MANY])
    await openOrganization(database.db, id, START);
});

async function list(query: Record<string, string>) {
  const answer = await listOrganizations({ db: database.db })(aRequest({ params: {}, query }));
  return Listed.parse(answer.body);
}

describe('organizations are listed', () => {
  test('by id, with their settings', async () => {
    const { items } = await list({ prefix: 'contoso' });
    expect(items).toMatchObject([
      { id: 'contoso', name: 'contoso', status: 'active', createdAt: START },
      { id: 'contoso.eu' },
    ]);
  });

  test('page by page, each once', async () => {
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await list({ prefix: 'many-', limit: '25', ...(cursor === undefined ? {} : { cursor }) });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(ids).toEqual(MANY);
  });

  test('up to 200 at once, in order', async () => {
    expect((await list({ limit: '200' })).items.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['Contoso', 'contoso', 'contoso.eu', 'fabrikam', ...MANY]),
    );
    expect((await list({ prefix: 'many-', limit: '200' })).items.map(({ id }) => id)).toEqual(MANY);
  });

  test('none where no id begins so, and a cursor of another prefix is refused', async () => {
    expect(await list({ prefix: 'nobody' })).toEqual({ items: [], nextCursor: null });
    const { nextCursor } = await list({ prefix: 'many-', limit: '1' });
    await expect(list({ prefix: 'contoso', cursor: String(nextCursor) })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });
});

describe('organizations are searched', () => {
  const patch = (org: string, body: Record<string, unknown>) =>
    patchOrganization({ db: database.db, gateway: new FakeGateway(), now: () => START })(
      aRequest({ params: { org }, body: JSON.stringify(body), caller: aCaller('operator') }),
    );
  const found = async (query: Record<string, string>) => (await list(query)).items.map(({ id }) => id);

  beforeAll(async () => {
    for (const id of ['tailspin', 'wingtip']) await openOrganization(database.db, id, START);
    await patch('tailspin', { name: 'Tailspin Toys (München)' });
    await patch('wingtip', { status: 'suspended', reason: 'The card was stolen.' });
  });

  test('by a part of the id or of the present name, in any capitals', async () => {
    expect(await found({ search: 'MÜNCH' })).toEqual(['tailspin']);
    expect(await found({ search: 'ngti' })).toEqual(['wingtip']);
    await patch('tailspin', { name: 'Tailspin Toys' });
    expect(await found({ search: 'münch' })).toEqual([]);
    expect(await found({ search: 'toys' })).toEqual(['tailspin']);
  });

  test('by status, which follows each change, together with a prefix and a text', async () => {
    expect(await found({ status: 'suspended' })).toEqual(['wingtip']);
    expect(await found({ status: 'suspended', search: 'tail' })).toEqual([]);
    await patch('tailspin', { status: 'suspended' });
    expect(await found({ status: 'suspended', prefix: 'ta' })).toEqual(['tailspin']);
    await patch('tailspin', { status: 'active' });
    expect(await found({ status: 'suspended' })).toEqual(['wingtip']);
  });

  test('page by page, each once, however far apart they are', async () => {
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await list({ search: '-4', limit: '3', ...(cursor === undefined ? {} : { cursor }) });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(ids).toEqual(MANY.filter((id) => id.includes('-4')));
  });

  test('one whose entry is of the earlier layout is judged by its own name and status', async () => {
    await openOrganization(database.db, 'older', START);
    await openOrganization(database.db, 'eldest', START);
    for (const id of ['older', 'eldest']) {
      const item = keys.organizationListed(id);
      await database.db.client.send(new DeleteCommand({ TableName: database.db.ledgerTable, Key: item }));
      await database.db.client.send(new PutCommand({ TableName: database.db.ledgerTable, Item: item }));
    }
    expect(await found({ search: 'older' })).toEqual(['older']);
    expect(await found({ search: 'OLDER', status: 'suspended' })).toEqual([]);
    await patch('older', { status: 'suspended' });
    expect(await found({ search: 'older', status: 'suspended' })).toEqual(['older']);
  });
});
