import { beforeAll, describe, expect, test } from '@jest/globals';
import type { FunctionName } from '../../shared/contract/environment.ts';
import { actionsInCodeOf } from '../support/bundled-requests.ts';
import {
  loadTemplates,
  type PolicyStatement,
  SECRET_ARN,
  SynthesizedTemplates,
} from '../support/template.ts';

let templates: SynthesizedTemplates;
beforeAll(async () => {
  templates = await loadTemplates();
}, 60_000);

type Write =
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem'
  | 'BatchWriteItem'
  | 'PartiQLInsert'
  | 'PartiQLUpdate'
  /** Reads the whole table. */
  | 'Scan';
/** What may be written besides being read; nothing at all when it is left out. */
type TableAccess = readonly Write[];

interface Grants {
  readonly ledger?: TableAccess;
  readonly calls?: TableAccess;
  /** May put items into the partition of the schedules' progress. */
  readonly keepsProgress?: true;
  /** May put items into the partition of the audit's tallies. */
  readonly keepsTallies?: true;
  /** May ask whether the tables respond, but read none of their items. */
  readonly reachesTables?: true;
  /** May look for due work in the index of these tables. */
  readonly due?: readonly ('ledger' | 'calls')[];
  readonly streams?: readonly ('ledger' | 'calls')[];
  readonly readsPaymentSecret?: true;
  readonly publishes?: true;
  /** May create users of the user pool, and nothing else there. */
  readonly invites?: true;
  /** May read the secret of the client with which tokens of programs are asked for. */
  readonly readsMachineSecret?: true;
  /** May sign links to exports, and read which lines of the inbox were rejected. */
  readonly linksToFiles?: true;
  /** May write exports, but not read them. */
  readonly writesExports?: true;
  /** May read what is in the inbox, but not write into it, and write what comes of it. */
  readonly readsInbox?: true;
  /** May read the decks that operators put and the results of them, and write results. */
  readonly readsDecks?: true;
}

const CHANGE = ['PutItem', 'UpdateItem'] as const;
const INTAKE = ['UpdateItem', 'BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate'] as const;
const SETTLE = [...CHANGE, 'DeleteItem', 'PartiQLInsert', 'PartiQLUpdate'] as const;

/** Everything that any function may do, beyond writing its own log. */
const GRANTS: Readonly<Record<FunctionName, Grants>> = {
  organizations: { ledger: [...CHANGE, 'DeleteItem'], readsPaymentSecret: true },
  purchases: { ledger: [...CHANGE, 'DeleteItem'], readsPaymentSecret: true },
  grants: { ledger: [...CHANGE, 'DeleteItem'] },
  licenses: { ledger: [...CHANGE, 'ConditionCheckItem', 'DeleteItem'] },
  members: { ledger: ['PutItem', 'ConditionCheckItem', 'DeleteItem'], invites: true },
  'pre-token': { ledger: ['PutItem', 'ConditionCheckItem'] },
  clients: { ledger: [...CHANGE, 'ConditionCheckItem', 'DeleteItem'], readsMachineSecret: true },
  calls: { ledger: ['UpdateItem'], calls: ['PutItem'] },
  usage: {
    ledger: [...CHANGE, 'DeleteItem', 'ConditionCheckItem'],
    calls: ['PutItem', ...INTAKE],
  },
  reports: { ledger: [], calls: [] },
  documents: { ledger: [] },
  exports: { ledger: ['PutItem'], linksToFiles: true },
  rates: { ledger: ['PutItem'], calls: [] },
  webhooks: { ledger: CHANGE, readsPaymentSecret: true },
  system: { reachesTables: true, readsPaymentSecret: true },
  console: {},
  settle: { ledger: CHANGE, calls: SETTLE, streams: ['calls'] },
  'auto-recharge': { ledger: CHANGE, streams: ['ledger'], readsPaymentSecret: true },
  'publish-events': { streams: ['calls', 'ledger'], publishes: true },
  'expire-lots': { ledger: CHANGE, due: ['ledger'] },
  'release-holds': { ledger: ['UpdateItem'], due: ['ledger'] },
  'reconcile-payments': { ledger: CHANGE, due: ['ledger'], readsPaymentSecret: true },
  'settle-stragglers': {
    ledger: [...CHANGE, 'ConditionCheckItem'],
    calls: SETTLE,
    due: ['calls'],
  },
  'close-month': { ledger: CHANGE, due: ['ledger'], readsPaymentSecret: true },
  'warn-expiring': { ledger: ['UpdateItem'], keepsProgress: true, due: ['ledger'] },
  'run-license-jobs': { ledger: CHANGE, due: ['ledger'] },
  'read-inbox': { ledger: CHANGE, calls: INTAKE, readsInbox: true },
  'continue-inbox': { ledger: ['UpdateItem'], calls: INTAKE, readsInbox: true, due: ['ledger'] },
  'read-rate-deck': { ledger: ['PutItem'], readsDecks: true },
  'run-user-imports': { ledger: [...CHANGE, 'DeleteItem'], due: ['ledger'] },
  'run-erasures': { ledger: CHANGE, calls: ['UpdateItem', 'Scan'], due: ['ledger'] },
  'run-exports': { ledger: ['UpdateItem'], calls: [], due: ['ledger'], writesExports: true },
  'start-monthly-exports': { ledger: ['PutItem'] },
  'audit-organizations': { ledger: [], keepsProgress: true, keepsTallies: true, calls: [] },
};
const READS = ['BatchGetItem', 'GetItem', 'Query'];
const ONLY_REACH = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['REACH'] } };
const ONLY_PROGRESS = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['SCHEDULE'] } };
const ONLY_TALLIES = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['AUDIT'] } };

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

