/** Signs a person in to the console as people do: through the issuer's page. */
import type { Page } from 'playwright-core';
import type { Tenant } from './tenant.ts';

/** The address of a member with this role. The person accepts the invitation by signing in. */
export async function invite(
  tenant: Tenant,
  role: string,
  email = `${role}@${tenant.id}.example`,
): Promise<string> {
  await tenant.must('POST /members', { token: tenant.operator, body: { email, role } });
  return email;
}

/** From any state of the console that has a button for it, as far as the first screen. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await chooseOther(page, email);
  await page.getByRole('navigation', { name: 'Screens' }).waitFor();
}

/** On the issuer's page. */
export async function chooseOther(page: Page, email: string): Promise<void> {
  await page.getByLabel(/^E-mail address of/).fill(email);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** As far as the console's first page. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByText('Do you want to sign out of the local stack?').waitFor();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByText('Sign in to see and manage the credits of your organization.').waitFor();
}
