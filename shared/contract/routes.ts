/** Every HTTP route: the table that the HTTP API, the Lambda routers and the API document read. */

export const SCOPES = ['operator', 'billing:read', 'billing:write', 'licenses:write', 'calls:write'] as const;
export type Scope = (typeof SCOPES)[number];

/** `any`: a valid token with any scope. `none`: no token. */
export type Access = Scope | 'any' | 'none';

export type HttpFunction =
  | 'organizations'
  | 'purchases'
  | 'licenses'
  | 'calls'
  | 'usage'
  | 'reports'
  | 'rates'
  | 'webhooks'
  | 'system'
  | 'console';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** One of these scopes is enough. */
  readonly access: readonly Access[];
  readonly function: HttpFunction;
  /** Money moves: `Idempotency-Key` is required. */
  readonly idempotent?: true;
  readonly summary: string;
}

const org = '/v1/organizations/{org}';
const read = ['billing:read', 'billing:write'] as const;
const write = ['billing:write'] as const;
const licensing = ['licenses:write'] as const;
const calling = ['calls:write'] as const;

/** A row of the table, typed by its literals. */
const route = <
  const M extends Route['method'],
  const P extends string,
  const A extends readonly Access[],
  const F extends HttpFunction,
>(
  method: M,
  path: P,
  access: A,
  functionName: F,
  summary: string,
) => ({ method, path, access, function: functionName, summary });

/** A route that moves money. */
const keyed: typeof route = (...row) => ({ ...route(...row), idempotent: true as const });

export const ROUTES = [
  route('POST', '/v1/organizations', ['operator'], 'organizations', 'Onboard an organization'),
  route('GET', org, read, 'organizations', 'Organization settings'),
  route('PATCH', org, write, 'organizations', 'Change organization settings'),
  route('PUT', `${org}/payment-method`, write, 'organizations', 'Set the payment method'),
  route('GET', '/v1/products', ['any'], 'organizations', 'The marketplace'),
  route('GET', `${org}/products`, read, 'organizations', 'What the organization owns'),
  route('GET', `${org}/auto-recharge`, read, 'organizations', 'Auto-recharge settings and state'),
  route('PUT', `${org}/auto-recharge`, write, 'organizations', 'Change auto-recharge settings'),

  keyed('POST', `${org}/purchases`, write, 'purchases', 'Fund credits'),
  route('GET', `${org}/purchases`, read, 'purchases', 'List purchases and recharges'),
  route('GET', `${org}/purchases/{purchase}`, read, 'purchases', 'One purchase or recharge'),
  keyed(
    'POST',
    `${org}/purchases/{purchase}/refund`,
    write,
    'purchases',
    'Refund what is unspent of a purchase or recharge',
  ),

  route('POST', `${org}/users`, licensing, 'licenses', 'Add a user'),
  route('GET', `${org}/users`, licensing, 'licenses', 'List or search users'),
  route('GET', `${org}/users/{user}`, licensing, 'licenses', 'One user, by id or user principal name'),
  route('PATCH', `${org}/users/{user}`, licensing, 'licenses', 'Change a user'),
  route('DELETE', `${org}/users/{user}`, licensing, 'licenses', 'Remove a user, giving back the licenses'),
  route('GET', `${org}/licenses`, licensing, 'licenses', 'Licenses per SKU'),
  route('PUT', `${org}/licenses/{sku}`, ['operator'], 'licenses', 'Set the purchased quantity'),
  route('PUT', `${org}/users/{user}/licenses/{sku}`, licensing, 'licenses', 'Assign a license'),
  route('DELETE', `${org}/users/{user}/licenses/{sku}`, licensing, 'licenses', 'Remove a license'),
  route(
    'POST',
    `${org}/license-assignments`,
    licensing,
    'licenses',
    'Assign or remove a license for a list of users',
  ),
  route(
    'GET',
    `${org}/license-assignments/{job}`,
    licensing,
    'licenses',
    'Progress of a list, and the lines that failed',
  ),

  route(
    'POST',
    `${org}/calls/{call}/authorization`,
    calling,
    'calls',
    'May this call start, and for how long',
  ),
  route('POST', `${org}/calls/{call}/authorization/renewals`, calling, 'calls', 'Extend the lease'),
  route(
    'DELETE',
    `${org}/calls/{call}/authorization`,
    calling,
    'calls',
    'Release the lease of a call that never connected',
  ),

  route('POST', `${org}/usage`, calling, 'usage', 'Report finished calls'),

  route('GET', `${org}/calls/{call}`, ['calls:write', ...read], 'reports', 'One call'),

  keyed('POST', `${org}/calls/{call}/void`, write, 'usage', 'Void a settled call'),
  keyed('POST', `${org}/calls/{call}/correction`, write, 'usage', 'Correct the duration of a settled call'),

  route('GET', `${org}/balance`, read, 'reports', 'Balance, held, available, debt'),
  route('GET', `${org}/lots`, read, 'reports', 'Credit lots, oldest first'),
  route('GET', `${org}/ledger`, read, 'reports', 'Every movement, newest first'),
  route('GET', `${org}/usage`, read, 'reports', 'Usage report'),
  route(
    'GET',
    `${org}/pools`,
    read,
    'reports',
    'Minute pools of a month; a user of several plans draws on them by their order',
  ),
  route('GET', `${org}/invoices`, read, 'reports', 'List invoices'),
  route('GET', `${org}/invoices/{invoice}`, read, 'reports', 'One invoice, JSON or printable'),

  route('POST', `${org}/quotes`, read, 'rates', 'What a call would cost and who would pay'),
  route('POST', '/v1/rate-decks', ['operator'], 'rates', 'Publish a rate deck'),
  route('GET', '/v1/rate-decks', ['any'], 'rates', 'List rate decks'),
  route('GET', '/v1/rates', ['any'], 'rates', 'The published rate of a number'),

  route('POST', '/v1/webhooks/{gateway}', ['none'], 'webhooks', 'Events of the payment gateway'),

  route('GET', '/v1/openapi.json', ['none'], 'system', 'This document'),
  route('GET', '/health', ['none'], 'system', 'Liveness; with deep=true, redirects to /health/deep'),
  route('GET', '/health/deep', ['operator'], 'system', 'Whether the tables and the payment gateway respond'),
  route('GET', '/', ['none'], 'console', 'The console: a page for administrators'),
] as const satisfies readonly Route[];

type KeyOf<R> = R extends Route ? `${R['method']} ${R['path']}` : never;
/** The keys of a function's routes. */
export type RouteKeyOf<F extends HttpFunction> = KeyOf<Extract<(typeof ROUTES)[number], { function: F }>>;

/** `POST /v1/organizations/{org}/purchases`: API Gateway's `routeKey`. */
export const routeKeyOf = (route: Route): string => `${route.method} ${route.path}`;
