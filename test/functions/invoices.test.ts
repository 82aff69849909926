import { createHash } from 'node:crypto';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { getInvoice, listInvoices } from '../../functions/reports/invoices.ts';
import { connect } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { START } from '../support/accounts.ts';
import { aRequest } from '../support/requests.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const deps = { db: connect({ LEDGER_TABLE: 'ledger' }), now: () => START };

const INVOICE = {
  ...keys.invoice('contoso', 7),
  id: 'inv_00000007',
  number: 7,
  kind: 'recharge',
  orderId: 'rch_contoso_12',
  amountMicros: 150_000_000,
  currency: 'USD',
  issuedAt: START,
  description: 'Communications credits, auto-recharge',
  billedTo: {
    name: 'Contoso <script>alert("1")</script> & Sons',
    billingAddress: [
      ['line1', '1 O\'Neill "Way"'],
      ['line2', ''],
      ['city', 'Redmond <b>'],
      ['country', 'US'],
    ],
    purchaseOrder: 'PO <7>',
  },
};

/** As it is issued where tax is decided: an invoice of 150.00 with 25.00 of it tax. */
const TAXED = {
  ...INVOICE,
  taxMicros: 25_000_000,
  tax: {
    treatment: 'standard',
    ratePercent: '20',
    country: 'FR',
    evidence: { buyerKind: 'consumer', buyerCountry: 'FR', sellerCountry: 'FR', decidedAt: START },
  },
  seller: { name: 'Crédits <Cie>', country: 'FR', address: [['city', 'Lyon']], taxId: 'FR40303265045' },
};

const JSON_LINES = [{ description: 'Communications credits, auto-recharge', amount: '150.00' }];

beforeEach(() => {
  dynamodb.reset();
  dynamodb.on(GetCommand).resolves({});
  dynamodb.on(GetCommand, { Key: keys.invoice('contoso', 7) }).resolves({ Item: INVOICE });
});

const read = (accept?: string, invoice = 'inv_00000007', headers: Record<string, string> = {}) =>
  getInvoice(deps)(aRequest({ params: { org: 'contoso', invoice }, headers: { accept, ...headers } }));

describe('getInvoice', () => {
  test('an invoice as JSON has number, date, lines, total and the payer', async () => {
    const response = await read('application/json');
    expect(response).toMatchObject({ status: 200, headers: { vary: 'accept, accept-language' } });
    expect(response.body).toMatchObject({
      id: 'inv_00000007',
      number: 7,
      issuedAt: START,
      lines: JSON_LINES,
      net: '150.00',
      tax: null,
      total: '150.00',
      seller: null,
      currency: 'USD',
      billedTo: {
        ...INVOICE.billedTo,
        billingAddress: Object.fromEntries(INVOICE.billedTo.billingAddress),
      },
    });
  });

  test('an invoice as a page has every value escaped, no script, one heading, and a table with headers', async () => {
    const { headers, body } = await read('text/html');
    const page = String(body);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      vary: 'accept, accept-language',
    });
    expect(page).toContain('Contoso &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; Sons');
    expect(page).toContain('1 O&#39;Neill &quot;Way&quot;<br>\nRedmond &lt;b&gt;<br>\nUS');
    expect(page).toContain('PO &lt;7&gt;');
    expect(page).not.toMatch(/<script|<b>|<img|javascript:|https?:/);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<th scope="row">Total</th><td class="amount">150.00 USD</td>');
    expect(page).toContain(`<time datetime="${START}">2026-01-15</time>`);
    expect(page).toContain('@media print');
  });

  test('an invoice with tax has net, tax and total, and who sold', async () => {
    dynamodb.on(GetCommand, { Key: keys.invoice('contoso', 7) }).resolves({ Item: TAXED });
    expect((await read('application/json')).body).toMatchObject({
      net: '125.00',
      tax: { treatment: 'standard', ratePercent: '20', amount: '25.00' },
      total: '150.00',
      seller: { name: 'Crédits <Cie>', address: { city: 'Lyon' }, taxId: 'FR40303265045' },
    });
    const page = String((await read('text/html')).body);
    expect(page).toContain('Crédits &lt;Cie&gt;<br>\nLyon<br>\nTax id: FR40303265045');
    expect(page).toContain('<th scope="row">Tax, 20%, FR</th><td class="amount">25.00 USD</td>');
  });

  test.each([
    ['by Accept-Language', {}, { 'accept-language': 'de, fr-CA;q=0.9, en;q=0.8' }],
    ['by its parameter, whatever the headers say', { language: 'fr' }, { 'accept-language': 'en' }],
  ])('an invoice is in French %s', async (_, query, headers) => {
    dynamodb.on(GetCommand, { Key: keys.invoice('contoso', 7) }).resolves({ Item: TAXED });
    const params = { org: 'contoso', invoice: 'inv_00000007' };
    const request = aRequest({ params, query, headers: { accept: 'text/html', ...headers } });
    const page = String((await getInvoice(deps)(request)).body);
    expect(page).toContain('<html lang="fr">');
    expect(page).toContain('<h1>Facture 7</h1>');
    expect(page).toContain(
      'Crédits de communication, recharge automatique</td><td class="amount">125,00 USD',
    );
    expect(page).toContain('TVA, 20\u00A0%, FR');
  });

  test('the page of an invoice allows its own style and nothing else', async () => {
    const { headers, body } = await read('text/html');
    const style = /<style>(.*?)<\/style>/s.exec(String(body))?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers?.['content-security-policy']).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
  });

  test('an organization without a payment method also has an invoice', async () => {
    const bare = { ...INVOICE, billedTo: { name: 'Contoso', billingAddress: [] } };
    dynamodb.on(GetCommand, { Key: keys.invoice('contoso', 7) }).resolves({ Item: bare });
    expect(String((await read('text/html')).body)).not.toContain('Purchase order');
  });

  test.each(['inv_00000008', 'inv_7', '../PROFILE', ''])('the invoice %j is not found', async (invoice) => {
    await expect(read('application/json', invoice)).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('invoices are listed newest first and by pages', async () => {
  const profile = { ...keys.profile('contoso'), name: 'Contoso', createdAt: START };
  dynamodb.on(GetCommand, { Key: keys.profile('contoso') }).resolves({ Item: profile });
  dynamodb.on(QueryCommand).resolves({ Items: [INVOICE], LastEvaluatedKey: keys.invoice('contoso', 7) });
  const { body } = await listInvoices(deps)(aRequest({ query: { limit: '1' } }));
  expect(body).toMatchObject({ items: [{ number: 7, amount: '150.00' }], nextCursor: expect.any(String) });
  expect(dynamodb.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
    ScanIndexForward: false,
    Limit: 1,
  });
});
