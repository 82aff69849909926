/** An organization as an operator and its administrator would set it up: funds, licenses, auto-recharge. */
import type { CreditsClient, OrganizationClient } from '../../shared/client/client.ts';
import type { LicenseJob } from '../../shared/client/generated/api.ts';
import { doAll } from './do-all.ts';
import { CREDITS_LICENSE, type Employee, holds } from './staff.ts';

export const ORGANIZATION = 'northwind';

export const FUNDINGS = ['75.00', '50.00'] as const;
export const RECHARGE = { amount: '50.00', threshold: '25.00', monthlyCap: '2000.00' } as const;

const REQUESTS_AT_ONCE = 8;

export interface RateDeckFile {
  readonly kind: 'outbound' | 'toll-free';
  readonly csv: string;
}

/** Publishes a deck that was in force in the month of the demo, which is past. Returns the number of rows. */
export async function publishDeck(
  operator: CreditsClient,
  { kind, csv }: RateDeckFile,
  effectiveFrom: string,
): Promise<number> {
  const { rows } = await operator.post('/v1/rate-decks', {
    query: { currency: 'USD', effectiveFrom, kind, retroactive: 'true' },
    body: csv,
    contentType: 'text/csv',
  });
  return rows;
}

export async function fund(operator: CreditsClient, administrator: OrganizationClient): Promise<void> {
  await operator.post('/v1/organizations', {
    body: { id: ORGANIZATION, name: 'Northwind', country: 'US', currency: 'USD', agreement: 'MOSA' },
  });
  const billingAddress = { line1: '1 Demo Street', city: 'Redmond', region: 'WA', country: 'US' };
  await administrator.put('/payment-method', { body: { token: 'tok_visa', billingAddress } });
  for (const [index, amount] of FUNDINGS.entries()) {
    const idempotencyKey = `demo-funding-${index + 1}`;
    await administrator.post('/purchases', { body: { amount }, idempotencyKey });
  }
}

export async function addUsers(administrator: OrganizationClient, staff: readonly Employee[]): Promise<void> {
  await doAll(staff, REQUESTS_AT_ONCE, ({ id, userPrincipalName, displayName, usageLocation }) =>
    administrator.post('/users', {
      body: { id, userPrincipalName, displayName, usageLocation },
    }),
  );
}

/**
 * Buys as many licenses as are needed, and assigns them in bulk, a list of names for each SKU; `work` is what goes on
 * with a list that was not finished at once. Returns how many were assigned. Throws when one could not be.
 */
export async function assignLicenses(
  operator: CreditsClient,
  administrator: OrganizationClient,
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
      const body = { quantity: names.length };
      await operator.put('/v1/organizations/{org}/licenses/{sku}', {
        path: { org: ORGANIZATION, sku },
        body,
      });
    }
    let job: LicenseJob = await administrator.post('/license-assignments', {
      query: { sku, action: 'assign' },
      body: names.join('\n'),
      contentType: 'text/plain',
    });
    while (job.status === 'running') {
      await work();
      job = await administrator.get('/license-assignments/{job}', { path: { job: job.id } });
    }
    if (job.failed > 0) throw new Error(`${job.failed} of ${names.length} licenses ${sku} were not assigned`);
    assigned += job.succeeded;
  }
  return assigned;
}

export async function switchOnRecharge(administrator: OrganizationClient): Promise<void> {
  await administrator.put('/auto-recharge', { body: { enabled: true, ...RECHARGE } });
}
