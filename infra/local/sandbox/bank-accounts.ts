/** Accounts of the sandbox's bank, one for each organization and currency, by the names that banks use. */
import { createHash } from 'node:crypto';
import type { SandboxTransfer } from '../../../shared/contract/sandbox.ts';

/** The last member is the page where the money can be sent from. */
export function accountOf(
  { organizationId, currency, country }: SandboxTransfer,
  instructionsUrl: string,
): Readonly<Record<string, string>> {
  const digest = createHash('sha256').update(`${organizationId} ${currency}`).digest();
  const number = String(digest.readUIntBE(0, 6)).padStart(15, '0').slice(-10);
  const holder = { accountHolder: 'Communications credits (sandbox)', bank: 'Sandbox Bank' };
  const account: Record<string, string> =
    currency === 'USD'
      ? { routingNumber: '000000000', accountNumber: number }
      : { iban: `${country}00SAND${number}`, bic: 'SANDXX00' };
  return { ...holder, ...account, instructionsUrl };
}
