/** How many licenses of each SKU an organization bought and assigned: one item, counters only. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { SKUS, type Sku } from '../../domain/licenses/licenses.ts';
import { refusals } from '../../domain/refusals.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import type { Write } from '../table/transaction.ts';

export interface LicenseCount {
  readonly sku: Sku;
  readonly quantity: number;
  readonly assigned: number;
}

export async function loadLicenseCounts(db: Database, organizationId: string): Promise<LicenseCount[]> {
  const answer = await db.client.send(
    new GetCommand({ TableName: db.ledgerTable, Key: keys.licenses(organizationId), ConsistentRead: true }),
  );
  const count = (name: string): number => Number(answer.Item?.[name] ?? 0);
  return SKUS.map((sku) => ({ sku, quantity: count(`${sku}:quantity`), assigned: count(`${sku}:assigned`) }));
}

export function licenseGrantWrite(db: Database, organizationId: string, sku: Sku, quantity: number): Write {
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.licenses(organizationId),
        UpdateExpression: 'ADD #quantity :quantity',
        ExpressionAttributeNames: { '#quantity': `${sku}:quantity` },
        ExpressionAttributeValues: { ':quantity': quantity },
      },
    },
  };
}

/** Never fewer than are assigned. */
export function licenseQuantityWrite(
  db: Database,
  organizationId: string,
  sku: Sku,
  quantity: number,
): Write {
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.licenses(organizationId),
        UpdateExpression: 'SET #quantity = :quantity',
        ConditionExpression: 'attribute_not_exists(#assigned) OR #assigned <= :quantity',
        ExpressionAttributeNames: { '#quantity': `${sku}:quantity`, '#assigned': `${sku}:assigned` },
        ExpressionAttributeValues: { ':quantity': quantity },
      },
    },
    refusal: () => refusals.noLicenseAvailable(sku, quantity),
  };
}

/** Takes (`+1`) or returns (`-1`) a license; taking one beyond the quantity is refused. */
export function licenseAssignedWrite(
  db: Database,
  organizationId: string,
  sku: Sku,
  change: 1 | -1,
  quantity: number,
): Write {
  const condition =
    change === 1
      ? 'attribute_exists(#quantity) AND (attribute_not_exists(#assigned) OR #assigned < #quantity) AND #quantity > :zero'
      : 'attribute_exists(#assigned) AND #assigned > :zero';
  const names = {
    '#assigned': `${sku}:assigned`,
    ...(change === 1 ? { '#quantity': `${sku}:quantity` } : {}),
  };
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.licenses(organizationId),
        UpdateExpression: 'ADD #assigned :change',
        ConditionExpression: condition,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':change': change, ':zero': 0 },
      },
    },
    refusal: () => refusals.noLicenseAvailable(sku, quantity),
  };
}

/** Returns one license of each of these SKUs: the counters are one item. */
export function licensesReturnedWrite(db: Database, organizationId: string, skus: readonly Sku[]): Write {
  const names = skus.map((_, index) => `#assigned${index}`);
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.licenses(organizationId),
        UpdateExpression: `ADD ${names.map((name) => `${name} :less`).join(', ')}`,
        ConditionExpression: names.map((name) => `${name} > :zero`).join(' AND '),
        ExpressionAttributeNames: Object.fromEntries(
          skus.map((sku, index) => [`#assigned${index}`, `${sku}:assigned`]),
        ),
        ExpressionAttributeValues: { ':less': -1, ':zero': 0 },
      },
    },
  };
}

/** Takes or returns many at once, under the condition that the counts are still those that it was decided on. */
export function licenseCountWrite(
  db: Database,
  organizationId: string,
  { sku, quantity, assigned }: LicenseCount,
  change: number,
): Write {
  const unchanged = (name: string, count: number): string =>
    count === 0 ? `(attribute_not_exists(#${name}) OR #${name} = :${name})` : `#${name} = :${name}`;
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.licenses(organizationId),
        UpdateExpression: 'SET #assigned = :after',
        ConditionExpression: `${unchanged('quantity', quantity)} AND ${unchanged('assigned', assigned)}`,
        ExpressionAttributeNames: { '#quantity': `${sku}:quantity`, '#assigned': `${sku}:assigned` },
        ExpressionAttributeValues: {
          ':after': assigned + change,
          ':quantity': quantity,
          ':assigned': assigned,
        },
      },
    },
  };
}
