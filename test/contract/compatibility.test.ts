/** Clients that exist go on working: the API document against the one that was released last. */
import { describe, expect, test } from '@jest/globals';
import { apiDocument } from '../../infra/api-document/api-document.ts';
import { breakingChanges } from '../../infra/api-document/compatibility/breaking-changes.ts';
import { RULES, type Rule } from '../../infra/api-document/compatibility/rules.ts';
import { releasedDocument } from '../../infra/api-document/released.ts';

test('no change since the released document breaks a client', () => {
  expect(breakingChanges({ released: releasedDocument(), current: apiDocument() })).toEqual([]);
});

/** A document of one operation, with all that the rules look at. */
const sample = () => {
  const lot = {
    type: 'object',
    properties: {
      amount: { type: 'string', pattern: '^\\d+$' } as Record<string, unknown>,
      status: { type: 'string', enum: ['open', 'closed'] } as Record<string, unknown>,
      source: { type: 'string', enum: ['purchase'], 'x-may-grow': true } as Record<string, unknown>,
      count: { type: 'integer', minimum: 0, maximum: 10 } as Record<string, unknown>,
    } as Record<string, Record<string, unknown>>,
    required: ['amount', 'status', 'source', 'count'],
  };
  const order = {
    type: 'object',
    properties: {
      amount: { type: 'string', pattern: '^\\d+$' } as Record<string, unknown>,
      kind: { type: 'string', enum: ['stored', 'hosted'], default: 'stored' } as Record<string, unknown>,
      note: { type: ['string', 'null'], maxLength: 10 } as Record<string, unknown>,
    } as Record<string, Record<string, unknown>>,
    required: ['amount'],
    additionalProperties: false,
  };
  const parameters: Record<string, unknown>[] = [
    { in: 'query', name: 'limit', schema: { type: 'integer', maximum: 200 } },
    { $ref: '#/components/parameters/Key' },
  ];
  const content: Record<string, { schema: Record<string, unknown> }> = {
    'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Lot' } } },
    'text/csv': { schema: { type: 'string' } },
  };
  const operation = {
    operationId: 'buyLots',
    security: [{ token: ['billing:write'] }, { token: ['operator'] }],
    parameters,
    requestBody: {
      required: false,
      content: { 'application/json': { schema: order } } as Record<string, unknown>,
    },
    responses: {
      '200': { headers: { Link: {} } as Record<string, unknown>, content },
      '202': {},
      '402': {
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/DeclinedProblem' } } },
      },
    } as Record<string, unknown>,
  };
  const declined = {
    type: 'object',
    properties: { code: { const: 'declined' }, reason: { type: 'string' } } as Record<string, unknown>,
    required: ['code', 'reason'],
  };
  const paths: Record<string, Record<string, unknown>> = { '/lots': { post: operation } };
  const key = { in: 'header', name: 'Key', required: false, schema: { type: 'string' } };
  const schemas: Record<string, unknown> = { Lot: lot, DeclinedProblem: declined };
  const document = { info: { version: '1.0.0' }, paths, components: { schemas, parameters: { Key: key } } };
  return { document, paths, operation, parameters, content, key, schemas, lot, order, declined };
};
type Sample = ReturnType<typeof sample>;

function changesAfter(edit: (sample: Sample) => void) {
  const current = sample();
  edit(current);
  return breakingChanges({ released: sample().document, current: current.document });
}

const BODY = 'POST /lots: body application/json';
const ANSWER = 'POST /lots: 200 application/json';

