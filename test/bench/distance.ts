/** The way to a table in a region, which DynamoDB Local does not have. */
import { setTimeout as pass } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What a request takes longer than to the local database: with that, about what it takes in a region. */
export const REGION_MILLISECONDS = 8;

/** Every request through the connection waits this long before it is sent; none at first. */
export interface Distance {
  milliseconds: number;
}

export function addDistance(client: DynamoDBDocumentClient): Distance {
  const distance: Distance = { milliseconds: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      if (distance.milliseconds > 0) await pass(distance.milliseconds);
      return next(args);
    },
    { step: 'build', name: 'distance' },
  );
  return distance;
}
