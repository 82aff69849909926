import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { problemSchemaOf } from '../../shared/contract/answers/problems.answers.ts';
import { PROBLEMS } from '../../shared/contract/problems.ts';
import { type Refusal, refusals } from '../../shared/domain/refusals.ts';
import { problemOf } from '../../shared/lambda/problem.ts';
import { GatewayUnavailable } from '../../shared/payments/port.ts';

interface Expected {
  readonly status: number;
  readonly code: string;
  readonly field?: string;
  readonly retryAfter?: string;
  readonly members?: Readonly<Record<string, unknown>>;
}

/** The contract: how every refusal looks to a client. */
const TABLE: readonly (readonly [Refusal, Expected])[] = [
  [
    refusals.invalidRequest([
      { field: 'amount', detail: 'required' },
      { field: 'currency', detail: 'unknown' },
    ]),
    {
      status: 400,
      code: 'invalid-request',
      field: 'amount',
      members: { detail: 'amount: required; currency: unknown' },
    },
  ],
  [
    refusals.invalidDocument({ line: 3, column: 2, detail: 'not a number' }),
    {
      status: 400,
      code: 'invalid-request',
      field: 'body',
      members: {
        errors: [{ field: 'body', line: 3, column: 2, detail: 'line 3, field 2: not a number' }],
      },
    },
  ],
  [
    refusals.payloadTooLarge(1_000_000),
    { status: 413, code: 'payload-too-large', field: 'body', members: { maximumBytes: 1_000_000 } },
  ],
  [
    refusals.unsupportedMediaType(['text/csv']),
    { status: 415, code: 'unsupported-media-type', field: 'Content-Type' },
  ],
  [
    refusals.unsupportedCharset('iso-8859-1', ['utf-8', 'utf-16']),
    {
      status: 415,
      code: 'unsupported-media-type',
      field: 'Content-Type',
      members: { charsets: ['utf-8', 'utf-16'] },
    },
  ],
  [
    refusals.scopeMissing(['billing:read', 'billing:write'], ['calls:write']),
    {
      status: 403,
      code: 'forbidden',
      members: { requiredScopes: ['billing:read', 'billing:write'], tokenScopes: ['calls:write'] },
    },
  ],
  [
    refusals.notOfOrganization(['contoso'], ['calls:write']),
    {
      status: 403,
      code: 'forbidden',
      members: { tokenOrganizations: ['contoso'], tokenScopes: ['calls:write'] },
    },
  ],
  [refusals.memberExists(), { status: 409, code: 'member-exists', field: 'email' }],
  [refusals.lastOwner(), { status: 409, code: 'last-owner', field: 'role' }],
  [refusals.membersManagedElsewhere(), { status: 409, code: 'members-managed-elsewhere' }],
  [
    refusals.dependencyUnavailable(['calls'], { ledger: 'ok', calls: 'failing', gateway: 'ok' }),
    {
      status: 503,
      code: 'dependency-unavailable',
      members: { dependencies: { ledger: 'ok', calls: 'failing', gateway: 'ok' } },
    },
  ],
  [
    refusals.scopeRequired('operator', ['status', 'country'], ['billing:write']),
    {
      status: 403,
      code: 'forbidden',
      field: 'status',
      members: { requiredScopes: ['operator'], tokenScopes: ['billing:write'] },
    },
  ],
  [refusals.notFound('organization'), { status: 404, code: 'not-found' }],
  [refusals.paymentMethodInUse(), { status: 409, code: 'payment-method-in-use' }],
  [refusals.invalidSignature(), { status: 400, code: 'invalid-signature' }],
  [
    refusals.idempotencyKeyRequired(),
    { status: 400, code: 'idempotency-key-required', field: 'Idempotency-Key' },
  ],
  [
    refusals.idempotencyKeyReused(),
    { status: 422, code: 'idempotency-key-reused', field: 'Idempotency-Key' },
  ],
  [refusals.requestInProgress(1), { status: 409, code: 'request-in-progress', retryAfter: '1' }],
  [
    refusals.tooManyRequests('reads', 2),
    { status: 429, code: 'too-many-requests', retryAfter: '2', members: { requestClass: 'reads' } },
  ],
  [
    refusals.clientsManagedElsewhere('https://login.example'),
    { status: 409, code: 'clients-managed-elsewhere', members: { issuer: 'https://login.example' } },
  ],
  [
    refusals.scopesNotHeld('role', ['billing:write'], ['members:write']),
    {
      status: 403,
      code: 'forbidden',
      field: 'role',
      members: { requiredScopes: ['billing:write'], tokenScopes: ['members:write'] },
    },
  ],
  [refusals.organizationExists(), { status: 409, code: 'organization-exists', field: 'id' }],
  [
    refusals.userExists('userPrincipalName'),
    { status: 409, code: 'user-exists', field: 'userPrincipalName' },
  ],
  [
    refusals.amountOutOfRange('amount', '50.00', '100000.00'),
    {
      status: 422,
      code: 'amount-out-of-range',
      field: 'amount',
      members: { minimum: '50.00', maximum: '100000.00' },
    },
  ],
  [refusals.currencyMismatch('USD'), { status: 422, code: 'currency-mismatch', field: 'currency' }],
  [refusals.currencyNotSold('XAU'), { status: 422, code: 'currency-not-sold', field: 'currency' }],
  [refusals.agreementCannotPurchase(), { status: 409, code: 'agreement-cannot-purchase' }],
  [refusals.creditsNotSoldInCountry('CN'), { status: 409, code: 'credits-not-sold-in-country' }],
  [refusals.paymentMethodRequired(), { status: 402, code: 'payment-method-required' }],
  [refusals.invalidPaymentMethod('unknown'), { status: 422, code: 'invalid-payment-method', field: 'token' }],
  [
    refusals.paymentDeclined({ purchase: 'pur_1', reason: 'card-declined' }),
    { status: 402, code: 'payment-declined', members: { purchase: 'pur_1', reason: 'card-declined' } },
  ],
  [
    refusals.nothingToRefund('20.00'),
    { status: 409, code: 'nothing-to-refund', field: 'amount', members: { refundable: '20.00' } },
  ],
  [
    refusals.referenceUsed('T-1', 'gra_1'),
    { status: 409, code: 'reference-used', field: 'reference', members: { reference: 'T-1', lot: 'gra_1' } },
  ],
  [refusals.lotEnded('expired'), { status: 409, code: 'lot-ended', members: { lotStatus: 'expired' } }],
  [
    refusals.nothingToTake('20.00'),
    { status: 409, code: 'nothing-to-take', field: 'amount', members: { available: '20.00' } },
  ],
  [refusals.purchaseNotRefundable('pending'), { status: 409, code: 'purchase-not-refundable' }],
  [
    refusals.refundDeclined({ refund: 'ref_1', purchase: 'pur_1', reason: 'not-refundable' }),
    { status: 409, code: 'refund-declined', members: { refund: 'ref_1' } },
  ],
  [
    refusals.noLicenseAvailable('E5', 3),
    { status: 409, code: 'no-license-available', members: { quantity: 3 } },
  ],
  [refusals.notEligible('COMMUNICATIONS_CREDITS'), { status: 409, code: 'not-eligible' }],
  [
    refusals.staleSequence(2),
    { status: 409, code: 'stale-sequence', field: 'sequence', members: { sequence: 2 } },
  ],
  [
    refusals.callFinished('settled'),
    { status: 409, code: 'call-finished', members: { callStatus: 'settled' } },
  ],
  [refusals.conflictingCall(), { status: 409, code: 'conflicting-record', field: 'call' }],
  [refusals.callNotSettled('received'), { status: 409, code: 'call-not-settled' }],
  [refusals.callAlreadyReversed(), { status: 409, code: 'call-already-reversed' }],
  [
    refusals.invalidRateDeck([{ line: 7, field: 'Prefix', detail: 'not digits' }]),
    {
      status: 422,
      code: 'invalid-rate-deck',
      field: 'body',
      members: { detail: 'line 7, Prefix: not digits' },
    },
  ],
  [
    refusals.deckInPast({
      effectiveFrom: '2026-01-01T00:00:00.000Z',
      inForceSince: '2025-01-01T00:00:00.000Z',
    }),
    {
      status: 422,
      code: 'deck-in-past',
      field: 'effectiveFrom',
      members: { inForceSince: '2025-01-01T00:00:00.000Z' },
    },
  ],
  [refusals.noRate('+33123456789'), { status: 404, code: 'no-rate', field: 'to' }],
  [refusals.contended(1), { status: 503, code: 'contended', retryAfter: '1' }],
];

