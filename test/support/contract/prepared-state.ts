/** An organization with something of everything, so that requests to any operation can succeed. */
import * as z from 'zod';
import { NUMBERS, SMALL_DECK } from '../decks.ts';
import { type LocalStack, settle } from '../local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../tenant.ts';
import type { KnownValues } from './arbitraries.ts';

const PURCHASES = 12;
const CALLS = 80;
const LEASES = 20;
const STAFF = 12;
const LEAVERS = 20;
const OWNERS = 3;
/** More than requests that succeed, so that some keys come again, and most do not. */
const KEYS = 400;
/** Of what operators do with lots: each lot once. */
const GRANTS = 30;
const METHODS = 8;
const ONE_MINUTE_MS = 60_000;
const ONE_YEAR_MS = 366 * 86_400_000;

const SKUS = ['E5', 'CALLING_PLAN_DOMESTIC', 'COMMUNICATIONS_CREDITS'];

export interface PreparedState {
  readonly organization: Tenant;
  /** Values for every operation, by the name of the parameter or member. */
  readonly known: KnownValues;
  /** Other values for operations that change what the rest needs, by operation id. */
  readonly knownBy: Readonly<Record<string, KnownValues>>;
}

const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);

const IdOf = z.object({ id: z.string() });
const Items = z.object({ items: z.array(IdOf) });

export async function prepareState(stack: LocalStack): Promise<PreparedState> {
  await publishDeck(stack);
  const organization = await onboard(stack, 'contoso');
  const other = await onboard(stack, 'fabrikam');
  const giver = await onboard(stack, 'northwind');
  await other.must('PUT /auto-recharge', { body: { enabled: true, amount: '50.00', threshold: '5.00' } });
  const purchases: string[] = [];
  for (const key of numbered('prepared', PURCHASES)) {
    purchases.push(IdOf.parse((await organization.buy('50.00', key)).body).id);
  }
  const staff = numbered('user', STAFF);
  const leavers = numbered('leaver', LEAVERS);
  for (const id of staff) await organization.user(id, { skus: SKUS });
  for (const id of leavers) await organization.user(id);
  const owners = await invitePeople(organization, numbered('owner', OWNERS));
  const parting = await invitePeople(organization, leavers);
  const clients = await addClients(organization, numbered('platform', OWNERS));
  const goneClients = await addClients(organization, leavers);
  const granted = await grantCredits(giver, numbered('granted', GRANTS));
  const methods = await addMethods(other, METHODS);
  const settled = await prepareCalls(stack, organization);
  const job = IdOf.parse(
    await organization.must('POST /license-assignments?sku=E5', {
      body: leavers.map((id) => `${id}@contoso.example`).join('\n'),
      headers: { 'content-type': 'text/plain' },
    }),
  );
  const invoices = await organization.read(Items, '/invoices');
  const now = stack.now().getTime();
  const instants = [-3600, -60, 0, 60].map((seconds) => new Date(now + seconds * 1000).toISOString());
  const known: KnownValues = {
    org: ['contoso'],
    user: [...staff, `${staff[0]}@contoso.example`, 'nobody'],
    userId: staff,
    purchase: [...purchases, 'pur_unknown'],
    invoice: [...invoices.items.map(({ id }) => id), 'none'],
    call: [...settled, ...numbered('lease', LEASES), 'none'],
    callId: [...settled, ...numbered('reported', CALLS)],
    job: [job.id, 'job_unknown'],
    member: [...owners, 'mem_unknown'],
    client: [...clients, 'cli_unknown'],
    lot: [...granted, 'lot_unknown'],
    method: [...methods, 'pm_unknown'],
    document: [...invoices.items.map(({ id }) => id), 'crn_00000009', 'stm_2026-01'],
    organization: ['contoso'],
    expiresAt: [2, 3].map((years) => new Date(now + years * ONE_YEAR_MS).toISOString()),
    returnUrl: [`${stack.url}/`],
    email: numbered('invited', STAFF).map(addressOf),
    sku: SKUS,
    gateway: ['sandbox'],
    to: Object.values(NUMBERS),
    startedAt: instants.slice(0, 2),
    endedAt: [],
    currency: ['USD'],
    country: ['US', 'GB'],
    usageLocation: ['US', 'GB'],
    amount: ['50.00', '75.5', '500.00'],
    threshold: ['5.00'],
    token: ['tok_visa', 'tok_declined', 'tok_pending'],
    durationSeconds: [0, 30, 90],
  };
  const aside: KnownValues = { org: ['fabrikam'] };
  /** Its lots are not spent by calls. */
  const giving: KnownValues = { org: ['northwind'] };
  return {
    organization,
    known,
    knownBy: {
      patchOrganization: aside,
      putPaymentMethod: aside,
      addPaymentMethod: aside,
      patchPaymentMethod: aside,
      removePaymentMethod: aside,
      putAutoRecharge: aside,
      setLicenseQuantity: aside,
      deleteUser: { user: leavers },
      createGrant: { ...giving, 'Idempotency-Key': numbered('grant', KEYS) },
      extendLot: { ...giving, 'Idempotency-Key': numbered('extend', KEYS), lot: granted.slice(0, 10) },
      writeOffLot: { ...giving, 'Idempotency-Key': numbered('write-off', KEYS), lot: granted.slice(10, 20) },
      moveCredits: { ...giving, 'Idempotency-Key': numbered('move', KEYS), lot: granted.slice(20) },
      openMethodSession: { 'Idempotency-Key': numbered('session', KEYS) },
      sendOpeningBalances: {
        'text/csv': [
          'organization,amount,kind,expiresAt,reference,reason\ncontoso,5.00,migration,,OLD-1,Of the earlier system\n',
        ],
      },
      getRevenue: { month: ['2020-01', '2025-12'] },
      removeMember: { member: parting },
      removeClient: { client: goneClients },
      issueToken: { 'application/x-www-form-urlencoded': [await tokenFormOf(organization)] },
      createPurchase: { 'Idempotency-Key': numbered('purchase', KEYS) },
      refundPurchase: { 'Idempotency-Key': numbered('refund', KEYS), amount: ['1.00', '2.5'] },
      voidCall: { 'Idempotency-Key': numbered('void', KEYS), call: settled.slice(CALLS / 2) },
      correctCall: { 'Idempotency-Key': numbered('correct', KEYS), call: settled.slice(0, CALLS / 2) },
      getCall: { call: settled },
      assignMany: documents(
        `userPrincipalName\n${staff[0]}@contoso.example\n`,
        `${staff[0]}@contoso.example\n`,
      ),
      importUsers: {
        'text/csv': [
          'id,userPrincipalName,displayName,usageLocation\nimported,imported@contoso.example,Imported,US\n',
        ],
      },
      publishRateDeck: documents(SMALL_DECK, SMALL_DECK),
      reportUsage: {
        'text/csv': [
          `callId,type,to,startedAt,durationSeconds\nread,ucap_out,${NUMBERS.us},${instants[0]},95\n`,
        ],
      },
      releaseCall: { call: numbered('lease', LEASES) },
      renewLease: { call: numbered('renewed', LEASES), sequence: [1, 2] },
      authorizeCall: { call: numbered('lease', 2 * LEASES) },
    },
  };
}

