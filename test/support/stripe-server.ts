/** The part of Stripe's API that the adapter uses, over HTTP, with its idempotency: a repeated key has the same response. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | undefined;
  readonly authorization: string | undefined;
}

export interface StripeServer {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** The created intents, by id. */
  readonly intents: Map<string, Readonly<Record<string, unknown>>>;
  /** A refund as it is made in the dashboard, in minor units: without metadata. */
  readonly refundByHand: (
    intent: string,
    amount: number,
    status?: string,
  ) => Readonly<Record<string, unknown>>;
  readonly close: () => Promise<void>;
}

export const API_KEY = 'sk_test_first';

const metadataOf = (form: SeenRequest['form']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, value]];
    }),
  );

const invalid = (code: string, param: string, status = 400): Answer => ({
  status,
  body: { error: { type: 'invalid_request_error', code, param, message: `${param}: ${code}` } },
});

const declined = (declineCode: string): Answer => ({
  status: 402,
  body: {
    error: { type: 'card_error', code: 'card_declined', decline_code: declineCode, message: 'Declined.' },
  },
});

/** Payment methods: `pm_visa`, `pm_declined_{decline code}`, `pm_slow`, `pm_processing`, `pm_short` (10.00 less is taken), `pm_missing`, `pm_broken`. */
export async function startStripeServer(): Promise<StripeServer> {
  const requests: SeenRequest[] = [];
  const intents = new Map<string, Readonly<Record<string, unknown>>>();
  const refunds: Record<string, unknown>[] = [];
  const answered = new Map<string, Answer>();

  const createIntent = (form: SeenRequest['form']): Answer => {
    const method = form.payment_method ?? '';
    if (method === 'pm_missing') return invalid('resource_missing', 'payment_method');
    if (method === 'pm_broken')
      return { status: 500, body: { error: { type: 'api_error', message: 'Oops.' } } };
    if (method.startsWith('pm_declined_')) return declined(method.slice('pm_declined_'.length));
    const intent = {
      id: `pi_${intents.size + 1}`,
      object: 'payment_intent',
      amount: Number(form.amount),
      amount_received:
        method === 'pm_processing' ? 0 : Number(form.amount) - (method === 'pm_short' ? 1000 : 0),
      currency: form.currency,
      customer: form.customer,
      created: Math.floor(Date.now() / 1000),
      status: method === 'pm_processing' ? 'processing' : 'succeeded',
      metadata: metadataOf(form),
      last_payment_error: null,
    };
    intents.set(intent.id, intent);
    return { status: 200, body: intent };
  };

  const createRefund = (form: SeenRequest['form']): Answer => {
    const intent = intents.get(form.payment_intent ?? '');
    if (!intent) return invalid('resource_missing', 'payment_intent', 404);
    if (Number(form.amount) > Number(intent.amount)) return invalid('', 'amount');
    const refund = {
      id: `re_${refunds.length + 1}`,
      object: 'refund',
      status: 'succeeded',
      payment_intent: intent.id,
      amount: Number(form.amount),
      currency: intent.currency,
      metadata: metadataOf(form),
    };
    refunds.push(refund);
    return { status: 200, body: refund };
  };

  const list = (data: unknown[]): Answer => ({
    status: 200,
    body: { object: 'list', has_more: false, data },
  });

  const route = (request: SeenRequest, query: URLSearchParams): Answer => {
    const [, , collection, id, action] = request.path.split('/');
    switch (`${request.method} ${collection}${id ? '/id' : ''}${action ? `/${action}` : ''}`) {
      case 'POST payment_intents':
        return createIntent(request.form);
      case 'GET payment_intents':
        return list([...intents.values()].filter(({ customer }) => customer === query.get('customer')));
      case 'GET payment_intents/id': {
        const intent = intents.get(id ?? '');
        return intent ? { status: 200, body: intent } : invalid('resource_missing', 'intent', 404);
      }
      case 'POST refunds':
        return createRefund(request.form);
      case 'GET refunds':
        return list(refunds.filter((refund) => refund.payment_intent === query.get('payment_intent')));
      case 'GET refunds/id': {
        const refund = refunds.find((each) => each.id === id);
        return refund ? { status: 200, body: refund } : invalid('resource_missing', 'refund', 404);
      }
      case 'POST customers/id':
        return { status: 200, body: { id: id ?? '', object: 'customer' } };
      case 'POST customers':
        return { status: 200, body: { id: 'cus_1', object: 'customer' } };
      case 'POST payment_methods/id/attach':
        if (id === 'pm_of_another') return invalid('payment_method_unexpected_state', 'payment_method');
        if (id === 'pm_missing') return invalid('resource_missing', 'payment_method', 404);
        return { status: 200, body: method(id, 'cus_1') };
      case 'GET payment_methods/id':
        if (id === 'pm_missing') return invalid('resource_missing', 'payment_method', 404);
        return { status: 200, body: method(id, 'cus_other') };
      default:
        return invalid('url_invalid', request.path, 404);
    }
  };

  const respond = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://stripe');
    const { 'idempotency-key': key, authorization } = incoming.headers;
    const request: SeenRequest = {
      method: incoming.method ?? '',
      path: pathname,
      form: Object.fromEntries(new URLSearchParams(await text(incoming))),
      idempotencyKey: typeof key === 'string' ? key : undefined,
      authorization,
    };
    requests.push(request);
    const answer =
      authorization === `Bearer ${API_KEY}`
        ? (answered.get(request.idempotencyKey ?? '') ?? route(request, searchParams))
        : { status: 401, body: { error: { type: 'invalid_request_error', message: 'Invalid API Key' } } };
    if (request.idempotencyKey && answer.status !== 401) answered.set(request.idempotencyKey, answer);
    if (request.form.payment_method === 'pm_slow') return;
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.body));
  };

  const server = createServer((incoming, response) => void respond(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    requests,
    intents,
    refundByHand: (intent, amount, status = 'succeeded') => {
      const refund = {
        id: `re_${refunds.length + 1}`,
        object: 'refund',
        amount,
        charge: 'ch_1',
        currency: 'usd',
        metadata: {},
        payment_intent: intent,
        reason: 'requested_by_customer',
        status,
      };
      refunds.unshift(refund);
      return refund;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const method = (id: string | undefined, customer: string) => ({
  id,
  object: 'payment_method',
  type: 'card',
  customer,
  card: { brand: 'visa', last4: '4242', exp_month: 7, exp_year: 2031 },
});