describe('a refusal as a problem (RFC 9457)', () => {
  test.each(TABLE.map(([refusal, expected]) => [refusal.code, refusal, expected] as const))(
    '%s',
    (_code, refusal, { status, code, field, retryAfter, members }) => {
      const response = problemOf(refusal, '/v1/here');
      expect(response.statusCode).toBe(status);
      expect(response.headers['content-type']).toBe('application/problem+json');
      expect(response.headers['retry-after']).toBe(retryAfter);
      const body: unknown = JSON.parse(response.body);
      expect(body).toMatchObject({
        type: `urn:communications-credits:problem:${code}`,
        title: PROBLEMS[refusal.code].title,
        status,
        detail: refusal.message,
        instance: '/v1/here',
        code,
        ...(field === undefined ? {} : { field }),
        ...members,
      });
      expect(body).not.toHaveProperty('retryAfterSeconds');
    },
  );

  test('the table has every refusal', () => {
    expect(new Set(TABLE.map(([{ code }]) => code))).toEqual(new Set(Object.keys(PROBLEMS)));
    expect(TABLE).toHaveLength(Object.keys(refusals).length);
  });

  test.each(TABLE.map(([refusal]) => [refusal.code, refusal] as const))(
    '%s has the members that its schema declares, and no others',
    (code, refusal) => {
      const schema = z.strictObject(problemSchemaOf(code).shape);
      expect(() => schema.parse(JSON.parse(problemOf(refusal, '/v1/here').body))).not.toThrow();
    },
  );

  test('details never overwrite the members of a problem', () => {
    for (const [refusal] of TABLE) {
      expect(Object.keys(refusal.members)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(type|title|status|detail|instance|code)$/)]),
      );
    }
  });

  test('a gateway that is down is 503, to be tried again, without internal details', () => {
    const response = problemOf(new GatewayUnavailable('no route to 10.0.0.1'), '/v1/here');
    expect(response).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(response.body).not.toContain('10.0.0.1');
    expect(JSON.parse(response.body)).toMatchObject({ code: 'gateway-unavailable', status: 503 });
  });

  test('a fault has no internal details', () => {
    const response = problemOf(new Error('secret at 10.0.0.1'), '/v1/here');
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('10.0.0.1');
    expect(JSON.parse(response.body)).toMatchObject({
      code: 'internal-error',
      status: 500,
      instance: '/v1/here',
    });
  });
});
