/** Reads the books for reconciliation: calls and ledger entries as stored, lots and debt as the API tells them. */
import * as z from 'zod';
import { callAmazon } from '../../infra/local/dynamodb/amazon-json.ts';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { ApiClient } from '../../infra/local/sample/api-client.ts';
import { isRecord } from '../../infra/local/template/intrinsics.ts';
import { toMicros } from './amounts.ts';
import { ORG_PATH, ORGANIZATION } from './onboarding.ts';
import type { Books } from './reconcile.ts';

const ItemPage = z.object({
  Items: z.array(z.record(z.string(), z.unknown())),
  LastEvaluatedKey: z.unknown().optional(),
});

const micros = z.number().int();
const Parts = z
  .array(z.tuple([z.string(), micros]))
  .transform((parts) => parts.map(([lotId, moved]) => ({ lotId, micros: moved })));

export const StoredCall = z.object({
  pk: z.string(),
  status: z.string(),
  type: z.string(),
  durationSeconds: z.number().optional(),
  settlement: z
    .object({
      entry: z.number().optional(),
      fundedBy: z.string(),
      destination: z.string().optional(),
      includedMinutes: z.number(),
      paidSeconds: z.number(),
      chargeMicros: micros,
      parts: Parts,
      debtMicros: micros,
      postpaidMicros: micros,
    })
    .optional(),
});
export type StoredCall = z.infer<typeof StoredCall>;

const StoredEntry = z.object({
  sk: z.string(),
  type: z.string(),
  at: z.string(),
  amountMicros: micros,
  balanceBeforeMicros: micros,
  balanceAfterMicros: micros,
  parts: Parts,
  debtMicros: micros,
});

const Amount = z.string().transform(toMicros);
const LotView = z.object({
  id: z.string(),
  source: z.string(),
  purchasedAt: z.string(),
  expiresAt: z.string(),
  amount: Amount,
  used: Amount,
  forfeited: Amount,
  unbooked: Amount,
  withdrawn: Amount,
  remaining: Amount,
});
const BalanceView = z.object({ debt: Amount });

export type StoredBooks = Awaited<ReturnType<typeof readBooks>>;

export async function readBooks(stack: LocalStack, api: ApiClient, acceptedCallIds: ReadonlySet<string>) {
  const { CALLS_TABLE, LEDGER_TABLE } = stack.environmentOf('reports');
  const callPrefix = `CALL#${ORGANIZATION}#`;
  const [callItems, entryItems, lotViews, { debt }] = await Promise.all([
    readAll(stack.dynamodbEndpoint, 'Scan', {
      TableName: CALLS_TABLE,
      FilterExpression: 'begins_with(pk, :prefix) AND attribute_exists(durationSeconds)',
      ExpressionAttributeValues: { ':prefix': { S: callPrefix } },
    }),
    readAll(stack.dynamodbEndpoint, 'Query', {
      TableName: LEDGER_TABLE,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': { S: `ORG#${ORGANIZATION}` }, ':prefix': { S: 'ENTRY#' } },
    }),
    api.list(LotView, `${ORG_PATH}/lots`),
    api.read(BalanceView, `GET ${ORG_PATH}/balance`),
  ]);
  const calls = callItems.map((item) => {
    const call = StoredCall.parse(item);
    return { ...call, callId: call.pk.slice(callPrefix.length) };
  });
  const entries = entryItems.map((item) => {
    const entry = StoredEntry.parse(item);
    return { ...entry, sequence: Number(entry.sk.slice('ENTRY#'.length)) };
  });
  const lots = lotViews.map(({ amount, used, forfeited, unbooked, withdrawn, remaining, ...lot }) => ({
    ...lot,
    amountMicros: amount,
    usedMicros: used,
    forfeitedMicros: forfeited - unbooked,
    withdrawnMicros: withdrawn,
    remainingMicros: remaining + unbooked,
  }));
  return { acceptedCallIds, calls, entries, lots, debtMicros: debt } satisfies Books;
}

async function readAll(
  endpoint: string,
  operation: 'Scan' | 'Query',
  input: Readonly<Record<string, unknown>>,
): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let start: unknown, isFirst = true; isFirst || start !== undefined; isFirst = false) {
    const request = {
      ...input,
      ConsistentRead: true,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    };
    const page = await callAmazon(endpoint, `DynamoDB_20120810.${operation}`, request, ItemPage);
    items.push(...page.Items.map((M) => plain({ M })));
    start = page.LastEvaluatedKey;
  }
  return items;
}

/** A value of DynamoDB's JSON, which has each in an object that names its type. */
function plain(attribute: unknown): unknown {
  const [type, value] = isRecord(attribute) ? (Object.entries(attribute)[0] ?? []) : [];
  if (type === 'L' && Array.isArray(value)) return value.map(plain);
  if (type === 'M' && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
  }
  return type === 'N' ? Number(value) : value;
}
