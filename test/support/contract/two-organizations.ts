/**
 * Two organizations whose users, calls, idempotency keys and jobs have the same ids, and what requests to each route
 * may name of them. The texts of the second organization contain its id, as those of the first do not.
 */
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { OrganizationRouteId } from '../../../shared/contract/routes/all.ts';
import type { Database } from '../../../shared/store/table/database.ts';
import { keys } from '../../../shared/store/table/keys.ts';
import { closedAfterTests } from '../closed-after-tests.ts';
import { NUMBERS } from '../decks.ts';
import { type LocalStack, settle } from '../local-stack.ts';
import { openTables } from '../stack-tables.ts';
import { onboard, publishDeck, type Tenant } from '../tenant.ts';
import type { KnownValues } from './arbitraries.ts';

export const OURS = 'contoso';
export const THEIRS = 'fabrikam';

const USERS = ['user-1', 'user-2', 'user-3', 'user-4', 'user-5'];
const CALLS = ['call-1', 'call-2', 'call-3', 'call-4', 'call-5', 'call-6'];
const LEASES = ['lease-1', 'lease-2', 'lease-3'];
const KEYS = ['key-1', 'key-2', 'key-3'];
const LISTS = [
  '/users',
  '/licenses',
  '/purchases',
  '/invoices',
  '/lots',
  '/ledger',
  '/journal',
  '/usage',
  '/pools',
  '/jobs',
  '/members',
  '/clients',
] as const;

const IdOf = z.object({ id: z.string() });
const Listed = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  nextCursor: z.string().nullable(),
});

/** What one of the two has that the other cannot have under the same id, and the cursors of its lists. */
interface Own {
  readonly purchases: readonly string[];
  readonly methods: readonly string[];
  readonly invoices: readonly string[];
  readonly lots: readonly string[];
  readonly members: readonly string[];
  readonly clients: readonly string[];
  readonly cursors: Readonly<Record<(typeof LISTS)[number], readonly string[]>>;
}

export interface TwoOrganizations {
  readonly ours: Tenant;
  readonly theirs: Tenant;
  readonly db: Database;
  readonly own: { readonly ours: Own; readonly theirs: Own };
  readonly job: string;
}

export async function prepareTwoOrganizations(stack: LocalStack): Promise<TwoOrganizations> {
  await publishDeck(stack);
  const db = openTables(stack);
  closedAfterTests(db.client);
  const [ours, theirs] = [await onboard(stack, OURS), await onboard(stack, THEIRS)];
  for (const tenant of [ours, theirs]) await prepare(stack, tenant);
  const [job, theirJob] = [await importUsers(ours), await importUsers(theirs)];
  await settle(stack);
  await renameJob(db, { from: theirJob, to: job });
  return { ours, theirs, db, job, own: { ours: await ownOf(ours), theirs: await ownOf(theirs) } };
}

async function prepare(stack: LocalStack, tenant: Tenant): Promise<void> {
  for (const id of USERS) {
    const userPrincipalName = `${id}@same.example`;
    const displayName = `${id} of ${tenant.id}`;
    await tenant.must('POST /users', { body: { id, userPrincipalName, displayName, usageLocation: 'US' } });
  }
  for (const sku of ['E5', 'CALLING_PLAN_DOMESTIC', 'COMMUNICATIONS_CREDITS']) {
    if (sku !== 'COMMUNICATIONS_CREDITS')
      await tenant.must(`PUT /licenses/${sku}`, { token: tenant.operator, body: { quantity: 10 } });
  }
  for (const key of KEYS) await tenant.buy('50.00', key);
  for (const user of USERS) {
    for (const sku of ['E5', 'COMMUNICATIONS_CREDITS'])
      await tenant.must(`PUT /users/${user}/licenses/${sku}`);
  }
  const startedAt = new Date(stack.now().getTime() - 60_000).toISOString();
  const conferenceId = `meeting of ${tenant.id}`;
  await tenant.report(
    ...CALLS.map((callId) => ({
      callId,
      startedAt,
      durationSeconds: 60,
      conferenceId,
      userId: 'user-1',
      type: 'user_out_conf',
    })),
  );
  await settle(stack);
  for (const call of LEASES) await tenant.authorize(call, { type: 'ucap_out', to: NUMBERS.zimbabwe });
  await tenant.must('POST /members', {
    token: await stack.token(['members:write'], tenant.id),
    body: { email: 'pat@same.example', role: 'auditor' },
  });
  await tenant.must('POST /clients', { token: tenant.operator, body: { name: 'Same platform' } });
}

