/** An organization as an operator and its administrator would set it up: funds, licenses, auto-recharge. */
import * as z from 'zod';
import { type ApiClient, doAll } from '../../infra/local/sample/api-client.ts';
import { CREDITS_LICENSE, type Employee, holds } from './staff.ts';

export const ORGANIZATION = 'fabrikam';
export const ORG_PATH = `/v1/organizations/${ORGANIZATION}`;

export const FUNDINGS = ['75.00', '50.00'] as const;
export const RECHARGE = { amount: '50.00', threshold: '25.00', monthlyCap: '2000.00' } as const;

const REQUESTS_AT_ONCE = 8;

export interface RateDeckFile {
  readonly kind: 'outbound' | 'toll-free';
  readonly csv: string;
}

/** Publishes a deck that was in force in the month of the demo, which is past. Returns the number of rows. */
export async function publishDeck(
  operator: ApiClient,
  { kind, csv }: RateDeckFile,
  effectiveFrom: string,
): Promise<number> {
  const query = new URLSearchParams({ currency: 'USD', effectiveFrom, kind, retroactive: 'true' });
  const published = await operator.read(z.object({ rows: z.number() }), `POST /v1/rate-decks?${query}`, {
    body: csv,
  });
  return published.rows;
}

export async function fund(operator: ApiClient, administrator: ApiClient): Promise<void> {
  const body = { id: ORGANIZATION, name: 'Fabrikam', country: 'US', currency: 'USD', agreement: 'MOSA' };
  await operator.send('POST /v1/organizations', { body });
  const billingAddress = { line1: '1 Demo Street', city: 'Redmond', region: 'WA', country: 'US' };
  await administrator.send(`PUT ${ORG_PATH}/payment-method`, { body: { token: 'tok_visa', billingAddress } });
  for (const [index, amount] of FUNDINGS.entries()) {
    const idempotencyKey = `demo-funding-${index + 1}`;
    await administrator.send(`POST ${ORG_PATH}/purchases`, { body: { amount }, idempotencyKey });
  }
}

export async function addUsers(administrator: ApiClient, staff: readonly Employee[]): Promise<void> {
  await doAll(staff, REQUESTS_AT_ONCE, ({ id, userPrincipalName, displayName, usageLocation }) =>
    administrator.send(`POST ${ORG_PATH}/users`, {
      body: { id, userPrincipalName, displayName, usageLocation },
    }),
  );
}

const Job = z.object({
  id: z.string(),
  status: z.enum(['running', 'completed']),
  succeeded: z.number(),
  failed: z.number(),
});

/**
 * Buys as many licenses as are needed, and assigns them in bulk, a list of names for each SKU; `work` is what goes on
 * with a list that was not finished at once. Returns how many were assigned. Throws when one could not be.
 */
export async function assignLicenses(
  operator: ApiClient,
  administrator: ApiClient,
  staff: readonly Employee[],
  work: () => Promise<unknown>,
): Promise<number> {
  let assigned = 0;
  // The credits license comes last: it asks for a service to use it with.
  const skus = new Set(staff.flatMap((each) => each.skus.filter((sku) => sku !== CREDITS_LICENSE)));
  for (const sku of [...skus, CREDITS_LICENSE]) {
    const names = staff.filter((each) => holds(each, sku)).map(({ userPrincipalName }) => userPrincipalName);
    // Those licenses came with the first funding.
    const isGranted = sku === CREDITS_LICENSE;
    if (!isGranted) {
      await operator.send(`PUT ${ORG_PATH}/licenses/${sku}`, { body: { quantity: names.length } });
    }
    const jobs = `${ORG_PATH}/license-assignments`;
    const body = names.join('\n');
    let job = await administrator.read(Job, `POST ${jobs}?sku=${sku}&action=assign`, { body });
    while (job.status === 'running') {
      await work();
      job = await administrator.read(Job, `GET ${jobs}/${job.id}`);
    }
    if (job.failed > 0) throw new Error(`${job.failed} of ${names.length} licenses ${sku} were not assigned`);
    assigned += job.succeeded;
  }
  return assigned;
}

export async function switchOnRecharge(administrator: ApiClient): Promise<void> {
  await administrator.send(`PUT ${ORG_PATH}/auto-recharge`, { body: { enabled: true, ...RECHARGE } });
}