const expectedActions = (writes: TableAccess | undefined): string[] =>
  writes ? [...READS, ...writes].sort() : [];

describe('A function may do what it needs and nothing else', () => {
  describe.each(Object.entries(GRANTS))('%s', (name, grants) => {
    test.each(['ledger', 'calls'] as const)('%s table', (table) => {
      const statements = templates.statementsOf(name);
      const arn = tableArn(table);
      const unbound = statements.filter(({ Condition }) => Condition === undefined);
      expect(actionsOn(unbound, arn)).toEqual(expectedActions(grants[table]));
      expect(actionsOn(statements, `${arn}/index/due`)).toEqual(grants.due?.includes(table) ? ['Query'] : []);
      expect(actionsOn(statements, `${arn}/StreamArn`)).toEqual(
        grants.streams?.includes(table) ? ['DescribeStream', 'GetRecords', 'GetShardIterator'] : [],
      );
    });

    test('no request of its code is refused, and no write is granted that its code does not make', () => {
      const { ledger, calls, keepsProgress } = grants;
      const granted = new Set([...(ledger ?? []), ...(calls ?? []), ...(keepsProgress ? ['PutItem'] : [])]);
      const made = actionsInCodeOf(name);
      expect(made.filter((action) => !READS.includes(action))).toEqual([...granted].sort());
      if (!ledger && !calls) expect(made).toEqual(grants.reachesTables ? ['GetItem'] : []);
    });

    test('progress, tallies, and whether the tables respond, only where it needs them', () => {
      const bound = templates.statementsOf(name).filter(({ Condition }) => Condition !== undefined);
      const keeps = { Action: ['dynamodb:PutItem'], Resource: [tableArn('ledger')] };
      const reaches = {
        Action: ['dynamodb:GetItem'],
        Resource: expect.arrayContaining([tableArn('ledger'), tableArn('calls')]),
        Condition: ONLY_REACH,
      };
      expect(bound).toEqual([
        ...(grants.reachesTables ? [{ Effect: 'Allow', ...reaches }] : []),
        ...(grants.keepsProgress ? [{ Effect: 'Allow', ...keeps, Condition: ONLY_PROGRESS }] : []),
        ...(grants.keepsTallies ? [{ Effect: 'Allow', ...keeps, Condition: ONLY_TALLIES }] : []),
      ]);
    });

    test('payment secret, event bus and the bucket of unpublished records only where it needs them', () => {
      const actions = templates.statementsOf(name).flatMap((statement) => statement.Action);
      expect(actions.includes('secretsmanager:GetSecretValue')).toBe(grants.readsPaymentSecret === true);
      expect(actions.includes('events:PutEvents')).toBe(grants.publishes === true);
      const ofBuckets = actions.filter((action) => action.startsWith('s3:')).sort();
      const ofRecords = grants.publishes ? ['s3:ListBucket', 's3:PutObject'] : [];
      const ofExports = [
        ...(grants.linksToFiles ? ['s3:GetObject'] : []),
        ...(grants.writesExports ? ['s3:PutObject', 's3:PutObjectTagging'] : []),
      ];
      const ofInbox =
        grants.readsInbox || grants.readsDecks ? ['s3:GetObject', 's3:ListBucket', 's3:PutObject'] : [];
      expect([...new Set(ofBuckets)]).toEqual([...ofRecords, ...ofExports, ...ofInbox]);
    });

    test('the user pool only where people are invited', () => {
      const [pool] = templates.ofType('AWS::Cognito::UserPool');
      const ofPool = templates
        .statementsOf(name)
        .filter(({ Action }) => Action.some((action) => action.startsWith('cognito-idp:')))
        .map(({ Action, Resource }) => ({ Action, Resource }));
      const invites = { Action: ['cognito-idp:AdminCreateUser'], Resource: [pool?.arn] };
      const reads = { Action: ['cognito-idp:DescribeUserPoolClient'], Resource: [pool?.arn] };
      expect(ofPool).toEqual([
        ...(grants.invites ? [invites] : []),
        ...(grants.readsMachineSecret ? [reads] : []),
      ]);
    });

    test('the places of the bucket of files that a function may read and write', () => {
      const bucket = templates
        .ofType('AWS::S3::Bucket')
        .find((each) => SynthesizedTemplates.pathOf(each) === 'CommunicationsCreditsLedger/Files');
      const may = (action: string) =>
        templates
          .statementsOf(name)
          .filter(({ Action }) => Action.includes(action))
          .flatMap(({ Resource }) => Resource)
          .filter((resource) => bucket && resource.startsWith(`${bucket.arn}/`))
          .map((resource) => resource.slice((bucket?.arn.length ?? 0) + 1))
          .sort();
      expect(bucket).toBeDefined();
      const exports = ['downloads/*', 'exports/*'];
      const read = [
        ...(grants.linksToFiles ? [...exports, 'inbox-work/*'] : []),
        ...(grants.readsInbox ? ['inbox-work/*', 'inbox/*'] : []),
        ...(grants.readsDecks ? ['rate-decks/inbox/*', 'rate-decks/outbox/*'] : []),
      ];
      const written = [
        ...(grants.writesExports ? exports : []),
        ...(grants.readsInbox ? ['inbox-work/*', 'outbox/*'] : []),
        ...(grants.readsDecks ? ['rate-decks/outbox/*'] : []),
      ];
      expect(may('s3:GetObject')).toEqual(read);
      expect(may('s3:PutObject')).toEqual(written);
      expect(may('s3:PutObjectTagging')).toEqual(grants.writesExports ? exports : []);
    });

    test('a function may use nothing but tables, streams, its log, the destination of its failed records, the secret, the bus and the user pool', () => {
      for (const { Action, Resource } of templates.statementsOf(name)) {
        const services = new Set(Action.map((action) => action.split(':')[0]));
        for (const service of services) {
          expect(['dynamodb', 'logs', 'sqs', 's3', 'secretsmanager', 'events', 'cognito-idp']).toContain(
            service,
          );
        }
        for (const resource of Resource) {
          expect(resource).toMatch(/^arn:/);
        }
      }
    });
  });
});

describe('No policy covers the whole account', () => {
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

  test('without a payment secret no function may read one', async () => {
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