/** Two users of whom one fails, so that the job has failures. */
async function importUsers(tenant: Tenant): Promise<string> {
  const body = [
    'id,userPrincipalName,displayName,usageLocation',
    `user-6,user-6@same.example,User of ${tenant.id},US`,
    `user-7,user-1@same.example,Double of ${tenant.id},US`,
    '',
  ].join('\n');
  const headers = { 'content-type': 'text/csv' };
  return IdOf.parse(await tenant.must('POST /users/import', { body, headers })).id;
}

/** Ids of jobs are made by chance: their job gets the id of ours. */
async function renameJob(db: Database, { from, to }: { readonly from: string; readonly to: string }) {
  const pk = keys.organization(THEIRS);
  const { Items = [] } = await db.client.send(
    new QueryCommand({
      TableName: db.ledgerTable,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': 'JOB' },
    }),
  );
  for (const item of Items.filter(({ sk }) => String(sk).includes(from))) {
    const sk = String(item.sk).replace(from, to);
    await db.client.send(new PutCommand({ TableName: db.ledgerTable, Item: { ...item, sk } }));
    await db.client.send(new DeleteCommand({ TableName: db.ledgerTable, Key: { pk, sk: item.sk } }));
  }
}

async function ownOf(tenant: Tenant): Promise<Own> {
  const token = await tenant.stack.token(['billing:read', 'licenses:read', 'members:write'], tenant.id);
  const idsOf = async (path: string) => {
    const { items } = Listed.parse(await tenant.must(`GET ${path}`, { token }));
    return items.map(({ id }) => String(id));
  };
  const cursorsOf = async (path: string) => {
    const { nextCursor } = Listed.parse(await tenant.must(`GET ${path}?limit=1`, { token }));
    return nextCursor === null ? [] : [nextCursor];
  };
  const cursors = await Promise.all(LISTS.map(async (path) => [path, await cursorsOf(path)] as const));
  return {
    purchases: await idsOf('/purchases'),
    methods: await idsOf('/payment-methods'),
    invoices: await idsOf('/invoices'),
    lots: await idsOf('/lots'),
    members: await idsOf('/members'),
    clients: await idsOf('/clients'),
    cursors: z.record(z.enum(LISTS), z.array(z.string())).parse(Object.fromEntries(cursors)),
  };
}

const documents = (csv: string, plain: string): KnownValues => ({ 'text/csv': [csv], 'text/plain': [plain] });

