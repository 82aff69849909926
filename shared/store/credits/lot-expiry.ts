/** What happens to a lot's item about its expiry, apart from the forfeiture itself. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CreditLot } from '../../domain/credits/funding.ts';
import type { DomainEvent } from '../../domain/credits/ledger.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { outbox } from '../table/outbox.ts';
import type { Write } from '../table/transaction.ts';

/** The lot has expired; what is left of it comes up again when it may be booked as forfeited. */
export function lotLapseWrite(
  db: Database,
  organizationId: string,
  lotId: string,
  bookableAt: string,
): Write {
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.lot(organizationId, lotId),
        UpdateExpression: 'SET dueAt = :bookableAt',
        ConditionExpression: 'attribute_exists(due)',
        ExpressionAttributeValues: { ':bookableAt': bookableAt },
      },
    },
  };
}

/** Tells of a lot that will expire, unless that was done before: answers whether it was done now. */
export async function warnOfLot(
  db: Database,
  { organizationId, id }: CreditLot,
  events: readonly DomainEvent[],
  now: string,
): Promise<boolean> {
  try {
    await db.client.send(
      new UpdateCommand({
        TableName: db.ledgerTable,
        Key: keys.lot(organizationId, id),
        UpdateExpression: 'SET warnedAt = :now, outbox = :outbox',
        ConditionExpression: 'attribute_exists(due) AND attribute_not_exists(warnedAt)',
        ExpressionAttributeValues: { ':now': now, ':outbox': outbox(events).outbox },
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    return false;
  }
}
