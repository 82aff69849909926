/** What `credits fund` says of a purchase. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  INVOICE_OF_CONTOSO,
  LOT_OF_CONTOSO,
  PURCHASE_OF_CONTOSO,
} from '../../shared/contract/answers/purchases.answers.ts';
import { CommandLine } from '../support/command-line.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

const credits = new CommandLine();
let server: ScriptedServer;

beforeAll(async () => {
  server = await ScriptedServer.start();
});
afterAll(async () => server.close());

async function fund(excess: string): Promise<string> {
  const bought = { ...PURCHASE_OF_CONTOSO, pay: 'bank-transfer', excess };
  server.reply({ status: 201, body: { ...bought, lot: LOT_OF_CONTOSO, invoice: INVOICE_OF_CONTOSO } });
  const place = ['--url', server.url, '--org', 'contoso', '--token', 'token'];
  const { code, out } = await credits.run([
    'fund',
    '100.00',
    '--pay',
    'bank-transfer',
    '--key',
    'k',
    ...place,
  ]);
  expect(code).toBe(0);
  return out;
}

test('what was transferred beyond a purchase is shown', async () => {
  expect(await fund('12.50')).toMatch(/Amount +100\.00 USD\nKept for the payer +12\.50 USD\n/);
});

test('nothing is shown of it when nothing was', async () => {
  expect(await fund('0.00')).not.toContain('Kept for the payer');
});