/** What requests of each route name: ids that both have, ids that only the other has, and cursors of both. */
export function namedBy({ own, job }: TwoOrganizations): Readonly<Record<OrganizationRouteId, KnownValues>> {
  const { ours, theirs } = own;
  const purchase = { purchase: [...ours.purchases, ...theirs.purchases] };
  const invoice = { invoice: [...ours.invoices, ...theirs.invoices] };
  const lot = { lot: [...ours.lots, ...theirs.lots] };
  const member = { member: [...ours.members, ...theirs.members] };
  const client = { client: [...ours.clients, ...theirs.clients] };
  const method = { method: [...ours.methods, ...theirs.methods] };
  const cursors = (path: (typeof LISTS)[number]): KnownValues => ({
    cursor: [...ours.cursors[path], ...theirs.cursors[path]],
  });
  const user = { user: [...USERS, 'user-1@same.example'], userId: USERS };
  const call = { call: [...CALLS, ...LEASES], callId: CALLS, userId: USERS };
  const jobs = { job: [job] };
  const keyed = { 'Idempotency-Key': KEYS };
  const none: KnownValues = {};
  return {
    getOrganization: none,
    patchOrganization: none,
    putPaymentMethod: { token: ['tok_visa', 'tok_declined'] },
    listPaymentMethods: none,
    addPaymentMethod: { token: ['tok_visa', 'tok_declined'] },
    openMethodSession: { ...keyed, returnUrl: ['http://127.0.0.1/'] },
    patchPaymentMethod: method,
    removePaymentMethod: method,
    getProducts: none,
    getAutoRecharge: none,
    putAutoRecharge: { amount: ['50.00'], threshold: ['5.00'], monthlyCap: ['500.00'] },
    listMembers: cursors('/members'),
    inviteMember: { email: ['pat@same.example'] },
    patchMember: member,
    removeMember: member,
    listClients: cursors('/clients'),
    createClient: none,
    replaceClientSecret: client,
    removeClient: client,
    createPurchase: { ...keyed, amount: ['50.00', '75.00'] },
    listPurchases: cursors('/purchases'),
    getPurchase: purchase,
    extendLot: { ...lot, ...keyed, expiresAt: ['2030-01-05T09:00:00.000Z'] },
    writeOffLot: { ...lot, ...keyed },
    // Only the operator names another organization, and then means to change it.
    moveCredits: { ...lot, ...keyed, organization: ['nobody'], reference: ['TICKET-1'] },
    createGrant: { ...keyed, amount: ['10.00', '12.50'], reference: ['TICKET-1', 'TICKET-2'] },
    renewNextAction: purchase,
    refundPurchase: { ...purchase, ...keyed, amount: ['1.00'] },
    createUser: { id: USERS, userPrincipalName: ['user-1@same.example'], usageLocation: ['US'] },
    listUsers: { ...cursors('/users'), search: ['user', THEIRS] },
    getUser: user,
    patchUser: { ...user, userPrincipalName: ['user-2@same.example'], usageLocation: ['US', 'GB'] },
    deleteUser: user,
    importUsers: {
      'text/csv': ['id,userPrincipalName,displayName,usageLocation\nuser-2,user-2@same.example,Ours,US\n'],
    },
    listLicenses: cursors('/licenses'),
    setLicenseQuantity: { sku: ['E5'], quantity: [11, 12] },
    assignLicense: { ...user, sku: ['E5', 'CALLING_PLAN_DOMESTIC'] },
    removeLicense: { ...user, sku: ['E5', 'CALLING_PLAN_DOMESTIC'] },
    assignMany: documents('userPrincipalName\nuser-1@same.example\n', 'user-2@same.example\n'),
    getAssignments: jobs,
    authorizeCall: { ...call, to: Object.values(NUMBERS) },
    renewLease: { ...call, sequence: [1, 2] },
    releaseCall: call,
    reportUsage: {
      ...call,
      to: Object.values(NUMBERS),
      endedAt: [],
      startedAt: ['2026-01-05T09:00:00.000Z'],
      'text/csv': [
        `callId,type,to,startedAt,durationSeconds\ncall-1,ucap_out,${NUMBERS.us},2026-01-05T09:00:00Z,95\n`,
      ],
    },
    voidCall: { ...call, ...keyed },
    correctCall: { ...call, ...keyed, durationSeconds: [1, 90] },
    getCall: call,
    getAudit: none,
    getBalance: none,
    listLots: cursors('/lots'),
    listEntries: cursors('/ledger'),
    listJournal: { ...cursors('/journal'), actor: ['ada'], kind: ['purchase.ordered'] },
    getUsage: { ...cursors('/usage'), userId: USERS },
    listPools: cursors('/pools'),
    listInvoices: cursors('/invoices'),
    getInvoice: invoice,
    listDocuments: { ...cursors('/invoices'), kind: ['invoice', 'credit-note', 'statement'] },
    getDocument: { document: [...invoice.invoice, 'crn_00000001'] },
    quoteCall: { userId: USERS, to: Object.values(NUMBERS) },
    createExport: none,
    listJobs: cursors('/jobs'),
    getJob: jobs,
    getJobFailures: jobs,
  };
}
