/** The part of Stripe's API that the adapter uses, over HTTP, with its idempotency: a repeated key has the same response. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { faultsOfRequest } from './stripe-shapes.ts';

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
  readonly version: string | undefined;
  /** What Stripe's published shapes do not allow. */
  readonly faults: readonly string[];
}

export interface StripeServer {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** The created intents, by id. */
  readonly intents: Map<string, Readonly<Record<string, unknown>>>;
  /** What each customer has left of transfers, in minor units by currency. */
  readonly cash: { available: Readonly<Record<string, number>> | null; mayBeRead: boolean };
  /** A refund as it is made in the dashboard, in minor units: without metadata. */
  readonly refundByHand: (
    intent: string,
    amount: number,
    status?: string,
  ) => Readonly<Record<string, unknown>>;
  readonly close: () => Promise<void>;
}

export const API_KEY = 'sk_test_first';

const LINK = { type: 'redirect_to_url', redirect_to_url: { url: 'https://hooks.stripe.example/1' } };

const sessionOf = (form: SeenRequest['form']) => ({
  id: 'cs_1',
  object: 'checkout.session',
  url: 'https://checkout.stripe.example/cs_1',
  expires_at: Number(form.expires_at ?? 0),
  status: 'open',
  mode: form.mode,
});

const allowedIn = (form: SeenRequest['form']): readonly string[] | null => {
  const only = form['allowed_payment_method_types[0]'];
  return only === undefined ? null : [only];
};

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

