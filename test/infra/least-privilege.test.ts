import { beforeAll, describe, expect, test } from '@jest/globals';
import type { FunctionName } from '../../shared/contract/environment.ts';
import {
  loadTemplates,
  type PolicyStatement,
  SECRET_ARN,
  type SynthesizedTemplates,
} from '../support/template.ts';

let templates: SynthesizedTemplates;
beforeAll(async () => {
  templates = await loadTemplates();
}, 60_000);

type TableAccess = 'none' | 'read' | 'read and write';

interface Grants {
  readonly ledger: TableAccess;
  readonly calls: TableAccess;
  /** May look for due work in the index of these tables. */
  readonly due?: readonly ('ledger' | 'calls')[];
  /** May put many items at once under the condition that they are new. */
  readonly inserts?: 'calls';
  readonly streams?: readonly ('ledger' | 'calls')[];
  readonly readsPaymentSecret?: true;
  readonly publishes?: true;
}

const BOTH = { ledger: 'read and write', calls: 'read and write' } as const;
const LEDGER = { ledger: 'read and write', calls: 'none' } as const;

/** Everything that any function may do, beyond writing its own log. */
const GRANTS: Readonly<Record<FunctionName, Grants>> = {
  organizations: { ...LEDGER, readsPaymentSecret: true },
  purchases: { ...LEDGER, readsPaymentSecret: true },
  licenses: LEDGER,
  calls: BOTH,
  usage: { ...BOTH, inserts: 'calls' },
  reports: { ledger: 'read', calls: 'read' },
  rates: LEDGER,
  webhooks: { ...LEDGER, readsPaymentSecret: true },
  system: { ledger: 'none', calls: 'none' },
  console: { ledger: 'none', calls: 'none' },
  settle: { ...BOTH, streams: ['calls'] },
  'auto-recharge': { ...LEDGER, streams: ['ledger'], readsPaymentSecret: true },
  'publish-events': { ledger: 'none', calls: 'none', streams: ['calls', 'ledger'], publishes: true },
  'expire-lots': { ...LEDGER, due: ['ledger'] },
  'release-holds': { ...LEDGER, due: ['ledger'] },
  'reconcile-payments': { ...LEDGER, due: ['ledger'], readsPaymentSecret: true },
  'settle-stragglers': { ...BOTH, due: ['calls'] },
  'close-month': { ...LEDGER, due: ['ledger'] },
  'warn-expiring': { ...LEDGER, due: ['ledger'] },
  'run-license-jobs': { ...LEDGER, due: ['ledger'] },
  'audit-organizations': { ledger: 'read and write', calls: 'read' },
};
const READS = ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'Query'];
const WRITES = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem'];

function tableArn(table: 'ledger' | 'calls'): string {
  const id = { ledger: '/LedgerB', calls: '/Calls' }[table];
  const found = templates.ofType('AWS::DynamoDB::GlobalTable').find((each) => each.arn.includes(id));
  if (!found) throw new Error(`no table ${table}`);
  return found.arn;
}

/** `dynamodb:` actions that the statements allow on exactly this resource, sorted, without the prefix. */
function actionsOn(statements: readonly PolicyStatement[], resource: string): string[] {
  const actions = statements
    .filter((statement) => statement.Resource.includes(resource))
    .flatMap((statement) => statement.Action)
    .map((action) => action.replace('dynamodb:', ''));
  return [...new Set(actions)].sort();
}

const expectedActions: Readonly<Record<TableAccess, readonly string[]>> = {
  none: [],
  read: READS,
  'read and write': [...READS, ...WRITES].sort(),
};

describe('A function may do what it needs and nothing else', () => {
  describe.each(Object.entries(GRANTS))('%s', (name, grants) => {
    test.each(['ledger', 'calls'] as const)('%s table', (table) => {
      const statements = templates.statementsOf(name);
      const arn = tableArn(table);
      const inserts = grants.inserts === table ? ['PartiQLInsert'] : [];
      expect(actionsOn(statements, arn)).toEqual([...expectedActions[grants[table]], ...inserts].sort());
      expect(actionsOn(statements, `${arn}/index/due`)).toEqual(grants.due?.includes(table) ? ['Query'] : []);
      expect(actionsOn(statements, `${arn}/StreamArn`)).toEqual(
        grants.streams?.includes(table) ? ['DescribeStream', 'GetRecords', 'GetShardIterator'] : [],
      );
    });

    test('payment secret and event bus', () => {
      const actions = templates.statementsOf(name).flatMap((statement) => statement.Action);
      expect(actions.includes('secretsmanager:GetSecretValue')).toBe(grants.readsPaymentSecret === true);
      expect(actions.includes('events:PutEvents')).toBe(grants.publishes === true);
    });

    test('nothing but tables, streams, its log, its on-failure queues, the secret and the bus', () => {
      for (const { Action, Resource } of templates.statementsOf(name)) {
        const services = new Set(Action.map((action) => action.split(':')[0]));
        for (const service of services) {
          expect(['dynamodb', 'logs', 'sqs', 'secretsmanager', 'events']).toContain(service);
        }
        for (const resource of Resource) {
          expect(resource).toMatch(/^arn:/);
        }
      }
    });
  });
});

describe('The whole account is never meant', () => {
  test('no policy allows an action or a resource by `*`', () => {
    for (const { PolicyDocument } of templates.policies()) {
      for (const { Action, Resource } of PolicyDocument.Statement) {
        expect(Action.filter((action) => action.includes('*'))).toEqual([]);
        expect(Resource).not.toContain('*');
      }
    }
  });

  test('the payment secret is readable by its own ARN only', () => {
    const readers = templates
      .policies()
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action }) => Action.includes('secretsmanager:GetSecretValue'));
    expect(readers.map(({ Resource }) => Resource)).toEqual([[SECRET_ARN]]);
  });

  test('without a payment secret nobody may read any', async () => {
    const without = await loadTemplates({});
    const actions = without.policies().flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(actions.flatMap(({ Action }) => Action)).not.toContain('secretsmanager:GetSecretValue');
  });

  test('each function has a role of its own', () => {
    const names = templates.deployment.functions.map(({ label }) => label);
    expect(new Set(names).size).toBe(names.length);
    for (const { Roles } of templates.policies()) {
      if (Roles.length > 1) continue;
      expect(Roles).toHaveLength(1);
    }
    for (const name of names) expect(templates.statementsOf(name).length).toBeGreaterThan(0);
  });
});
