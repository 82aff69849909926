/** What the client knows of the API is what the document says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { apiDocument } from '../../infra/api-document/api-document.ts';
import { KEYED_POSTS } from '../../shared/client/generated/keyed-posts.ts';
import { clientTypes } from '../../shared/client/generator/client-types.ts';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';

const GENERATED = join(import.meta.dirname, '../../shared/client/generated');
const document = apiDocument();
const files = await clientTypes(JSON.stringify(document));

describe('the files of the client', () => {
  test.each(Object.entries(files))(
    '%s is what npm run write-client-types makes of the document',
    (name, text) => {
      expect(readFileSync(join(GENERATED, name), 'utf8')).toBe(text);
    },
  );

  test('change with the document', async () => {
    const { paths } = document;
    const renamed = JSON.stringify({
      ...document,
      paths: { '/v2/lots': paths?.['/v1/organizations/{org}/lots'] },
    });
    const changed = await clientTypes(renamed);
    expect(changed['api.ts']).not.toBe(files['api.ts']);
    expect(changed['keyed-posts.ts']).not.toContain('purchases');
  });
});

test('every request that moves money is known to need a key, and no other', () => {
  const keyed = ALL_ROUTES.filter(({ idempotent }) => idempotent).map(({ path }) => path);
  expect(keyed.length).toBeGreaterThan(0);
  expect([...KEYED_POSTS].sort()).toEqual(keyed.sort());
});
