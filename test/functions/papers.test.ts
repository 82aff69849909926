/** Papers over HTTP: as data, as pages and as PDF, in two languages. */
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { getDocument, listDocuments } from '../../functions/documents/documents.ts';
import { printable } from '../../functions/documents/letters.ts';
import { paperPdf } from '../../functions/documents/pdf.ts';
import { addressLines } from '../../shared/papers/amounts.ts';
import { invoicePaper } from '../../shared/papers/invoice-paper.ts';
import type { Paper } from '../../shared/papers/paper.ts';
import { connect } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { START, units } from '../support/accounts.ts';
import { PAPER_FONTS } from '../support/papers.ts';
import { aRequest } from '../support/requests.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const fonts = PAPER_FONTS;
const deps = { db: connect({ LEDGER_TABLE: 'ledger' }), fonts };

const TAX = {
  treatment: 'standard',
  ratePercent: '20',
  country: 'FR',
  evidence: { buyerKind: 'consumer', buyerCountry: 'FR', sellerCountry: 'FR', decidedAt: START },
};
const INVOICE = {
  ...keys.invoice('contoso', 7),
  id: 'inv_00000007',
  number: 7,
  kind: 'purchase',
  orderId: 'pur_1',
  amountMicros: units(60),
  taxMicros: units(10),
  tax: TAX,
  currency: 'EUR',
  issuedAt: START,
  description: 'Communications credits',
  billedTo: { name: 'Contoso <b> Łódź', billingAddress: [['city', 'Lyon']] },
};
const NOTE = {
  ...keys.creditNote('contoso', 2),
  id: 'crn_00000002',
  number: 2,
  kind: 'cancellation',
  invoiceId: 'inv_00000007',
  orderId: 'pur_1',
  refundId: 'ref_1',
  cancels: 'crn_00000001',
  amountMicros: -units(12),
  taxMicros: -units(2),
  tax: TAX,
  currency: 'EUR',
  issuedAt: START,
};

beforeEach(() => {
  dynamodb.reset();
  dynamodb.on(GetCommand).resolves({});
  for (const item of [INVOICE, NOTE]) {
    const { pk, sk } = item;
    dynamodb.on(GetCommand, { Key: { pk, sk } }).resolves({ Item: item });
  }
});

const read = (document: string, accept: string, query = {}) =>
  getDocument(deps)(aRequest({ params: { org: 'contoso', document }, query, headers: { accept } }));

/** A PDF names each of its pages once. */
const pagesIn = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;