const documents = (csv: string, plain: string): KnownValues => ({ 'text/csv': [csv], 'text/plain': [plain] });

const addressOf = (name: string): string => `${name}@contoso.example`;

/** The ids of the owners who are invited. */
async function invitePeople(organization: Tenant, names: readonly string[]): Promise<string[]> {
  const invited: string[] = [];
  for (const email of names.map(addressOf)) {
    const body = { email, role: 'owner' };
    const token = organization.operator;
    invited.push(IdOf.parse(await organization.must('POST /members', { body, token })).id);
  }
  return invited;
}

/** The ids of the lots that are given. */
async function grantCredits(organization: Tenant, references: readonly string[]): Promise<string[]> {
  const token = organization.operator;
  const lots: string[] = [];
  for (const reference of references) {
    const body = { amount: '500.00', kind: 'goodwill', reason: 'Prepared', reference };
    const options = { body, token, idempotencyKey: reference };
    lots.push(IdOf.parse(await organization.must('POST /grants', options)).id);
  }
  return lots;
}

/** The ids of the payment methods, the first one included. */
async function addMethods(organization: Tenant, count: number): Promise<string[]> {
  for (let number = 1; number <= count; number += 1) {
    const body = { token: number % 2 === 0 ? 'tok_visa' : 'tok_mastercard', billingAddress: {} };
    await organization.must('POST /payment-methods', { body });
  }
  return (await organization.read(Items, '/payment-methods')).items.map(({ id }) => id);
}

/** The ids of the programs that are added. */
async function addClients(organization: Tenant, names: readonly string[]): Promise<string[]> {
  const added: string[] = [];
  for (const name of names) {
    const options = { body: { name }, token: organization.operator };
    added.push(IdOf.parse(await organization.must('POST /clients', options)).id);
  }
  return added;
}

/** The request for a token of a program that stays. */
async function tokenFormOf(organization: Tenant): Promise<string> {
  const options = { body: { name: 'steady' }, token: organization.operator };
  const added = await organization.must('POST /clients', options);
  const Credentials = z.object({ clientId: z.string(), clientSecret: z.string() });
  const { clientId, clientSecret } = Credentials.parse(added);
  const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  return new URLSearchParams(grant).toString();
}

/** Calls that are settled, and leases of calls that go on; the ids of the settled ones. */
async function prepareCalls(stack: LocalStack, organization: Tenant): Promise<string[]> {
  const startedAt = new Date(stack.now().getTime() - ONE_MINUTE_MS).toISOString();
  const settled = numbered('call', CALLS);
  await organization.report(...settled.map((callId) => ({ callId, startedAt, durationSeconds: 60 })));
  await settle(stack);
  for (const call of [...numbered('lease', LEASES), ...numbered('renewed', LEASES)]) {
    const lease = await organization.authorize(call, { type: 'ucap_out', to: NUMBERS.zimbabwe });
    if (lease.decision === 'deny') throw new Error(`${call}: ${lease.reason}`);
  }
  return settled;
}