/** A request that Stripe's published shapes do not allow. */
const refusedBy = ({ faults: [fault] }: SeenRequest): Answer | undefined =>
  fault === undefined ? undefined : invalid('parameter_unknown', fault);

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
  const cash: StripeServer['cash'] = { available: null, mayBeRead: true };

  const createIntent = (form: SeenRequest['form']): Answer => {
    const method = form.payment_method ?? '';
    if (method === 'pm_missing') return invalid('resource_missing', 'payment_method');
    if (method === 'pm_broken')
      return { status: 500, body: { error: { type: 'api_error', message: 'Oops.' } } };
    if (method === 'pm_needs_payer') return needsPayer(form);
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
      allowed_payment_method_types: allowedIn(form),
    };
    intents.set(intent.id, intent);
    return { status: 200, body: intent };
  };

  /** Off-session the bank refuses, and the intent stays; on-session there is a link. */
  const needsPayer = (form: SeenRequest['form']): Answer => {
    const isOffSession = form.off_session === 'true';
    const intent = {
      id: `pi_${intents.size + 1}`,
      object: 'payment_intent',
      amount: Number(form.amount),
      amount_received: 0,
      currency: form.currency,
      customer: form.customer,
      created: Math.floor(Date.now() / 1000),
      metadata: metadataOf(form),
      payment_method: form.payment_method,
      ...(isOffSession
        ? { status: 'requires_payment_method', last_payment_error: { code: 'authentication_required' } }
        : { status: 'requires_action', next_action: LINK }),
    };
    intents.set(intent.id, intent);
    if (!isOffSession) return { status: 200, body: intent };
    const error = { type: 'card_error', code: 'authentication_required', payment_intent: intent };
    return { status: 402, body: { error } };
  };

  const act = (id: string, action: string, form: SeenRequest['form']): Answer => {
    const intent = intents.get(id);
    if (!intent) return invalid('resource_missing', 'intent', 404);
    const confirmed = { status: 'requires_action', next_action: LINK, payment_method: form.payment_method };
    const canceled = { status: 'canceled', cancellation_reason: form.cancellation_reason };
    if (action === 'cancel' && intent.status === 'succeeded')
      return invalid('payment_intent_unexpected_state', 'intent');
    const changed = { ...intent, last_payment_error: null, ...(action === 'cancel' ? canceled : confirmed) };
    intents.set(id, changed);
    return { status: 200, body: changed };
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
    const [, , collection = '', id, action] = request.path.replace('checkout/', '').split('/');
    switch (`${request.method} ${collection}${id ? '/id' : ''}${action ? `/${action}` : ''}`) {
      case 'POST payment_intents':
        return createIntent(request.form);
      case 'GET payment_intents':
        return list([...intents.values()].filter(({ customer }) => customer === query.get('customer')));
      case 'GET payment_intents/id': {
        const intent = intents.get(id ?? '');
        return intent ? { status: 200, body: intent } : invalid('resource_missing', 'intent', 404);
      }
      case 'POST payment_intents/id/confirm':
      case 'POST payment_intents/id/cancel':
        return act(id ?? '', action ?? '', request.form);
      case 'POST sessions':
        return { status: 200, body: sessionOf(request.form) };
      case 'GET sessions/id':
        if (id === 'cs_done')
          return {
            status: 200,
            body: {
              ...sessionOf({ mode: 'setup' }),
              id,
              status: 'complete',
              customer: 'cus_1',
              setup_intent: { payment_method: method('pm_visa', 'cus_1') },
            },
          };
        return { status: 200, body: { ...sessionOf({}), id, status: 'open' } };
      case 'GET disputes':
        return list([]);
      case 'GET customers/id/tax_ids':
        return list([{ id: 'txi_1', type: 'eu_vat', value: 'DE1' }]);
      case 'POST customers/id/tax_ids':
      case 'DELETE customers/id/tax_ids':
        return { status: 200, body: { id: 'txi_2', object: 'tax_id' } };
      case 'POST refunds':
        return createRefund(request.form);
      case 'GET refunds':
        return list(refunds.filter((refund) => refund.payment_intent === query.get('payment_intent')));
      case 'GET refunds/id': {
        const refund = refunds.find((each) => each.id === id);
        return refund ? { status: 200, body: refund } : invalid('resource_missing', 'refund', 404);
      }
      case 'GET customers/id/cash_balance':
        return cash.mayBeRead
          ? { status: 200, body: { object: 'cash_balance', customer: id, available: cash.available } }
          : { status: 403, body: { error: { type: 'invalid_request_error', message: 'Not permitted.' } } };
      case 'GET customers/id':
        return id === 'cus_deleted'
          ? { status: 200, body: { id, object: 'customer', deleted: true } }
          : { status: 200, body: { id, object: 'customer', metadata: { organizationId: 'contoso' } } };
      case 'POST customers/id':
        return { status: 200, body: { id: id ?? '', object: 'customer' } };
      case 'POST customers':
        return { status: 200, body: { id: 'cus_1', object: 'customer' } };
      case 'POST payment_methods/id/attach':
        if (id === 'pm_of_another') return invalid('payment_method_unexpected_state', 'payment_method');
        if (id === 'pm_missing') return invalid('resource_missing', 'payment_method', 404);
        return { status: 200, body: method(id, 'cus_1') };
      case 'POST payment_methods/id/detach':
        if (id === 'pm_missing') return invalid('resource_missing', 'payment_method', 404);
        if (id === 'pm_broken')
          return { status: 500, body: { error: { type: 'api_error', message: 'Oops.' } } };
        return { status: 200, body: { ...method(id, 'cus_1'), customer: null } };
      case 'GET payment_methods/id':
        if (id === 'pm_missing') return invalid('resource_missing', 'payment_method', 404);
        return { status: 200, body: method(id, 'cus_other') };
      default:
        return invalid('url_invalid', request.path, 404);
    }
  };

  const respond = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://stripe');
    const { 'idempotency-key': key, authorization, 'stripe-version': version } = incoming.headers;
    const form = new URLSearchParams(await text(incoming));
    const request: SeenRequest = {
      method: incoming.method ?? '',
      path: pathname,
      form: Object.fromEntries(form),
      idempotencyKey: typeof key === 'string' ? key : undefined,
      authorization,
      version: typeof version === 'string' ? version : undefined,
      faults: faultsOfRequest(`${incoming.method} ${pathname}`, [...searchParams, ...form]),
    };
    requests.push(request);
    const answer =
      authorization === `Bearer ${API_KEY}`
        ? (refusedBy(request) ?? answered.get(request.idempotencyKey ?? '') ?? route(request, searchParams))
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
    cash,
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
