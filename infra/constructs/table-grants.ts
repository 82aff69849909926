/** What a function may do with a table: one statement for each need, on that table only. */
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  AUDIT_PARTITION,
  DUE_INDEX,
  REACH_PARTITION,
  SCHEDULE_PARTITION,
} from '../../shared/contract/tables.ts';

const statement = (actions: readonly string[], resource: string): PolicyStatement =>
  new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [resource] });

export const readItems = (table: ITableV2): PolicyStatement =>
  statement(['GetItem', 'BatchGetItem', 'Query'], table.tableArn);

/**
 * Each member of a transaction needs its own permission. `ConditionCheckItem` is a member that writes nothing;
 * `PartiQLInsert` puts items that must not exist yet, and `PartiQLUpdate` changes items that exist, many in one request.
 */
type Write =
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem'
  | 'BatchWriteItem'
  | 'PartiQLInsert'
  | 'PartiQLUpdate';

export const writeItems = (table: ITableV2, ...writes: readonly Write[]): PolicyStatement =>
  statement(writes, table.tableArn);

/** May read the whole table, whosever items they are. */
export const scanItems = (table: ITableV2): PolicyStatement => statement(['Scan'], table.tableArn);

/** May query the sparse index of work that waits for a schedule. */
export const queryDueItems = (table: ITableV2): PolicyStatement =>
  statement(['Query'], `${table.tableArn}/index/${DUE_INDEX.name}`);

/** May ask whether the table responds, but not read any of its items. */
export const reachTable = (table: ITableV2): PolicyStatement => {
  const get = statement(['GetItem'], table.tableArn);
  get.addCondition('ForAllValues:StringEquals', { 'dynamodb:LeadingKeys': [REACH_PARTITION] });
  return get;
};

const putOnlyIn = (ledger: ITableV2, partition: string): PolicyStatement => {
  const put = writeItems(ledger, 'PutItem');
  put.addCondition('ForAllValues:StringEquals', { 'dynamodb:LeadingKeys': [partition] });
  return put;
};

/** May store the progress of a schedule, but not overwrite anything else. */
export const keepProgress = (ledger: ITableV2): PolicyStatement => putOnlyIn(ledger, SCHEDULE_PARTITION);

/** May keep the tallies of an audit, but not write anything that it audits. */
export const keepTallies = (ledger: ITableV2): PolicyStatement => putOnlyIn(ledger, AUDIT_PARTITION);
