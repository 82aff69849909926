/** Sets up a small sample organization, by HTTP only. If it exists already, nothing changes. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { ApiClient, ApiProblem } from './api-client.ts';
import { SAMPLE_DECK_FILE, SAMPLE_TOLL_FREE_DECK_FILE } from './make-sample-deck.ts';

export const SAMPLE_ORGANIZATION = 'contoso';

export interface SampleAccess {
  readonly url: string;
  /** Scope `operator`. */
  readonly operatorToken: string;
  readonly now: Date;
}

const ORG = `/v1/organizations/${SAMPLE_ORGANIZATION}`;
const DECKS_FROM = '2020-01-01T00:00:00Z';
const LAST_CALL = 'sample-call-08';

interface SampleUser {
  readonly id: string;
  readonly displayName: string;
  readonly usageLocation: string;
  /** A service comes before the credits license, which needs one. */
  readonly skus: readonly string[];
}

const CREDITS = 'COMMUNICATIONS_CREDITS';
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
  const api = new ApiClient(url, operatorToken);
  if (await exists(api, `${ORG}/calls/${LAST_CALL}`)) return;
  await publishSampleDecks(api);
  const body = {
    id: SAMPLE_ORGANIZATION,
    name: 'Contoso',
    country: 'US',
    currency: 'USD',
    agreement: 'MOSA',
  };
  await api.ensure('POST /v1/organizations', 'organization-exists', { body });
  const billingAddress = { line1: '1 Sample Street', city: 'Redmond', region: 'WA', country: 'US' };
  await api.send(`PUT ${ORG}/payment-method`, { body: { token: 'tok_visa', billingAddress } });
  const purchases = await api.list(z.unknown(), `${ORG}/purchases`);
  if (purchases.length === 0) {
    const order = { amount: '100.00', autoRecharge: { amount: '50.00', threshold: '20.00' } };
    await api.send(`POST ${ORG}/purchases`, { body: order, idempotencyKey: 'sample-purchase' });
  }
  await addUsers(api);
  await api.send(`POST ${ORG}/usage`, {
    body: { records: CALLS.map((call, index) => recordOf(call, index, now)) },
  });
}

/** The same deck sent twice is one deck; data of an older version may have another for that time. */
async function publishSampleDecks(api: ApiClient): Promise<void> {
  const files = { outbound: SAMPLE_DECK_FILE, 'toll-free': SAMPLE_TOLL_FREE_DECK_FILE };
  for (const [kind, file] of Object.entries(files)) {
    const query = new URLSearchParams({
      currency: 'USD',
      effectiveFrom: DECKS_FROM,
      kind,
      retroactive: 'true',
    });
    await api.send(`POST /v1/rate-decks?${query}`, { body: await readFile(file, 'utf8') });
  }
}

async function addUsers(api: ApiClient): Promise<void> {
  const bought = new Set(USERS.flatMap(({ skus }) => skus).filter((sku) => sku !== CREDITS));
  for (const sku of bought) await api.send(`PUT ${ORG}/licenses/${sku}`, { body: { quantity: 10 } });
  for (const { skus, ...user } of USERS) {
    const body = { ...user, userPrincipalName: `${user.id}@${SAMPLE_ORGANIZATION}.example` };
    await api.ensure(`POST ${ORG}/users`, 'user-exists', { body });
    for (const sku of skus) await api.send(`PUT ${ORG}/users/${user.id}/licenses/${sku}`);
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

async function exists(api: ApiClient, path: string): Promise<boolean> {
  try {
    await api.send(`GET ${path}`);
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 404 || error.status === 403)) return false;
    throw error;
  }
}
