/** Sets up a small sample organization, by HTTP only. If it exists already, nothing changes. */
import { readFile } from 'node:fs/promises';
import { type CreditsClient, createClient, type OrganizationClient } from '../../../shared/client/client.ts';
import type { License } from '../../../shared/client/generated/api.ts';
import { ApiProblem } from '../../../shared/client/problem.ts';
import { SAMPLE_DECK_FILE, SAMPLE_TOLL_FREE_DECK_FILE } from './make-sample-deck.ts';
import { inviteSamplePeople, OTHER_ORGANIZATION, SAMPLE_ORGANIZATION } from './sample-people.ts';

export interface SampleAccess {
  readonly url: string;
  /** Scope `operator`. */
  readonly operatorToken: string;
  readonly now: Date;
}

const DECKS_FROM = '2020-01-01T00:00:00Z';
const LAST_CALL = 'sample-call-08';

interface SampleUser {
  readonly id: string;
  readonly displayName: string;
  readonly usageLocation: string;
  /** A service comes before the credits license, which needs one. */
  readonly skus: readonly Sku[];
}

type Sku = License['sku'];

const CREDITS: Sku = 'COMMUNICATIONS_CREDITS';
const USERS: readonly SampleUser[] = [
  {
    id: 'ada',
    displayName: 'Ada King',
    usageLocation: 'US',
    skus: ['CALLING_PLAN_DOMESTIC_120', 'E5', CREDITS],
  },
  { id: 'ben', displayName: 'Ben Ochoa', usageLocation: 'US', skus: ['CALLING_PLAN_INTERNATIONAL', CREDITS] },
  { id: 'cleo', displayName: 'Cleo Park', usageLocation: 'US', skus: ['CALLING_PLAN_DOMESTIC_120'] },
  { id: 'dev', displayName: 'Dev Shah', usageLocation: 'GB', skus: ['CALLING_PLAN_DOMESTIC', CREDITS] },
  {
    id: 'eve',
    displayName: 'Eve Moran',
    usageLocation: 'GB',
    skus: ['CALLING_PLAN_PAYG', 'AUDIO_CONFERENCING', CREDITS],
  },
  {
    id: 'fay',
    displayName: 'Fay Laurent',
    usageLocation: 'FR',
    skus: ['CALLING_PLAN_DOMESTIC_120', CREDITS],
  },
];

/** Type, user, number dialed, minutes, hours ago. */
const CALLS = [
  ['user_out', 'ada', '+12065550142', 11, 30],
  ['user_out', 'ada', '+442079460958', 7, 29],
  ['user_out', 'ben', '+33142685300', 25, 28],
  ['conf_out', 'ada', '+4930227731', 42, 27],
  ['user_out', 'dev', '+919810012345', 9, 6],
  ['user_out', 'eve', '+447700900123', 16, 5],
  ['user_in', 'fay', '+33144556677', 4, 4],
  ['ucap_in', undefined, '+18004444444', 13, 3],
] as const;

/** Throws ApiProblem when a step is refused. */
export async function ensureSampleOrganization({ url, operatorToken, now }: SampleAccess): Promise<void> {
  const client = createClient({ url, token: operatorToken });
  const sample = client.organization(SAMPLE_ORGANIZATION);
  if (!(await hasLastCall(sample))) await fillSample(client, sample, now);
  await createOrganization(client, { id: OTHER_ORGANIZATION, name: 'Fabrikam' });
  await inviteSamplePeople(client);
}

async function fillSample(client: CreditsClient, sample: OrganizationClient, now: Date): Promise<void> {
  await publishSampleDecks(client);
  await createOrganization(client, { id: SAMPLE_ORGANIZATION, name: 'Contoso' });
  const billingAddress = { line1: '1 Sample Street', city: 'Redmond', region: 'WA', country: 'US' };
  await sample.put('/payment-method', { body: { token: 'tok_visa', billingAddress } });
  await sample.post('/payment-methods', { body: { token: 'tok_mastercard', billingAddress } });
  const { items: purchases } = await sample.get('/purchases');
  if (purchases.length === 0) {
    const body = { amount: '100.00', autoRecharge: { amount: '50.00', threshold: '20.00' } };
    await sample.post('/purchases', { body, idempotencyKey: 'sample-purchase' });
  }
  await addUsers(sample);
  await sample.post('/usage', {
    body: { records: CALLS.map((call, index) => recordOf(call, index, now)) },
  });
}

async function createOrganization(
  client: CreditsClient,
  organization: { readonly id: string; readonly name: string },
): Promise<void> {
  const body = { ...organization, country: 'US', currency: 'USD', agreement: 'MOSA' } as const;
  await unlessDone('organization-exists', client.post('/v1/organizations', { body }));
}

/** The same deck sent twice is one deck; data of an older version may have another for that time. */
async function publishSampleDecks(client: CreditsClient): Promise<void> {
  const files = [
    ['outbound', SAMPLE_DECK_FILE],
    ['toll-free', SAMPLE_TOLL_FREE_DECK_FILE],
  ] as const;
  for (const [kind, file] of files) {
    await client.post('/v1/rate-decks', {
      query: { currency: 'USD', effectiveFrom: DECKS_FROM, kind, retroactive: 'true' },
      body: await readFile(file, 'utf8'),
      contentType: 'text/csv',
    });
  }
}

async function addUsers(sample: OrganizationClient): Promise<void> {
  const bought = new Set(USERS.flatMap(({ skus }) => skus).filter((sku) => sku !== CREDITS));
  for (const sku of bought) await sample.put('/licenses/{sku}', { path: { sku }, body: { quantity: 10 } });
  for (const { skus, ...user } of USERS) {
    const body = { ...user, userPrincipalName: `${user.id}@${SAMPLE_ORGANIZATION}.example` };
    await unlessDone('user-exists', sample.post('/users', { body }));
    for (const sku of skus) {
      await sample.put('/users/{user}/licenses/{sku}', { path: { user: user.id, sku } });
    }
  }
}

function recordOf([type, userId, to, minutes, hoursAgo]: (typeof CALLS)[number], index: number, now: Date) {
  return {
    callId: `sample-call-${String(index + 1).padStart(2, '0')}`,
    type,
    userId,
    to,
    startedAt: new Date(now.getTime() - hoursAgo * 3_600_000).toISOString(),
    durationSeconds: minutes * 60 - 13,
  };
}

/** A refusal with this code means that it is done already. */
async function unlessDone(doneCode: string, request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === doneCode)) throw error;
  }
}

async function hasLastCall(sample: OrganizationClient): Promise<boolean> {
  try {
    await sample.get('/calls/{call}', { path: { call: LAST_CALL } });
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 404 || error.status === 403)) return false;
    throw error;
  }
}
