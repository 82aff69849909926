/** Which requests to DynamoDB the code of a function can make: what is left of the store when esbuild has dropped the rest. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** The IAM action of each command, of each member of a transaction, and of each statement. */
const ACTIONS: Readonly<Record<string, string>> = {
  GetCommand: 'GetItem',
  BatchGetCommand: 'BatchGetItem',
  QueryCommand: 'Query',
  ScanCommand: 'Scan',
  PutCommand: 'PutItem',
  UpdateCommand: 'UpdateItem',
  DeleteCommand: 'DeleteItem',
  BatchWriteCommand: 'BatchWriteItem',
  'INSERT INTO': 'PartiQLInsert',
  'UPDATE "': 'PartiQLUpdate',
  'Get:': 'GetItem',
  'Put:': 'PutItem',
  'Update:': 'UpdateItem',
  'Delete:': 'DeleteItem',
  'ConditionCheck:': 'ConditionCheckItem',
};
const REQUEST =
  /\bnew ([A-Za-z]+Command)\d*\(|\b((?:Get|Put|Update|Delete|ConditionCheck):) [{\w]|`(INSERT INTO|UPDATE ")/g;

/** Sorted, each once. */
export function actionsInCodeOf(functionName: string): string[] {
  const [entry] = globSync(`functions/*/${functionName}.handler.ts`, { cwd: root });
  if (entry === undefined) throw new Error(`${functionName} has no code`);
  const { outputFiles } = buildSync({
    entryPoints: [join(root, entry)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  });
  const found = [...(outputFiles[0]?.text ?? '').matchAll(REQUEST)];
  return [
    ...new Set(found.flatMap(([, ...names]) => ACTIONS[names.find((name) => name) ?? ''] ?? [])),
  ].sort();
}
