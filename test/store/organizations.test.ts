/** The list of organizations, for operators. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { listOrganizations } from '../../functions/organizations/settings.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';

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
