/** Every HTTP route: the one table that the HTTP API, the Lambda routers and the API document read. */

export const SCOPES = ['operator', 'billing:read', 'billing:write', 'licenses:write', 'calls:write'] as const;
export type Scope = (typeof SCOPES)[number];

/** `any`: a valid token of whatever scope. `none`: no token. */
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
  | 'system';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Any one of these scopes is enough. */
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

export const ROUTES = [
  {
    method: 'POST',
    path: '/v1/organizations',
    access: ['operator'],
    function: 'organizations',
    summary: 'Onboard an organization',
  },
  { method: 'GET', path: org, access: read, function: 'organizations', summary: 'Organization settings' },
  {
    method: 'PATCH',
    path: org,
    access: write,
    function: 'organizations',
    summary: 'Change organization settings',
  },
  {
    method: 'PUT',
    path: `${org}/payment-method`,
    access: write,
    function: 'organizations',
    summary: 'Set the payment method',
  },
  {
    method: 'GET',
    path: '/v1/products',
    access: ['any'],
    function: 'organizations',
    summary: 'The marketplace',
  },
  {
    method: 'GET',
    path: `${org}/products`,
    access: read,
    function: 'organizations',
    summary: 'What the organization owns',
  },
  {
    method: 'GET',
    path: `${org}/auto-recharge`,
    access: read,
    function: 'organizations',
    summary: 'Auto-recharge settings and state',
  },
  {
    method: 'PUT',
    path: `${org}/auto-recharge`,
    access: write,
    function: 'organizations',
    summary: 'Change auto-recharge settings',
  },

  {
    method: 'POST',
    path: `${org}/purchases`,
    access: write,
    function: 'purchases',
    idempotent: true,
    summary: 'Fund credits',
  },
  { method: 'GET', path: `${org}/purchases`, access: read, function: 'purchases', summary: 'List purchases' },
  {
    method: 'GET',
    path: `${org}/purchases/{purchase}`,
    access: read,
    function: 'purchases',
    summary: 'One purchase',
  },
  {
    method: 'POST',
    path: `${org}/purchases/{purchase}/refund`,
    access: write,
    function: 'purchases',
    idempotent: true,
    summary: 'Refund what is unspent of a purchase',
  },

  { method: 'POST', path: `${org}/users`, access: licensing, function: 'licenses', summary: 'Add a user' },
  {
    method: 'GET',
    path: `${org}/users`,
    access: licensing,
    function: 'licenses',
    summary: 'List or search users',
  },
  {
    method: 'GET',
    path: `${org}/users/{user}`,
    access: licensing,
    function: 'licenses',
    summary: 'One user',
  },
  {
    method: 'PATCH',
    path: `${org}/users/{user}`,
    access: licensing,
    function: 'licenses',
    summary: 'Change a user',
  },
  {
    method: 'GET',
    path: `${org}/licenses`,
    access: licensing,
    function: 'licenses',
    summary: 'Licenses per SKU',
  },
  {
    method: 'PUT',
    path: `${org}/licenses/{sku}`,
    access: ['operator'],
    function: 'licenses',
    summary: 'Set the purchased quantity',
  },
  {
    method: 'PUT',
    path: `${org}/users/{user}/licenses/{sku}`,
    access: licensing,
    function: 'licenses',
    summary: 'Assign a license',
  },
  {
    method: 'DELETE',
    path: `${org}/users/{user}/licenses/{sku}`,
    access: licensing,
    function: 'licenses',
    summary: 'Remove a license',
  },
  {
    method: 'POST',
    path: `${org}/license-assignments`,
    access: licensing,
    function: 'licenses',
    summary: 'Assign or remove a license for a list of users',
  },
  {
    method: 'GET',
    path: `${org}/license-assignments/{job}`,
    access: licensing,
    function: 'licenses',
    summary: 'How far a list is, and which lines failed',
  },

  {
    method: 'POST',
    path: `${org}/calls/{call}/authorization`,
    access: calling,
    function: 'calls',
    summary: 'May this call start, and for how long',
  },
  {
    method: 'POST',
    path: `${org}/calls/{call}/authorization/renewals`,
    access: calling,
    function: 'calls',
    summary: 'Extend the lease',
  },
  {
    method: 'DELETE',
    path: `${org}/calls/{call}/authorization`,
    access: calling,
    function: 'calls',
    summary: 'Release the lease of a call that never connected',
  },
  {
    method: 'POST',
    path: `${org}/usage`,
    access: calling,
    function: 'usage',
    summary: 'Report finished calls',
  },

  {
    method: 'GET',
    path: `${org}/calls/{call}`,
    access: ['calls:write', ...read],
    function: 'reports',
    summary: 'One call',
  },
  {
    method: 'POST',
    path: `${org}/calls/{call}/void`,
    access: write,
    function: 'usage',
    idempotent: true,
    summary: 'Void a settled call',
  },
  {
    method: 'POST',
    path: `${org}/calls/{call}/correction`,
    access: write,
    function: 'usage',
    idempotent: true,
    summary: 'Correct the duration of a settled call',
  },
  {
    method: 'GET',
    path: `${org}/balance`,
    access: read,
    function: 'reports',
    summary: 'Balance, held, available, debt',
  },
  {
    method: 'GET',
    path: `${org}/lots`,
    access: read,
    function: 'reports',
    summary: 'Credit lots, oldest first',
  },
  {
    method: 'GET',
    path: `${org}/ledger`,
    access: read,
    function: 'reports',
    summary: 'Every movement, newest first',
  },
  { method: 'GET', path: `${org}/usage`, access: read, function: 'reports', summary: 'Usage report' },
  {
    method: 'GET',
    path: `${org}/pools`,
    access: read,
    function: 'reports',
    summary: 'Minute pools of a month',
  },
  { method: 'GET', path: `${org}/invoices`, access: read, function: 'reports', summary: 'List invoices' },
  {
    method: 'GET',
    path: `${org}/invoices/{invoice}`,
    access: read,
    function: 'reports',
    summary: 'One invoice, JSON or printable',
  },

  {
    method: 'POST',
    path: `${org}/quotes`,
    access: read,
    function: 'rates',
    summary: 'What a call would cost and who would pay',
  },
  {
    method: 'POST',
    path: '/v1/rate-decks',
    access: ['operator'],
    function: 'rates',
    summary: 'Publish a rate deck',
  },
  { method: 'GET', path: '/v1/rate-decks', access: ['any'], function: 'rates', summary: 'List rate decks' },
  {
    method: 'GET',
    path: '/v1/rates',
    access: ['any'],
    function: 'rates',
    summary: 'The published rate of a number',
  },

  {
    method: 'POST',
    path: '/v1/webhooks/{gateway}',
    access: ['none'],
    function: 'webhooks',
    summary: 'Word from the payment gateway',
  },
  { method: 'GET', path: '/v1/openapi.json', access: ['none'], function: 'system', summary: 'This document' },
  { method: 'GET', path: '/health', access: ['none'], function: 'system', summary: 'Liveness' },
] as const satisfies readonly Route[];

type KeyOf<R> = R extends Route ? `${R['method']} ${R['path']}` : never;
/** The keys of a function's routes. */
export type RouteKeyOf<F extends HttpFunction> = KeyOf<Extract<(typeof ROUTES)[number], { function: F }>>;

/** `POST /v1/organizations/{org}/purchases`: API Gateway's `routeKey`. */
export const routeKeyOf = (route: Route): string => `${route.method} ${route.path}`;
