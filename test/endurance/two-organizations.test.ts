/** Two organizations that have the same ids never see each other, whatever the one asks. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { SCOPES } from '../../shared/contract/scopes.ts';
import type { Database } from '../../shared/store/table/database.ts';
import type { KnownValues } from '../support/contract/arbitraries.ts';
import { type DocumentedOperation, OPERATIONS } from '../support/contract/document.ts';
import { toHttp, validRequests } from '../support/contract/requests.ts';
import {
  namedBy,
  OURS,
  prepareTwoOrganizations,
  THEIRS,
  type TwoOrganizations,
} from '../support/contract/two-organizations.ts';
import { settle, useLocalStack } from '../support/local-stack.ts';

/** For each route: as many are asked of the organization's own path as of the other's. */
const REQUESTS = 24;
/** `GENERATED_SEED=…` repeats a run; a failure prints the seed. */
const SEED = Number(process.env.GENERATED_SEED ?? Date.now() % 2 ** 31);

let both: TwoOrganizations;
let named: ReadonlyMap<string, KnownValues>;
let theirItems: readonly string[];
let secrets: readonly string[];
let token: string;
const stack = useLocalStack(async (started) => {
  both = await prepareTwoOrganizations(started);
});

beforeAll(async () => {
  named = new Map(Object.entries(namedBy(both)));
  theirItems = await itemsOf(both.db, THEIRS);
  const { purchases, members } = both.own.theirs;
  secrets = [THEIRS, ...purchases, ...members];
  token = await stack().token(
    SCOPES.filter((scope) => scope !== 'operator'),
    OURS,
  );
});

/** Every item of both tables that names the organization, as text. */
async function itemsOf(db: Database, organization: string): Promise<string[]> {
  const found: string[] = [];
  for (const TableName of [db.ledgerTable, db.callsTable]) {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await db.client.send(
        new ScanCommand({ TableName, ExclusiveStartKey, ConsistentRead: true }),
      );
      found.push(...(page.Items ?? []).map(textOf).filter((text) => text.includes(organization)));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
  return found.sort();
}

const textOf = (item: Record<string, unknown>): string =>
  JSON.stringify(item, (_name, value) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    return value instanceof Set ? [...value].sort() : value;
  });

const ROUTES = OPERATIONS.filter(({ path }) => path.startsWith('/v1/organizations/{org}'));

test('there is a row for each route of an organization', () => {
  expect([...named.keys()].sort()).toEqual(ROUTES.map(({ id }) => id).sort());
});

test.each(ROUTES.map((operation) => [operation.id, operation] as const))(
  '%s shows nothing of the other organization, and changes nothing there',
  async (id, operation) => {
    const known = { ...named.get(id), org: [OURS, THEIRS] };
    const requests = validRequests(operation, known).filter(
      ({ parts }) => parts.path.org === OURS || parts.path.org === THEIRS,
    );
    const statuses: number[] = [];
    await fc.assert(
      fc.asyncProperty(requests, async ({ parts }) => {
        statuses.push(await ask(operation, parts));
      }),
      { numRuns: REQUESTS, seed: SEED, endOnFailure: true },
    );
    expect(statuses).toContain(403);
    await settle(stack());
    expect(await itemsOf(both.db, THEIRS)).toEqual(theirItems);
  },
);

/** Asks with our token. Returns the status. */
async function ask(operation: DocumentedOperation, parts: Parameters<typeof toHttp>[1]): Promise<number> {
  const { method, path, headers, body } = toHttp(operation, parts);
  const response = await fetch(`${stack().url}${path}`, {
    method,
    headers: { ...headers, authorization: `Bearer ${token}` },
    body: body ?? null,
  });
  const text = await response.text();
  const sent = `${path} ${decodeURIComponent(path)} ${body ?? ''}`;
  const shown = secrets.filter((secret) => text.includes(secret) && !sent.includes(secret));
  expect({ path, status: response.status, shown }).toEqual({ path, status: response.status, shown: [] });
  if (parts.path.org === THEIRS) expect({ path, status: response.status }).toEqual({ path, status: 403 });
  else expect(response.status).toBeLessThan(500);
  return response.status;
}