describe('getDocument', () => {
  test('a credit note as JSON names its invoice, and has the parties of it', async () => {
    const { body } = await read('crn_00000002', 'application/json');
    expect(body).toMatchObject({
      kind: 'credit-note',
      number: 2,
      invoiceId: 'inv_00000007',
      cancels: 'crn_00000001',
      net: '-10.00',
      tax: { amount: '-2.00', ratePercent: '20' },
      total: '-12.00',
      billedTo: { name: 'Contoso <b> Łódź' },
    });
  });

  test('a credit note as a page is escaped, in the language that is asked for', async () => {
    const { body, headers } = await read('crn_00000002', 'text/html', { language: 'fr' });
    const page = String(body);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' });
    expect(page).toContain('<h1>Avoir 2</h1>');
    expect(page).toContain('Contoso &lt;b&gt; Łódź');
    expect(page).toContain('-12,00 EUR');
    expect(page).toContain('Total TTC');
  });

  test.each(['inv_00000007', 'crn_00000002'])(
    '%s as a PDF is one page, and the same bytes each time',
    async (id) => {
      const answer = await read(id, 'application/pdf');
      expect(answer).toMatchObject({
        isBase64Encoded: true,
        headers: { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${id}.pdf"` },
      });
      const pdf = Buffer.from(String(answer.body), 'base64');
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(pagesIn(pdf)).toBe(1);
      expect((await read(id, 'application/pdf')).body).toBe(answer.body);
    },
  );

  test.each(['inv_00000008', 'crn_00000003', 'crn_2'])('the document %j is not found', async (id) => {
    await expect(read(id, 'application/json')).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('a table that is longer than a page goes on beneath its head, and the totals are not parted', async () => {
  const row = [
    'Calls of a department, with a description that needs more than one line of the page',
    '1.00 EUR',
  ];
  const paper = (rows: number): Paper => ({
    language: 'en',
    title: 'Invoice 1',
    subject: 'Contoso',
    details: [{ name: 'Date', value: '2026-01-15' }],
    parties: [{ heading: 'Billed to', lines: ['Contoso '.repeat(40)] }],
    tables: [{ caption: 'What is charged', columns: ['Description', 'Amount'], rows: Array(rows).fill(row) }],
    totals: [{ name: 'Total', value: '60.00 EUR' }],
    notes: ['A note'],
    unprintable: 'Letters are missing',
    pageOf: ({ number, count }) => `Page ${number} of ${count}`,
  });
  expect(pagesIn(await paperPdf(paper(10), fonts, START))).toBe(1);
  expect(pagesIn(await paperPdf(paper(60), fonts, START))).toBe(3);
});

describe('the letters of a paper', () => {
  const paperOf = (name: string, language: 'en' | 'fr' = 'en') => {
    const { pk: _, billedTo, ...invoice } = INVOICE;
    return invoicePaper(
      {
        ...invoice,
        kind: 'purchase',
        organizationId: 'contoso',
        tax: undefined,
        billedTo: { name, billingAddress: {} },
      },
      language,
    );
  };
  const namesIn = (paper: Paper) => paper.parties.flatMap(({ lines }) => lines);

  test.each([
    ['Contoso Łódź Ελλάς Кредит', 'fonts of most alphabets', fonts.regular],
    ['日本電信電話株式会社 やまだ タロウ', 'Japanese fonts', fonts.japanese().regular],
  ])('%s is printed with %s', (name, _fonts, regular) => {
    const shown = printable(paperOf(name), fonts);
    expect(shown.fonts.regular.equals(regular)).toBe(true);
    expect(namesIn(shown.paper)).toEqual([name]);
    expect(shown.paper.notes).toEqual([]);
  });

  test('a letter that no font has is a square, and a note says so', () => {
    const { paper } = printable(paperOf('한국 Contoso'), fonts);
    expect(namesIn(paper)).toEqual(['\u25A1\u25A1 Contoso']);
    expect(paper.notes).toEqual([expect.stringContaining('\u25A1')]);
  });

  test('a space that the Japanese fonts lack is another space', () => {
    const { paper } = printable(paperOf('日本', 'fr'), fonts);
    expect(JSON.stringify(paper)).not.toContain('\u25A1\u25A1');
    expect(paper.notes).toEqual([]);
  });
});

test('the postal code is on the line of its city, in the order in which they were given', () => {
  expect(addressLines({ line1: '1 rue X', postalCode: '69003', city: 'Lyon', country: 'FR' })).toEqual([
    '1 rue X',
    '69003 Lyon',
    'FR',
  ]);
  expect(addressLines({ city: 'Boston', region: 'MA', postalCode: '02110', line1: ' ' })).toEqual([
    'Boston MA 02110',
  ]);
  expect(addressLines({ city: 'Lyon', line1: '1 rue X', postalCode: '69003' })).toEqual([
    'Lyon',
    '1 rue X',
    '69003',
  ]);
});

test('a list has the papers of one kind, newest first', async () => {
  const profile = { ...keys.profile('contoso'), name: 'Contoso', createdAt: START };
  dynamodb.on(GetCommand, { Key: keys.profile('contoso') }).resolves({ Item: profile });
  dynamodb.on(QueryCommand).resolves({ Items: [NOTE] });
  const { body } = await listDocuments(deps)(aRequest({ query: { kind: 'credit-note' } }));
  expect(body).toMatchObject({
    items: [{ id: 'crn_00000002', kind: 'credit-note', total: '-12.00', invoiceId: 'inv_00000007' }],
    nextCursor: null,
  });
  expect(dynamodb.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({ ScanIndexForward: false });
});
