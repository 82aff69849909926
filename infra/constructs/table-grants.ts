/** What a function may do with a table: one statement per need, each on that table alone. */
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { DUE_INDEX } from '../../shared/contract/tables.ts';

const statement = (actions: readonly string[], resource: string): PolicyStatement =>
  new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [resource] });

export const readItems = (table: ITableV2): PolicyStatement =>
  statement(['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem'], table.tableArn);

export const writeItems = (table: ITableV2): PolicyStatement =>
  statement(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'], table.tableArn);

/** The sparse index of work that waits for a schedule. */
export const queryDueItems = (table: ITableV2): PolicyStatement =>
  statement(['Query'], `${table.tableArn}/index/${DUE_INDEX.name}`);

/** Puts that must not overwrite, many in one request (`INSERT` by BatchExecuteStatement). */
export const insertItems = (table: ITableV2): PolicyStatement => statement(['PartiQLInsert'], table.tableArn);