const REFUSED: readonly (readonly [Rule, string, (sample: Sample) => void])[] = [
  ['operation-removed', 'POST /lots', ({ paths }) => delete paths['/lots']],
  ['operation-id-changed', 'POST /lots', ({ operation }) => (operation.operationId = 'purchaseLots')],
  [
    'schema-name-removed',
    'Lot',
    ({ schemas, content, lot }) => {
      delete schemas.Lot;
      content['application/json'] = { schema: { type: 'array', items: lot } };
    },
  ],
  ['scope-removed', 'POST /lots', ({ operation }) => operation.security.shift()],
  ['parameter-removed', 'POST /lots: query limit', ({ parameters }) => parameters.shift()],
  ['parameter-required', 'POST /lots: header Key', ({ key }) => (key.required = true)],
  [
    'parameter-required',
    'POST /lots: query to',
    ({ parameters }) =>
      parameters.push({ in: 'query', name: 'to', required: true, schema: { type: 'string' } }),
  ],
  ['body-required', 'POST /lots', ({ operation }) => (operation.requestBody.required = true)],
  ['body-type-removed', BODY, ({ operation }) => (operation.requestBody.content = {})],
  ['status-removed', 'POST /lots: 202', ({ operation }) => delete operation.responses['202']],
  ['representation-removed', 'POST /lots: 200 text/csv', ({ content }) => delete content['text/csv']],
  [
    'header-removed',
    'POST /lots: 200 Link',
    ({ operation, content }) => (operation.responses['200'] = { content }),
  ],
  ['request-member-removed', `${BODY} $.note`, ({ order }) => delete order.properties.note],
  ['request-member-required', `${BODY} $.note`, ({ order }) => order.required.push('note')],
  [
    'request-member-required',
    `${BODY} $.to`,
    ({ order }) => {
      order.properties.to = { type: 'string' };
      order.required.push('to');
    },
  ],
  [
    'request-type-narrowed',
    `${BODY} $.note`,
    ({ order }) => (order.properties.note = { type: 'string', maxLength: 10 }),
  ],
  [
    'request-values-removed',
    `${BODY} $.kind`,
    ({ order }) => (order.properties.kind = { type: 'string', enum: ['stored'], default: 'stored' }),
  ],
  [
    'request-format-changed',
    `${BODY} $.amount`,
    ({ order }) => (order.properties.amount = { type: 'string', pattern: '^.$' }),
  ],
  [
    'request-bounds-tightened',
    `${BODY} $.note`,
    ({ order }) => (order.properties.note = { type: ['string', 'null'], maxLength: 9 }),
  ],
  [
    'request-bounds-tightened',
    'POST /lots: query limit',
    ({ parameters }) =>
      (parameters[0] = { in: 'query', name: 'limit', schema: { type: 'integer', minimum: 2, maximum: 200 } }),
  ],
  [
    'request-member-dependent',
    `${BODY} $`,
    ({ order }) => Object.assign(order, { dependentRequired: { note: ['kind'] } }),
  ],
  [
    'request-member-dependent',
    `${BODY} $`,
    ({ order }) =>
      Object.assign(order, {
        if: { properties: { kind: { const: 'hosted' } } },
        else: { required: ['note'] },
      }),
  ],
  [
    'request-member-dependent',
    `${BODY} $`,
    ({ order }) => Object.assign(order, { not: { required: ['note', 'kind'] } }),
  ],
  [
    'request-default-changed',
    `${BODY} $.kind`,
    ({ order }) => Object.assign(order.properties.kind ?? {}, { default: 'hosted' }),
  ],
  ['answer-member-removed', `${ANSWER} $[].amount`, ({ lot }) => delete lot.properties.amount],
  ['answer-member-removed', 'DeclinedProblem $.reason', ({ declined }) => delete declined.properties.reason],
  ['answer-member-optional', `${ANSWER} $[].amount`, ({ lot }) => lot.required.shift()],
  [
    'answer-type-widened',
    `${ANSWER} $[].amount`,
    ({ lot }) => Object.assign(lot.properties.amount ?? {}, { type: ['string', 'null'] }),
  ],
  [
    'answer-type-widened',
    `${ANSWER} $[].count`,
    ({ lot }) => Object.assign(lot.properties.count ?? {}, { type: 'number' }),
  ],
  [
    'answer-values-added',
    `${ANSWER} $[].status`,
    ({ lot }) => Object.assign(lot.properties.status ?? {}, { enum: ['open', 'closed', 'extended'] }),
  ],
  [
    'answer-format-changed',
    `${ANSWER} $[].amount`,
    ({ lot }) => (lot.properties.amount = { type: 'string' }),
  ],
  [
    'answer-bounds-widened',
    `${ANSWER} $[].count`,
    ({ lot }) => Object.assign(lot.properties.count ?? {}, { maximum: 11 }),
  ],
];

describe('a change that breaks a client is refused', () => {
  test.each(REFUSED)('%s at %s', (rule, at, edit) => {
    expect(changesAfter(edit)).toContainEqual({ rule, at });
  });

  test('each rule has a change that breaks it', () => {
    expect(new Set(REFUSED.map(([rule]) => rule))).toEqual(new Set(Object.keys(RULES)));
  });

  test('a type that may be several is compared with the one that is most like it', () => {
    const nullable = { anyOf: [{ $ref: '#/components/schemas/Lot' }, { type: 'null' }] };
    const found = changesAfter(
      ({ content }) => (content['application/json'] = { schema: { type: 'array', items: nullable } }),
    );
    expect(found).toEqual([{ rule: 'answer-type-widened', at: `${ANSWER} $[]` }]);
  });

  test('a keyword that is not compared throws, as it would change unseen', () => {
    expect(() => changesAfter(({ lot }) => Object.assign(lot, { patternProperties: {} }))).toThrow(
      'patternProperties',
    );
  });
});

describe('a change that breaks nobody is allowed', () => {
  test.each<[string, (sample: Sample) => void]>([
    ['none', () => undefined],
    [
      'an operation',
      ({ paths, operation }) => (paths['/orders'] = { get: { ...operation, operationId: 'listOrders' } }),
    ],
    [
      'an optional parameter',
      ({ parameters }) => parameters.push({ in: 'query', name: 'to', schema: { type: 'string' } }),
    ],
    ['an optional member of a request', ({ order }) => (order.properties.to = { type: 'string' })],
    [
      'a member of an answer',
      ({ lot }) => {
        lot.properties.id = { type: 'string' };
        lot.required.push('id');
      },
    ],
    [
      'a value of a request',
      ({ order }) => Object.assign(order.properties.kind ?? {}, { enum: ['stored', 'hosted', 'transfer'] }),
    ],
    [
      'a wider bound of a request',
      ({ order }) => Object.assign(order.properties.note ?? {}, { maxLength: 11 }),
    ],
    [
      'a value of an answer that may grow',
      ({ lot }) => Object.assign(lot.properties.source ?? {}, { enum: ['purchase', 'grant'] }),
    ],
    [
      'a value of an answer that does not occur',
      ({ lot }) => Object.assign(lot.properties.status ?? {}, { enum: ['open'] }),
    ],
    ['another status', ({ operation }) => (operation.responses['201'] = {})],
    ['a scope', ({ operation }) => operation.security.push({ token: ['licenses:write'] })],
    [
      'a problem',
      ({ operation, schemas, declined }) => {
        schemas.OtherProblem = declined;
        operation.responses['409'] = {
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/OtherProblem' } } },
        };
      },
    ],
    [
      'a problem that does not occur',
      ({ operation, schemas }) => {
        delete schemas.DeclinedProblem;
        delete operation.responses['402'];
      },
    ],
  ])('%s', (_what, edit) => {
    expect(changesAfter(edit)).toEqual([]);
  });
});
