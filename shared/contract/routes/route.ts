/**
 * A route is one row: what it is asked, who may ask, and what it answers. The HTTP API, the operations, the API document
 * and the clients are made from the rows.
 */
import type * as z from 'zod';
import type { RequestClass } from '../fair-share.ts';
import type { ProblemCode } from '../problems.ts';
import type { Scope } from '../scopes.ts';

/** `any`: a valid token with any scope. `none`: no token. */
export type Access = Scope | 'any' | 'none';

export const HTTP_FUNCTIONS = [
  'organizations',
  'members',
  'clients',
  'purchases',
  'grants',
  'licenses',
  'calls',
  'usage',
  'reports',
  'documents',
  'exports',
  'rates',
  'webhooks',
  'system',
  'console',
] as const;
export type HttpFunction = (typeof HTTP_FUNCTIONS)[number];

/** Texts by their media types. */
export type Representations = Readonly<Record<string, z.ZodType>>;
/** The body of an answer: JSON, one of several representations, or none. */
export type Answer = z.ZodType | Representations | null;
/** By status. */
export type Answers = Readonly<Record<number, Answer>>;

/** A body that is a document, not JSON. */
export interface TextDocument {
  readonly mediaTypes: readonly string[];
  readonly description: string;
  /** Of a route that takes JSON too: the example of the route has the JSON. */
  readonly example?: string;
}

/** One request that is possible, and its answer, as the API document shows them. A test sends it to the local stack. */
export interface Example {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON, the text of a document, or the fields of a form. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The status of the answer; the lowest that the row declares if it is left out. */
  readonly status?: number;
  /** The body of the answer, in the first of its representations. */
  readonly answer?: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** One of these scopes is enough. */
  readonly access: readonly Access[];
  /** Whose allowance a request uses up; by default that of reads or writes. `none`: it is never held back. */
  readonly requestClass?: RequestClass | 'none';
  /** Money moves: `Idempotency-Key` is required. */
  readonly idempotent?: true;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A body that is a form (`application/x-www-form-urlencoded`), whose faults are answers of the route. */
  readonly form?: z.ZodObject;
  /** Beside a body, the media type of the request decides which of them it brings. */
  readonly document?: TextDocument;
  /** A function, because a cold start does not need the schemas of answers. */
  readonly answers: () => Answers;
  /** The headers of answers by status. */
  readonly answerHeaders?: Readonly<Record<number, readonly AnswerHeader[]>>;
  /** The problems of this operation beyond those that its path, access and body bring along. */
  readonly problems?: readonly ProblemCode[];
  /** A function, because a cold start does not need it. */
  readonly example?: () => Example;
}

/** Headers of answers. `ETag` comes with every route that has a 304, `Idempotency-Replayed` with every idempotent one. */
export type AnswerHeader = 'Content-Disposition' | 'Link' | 'Location' | 'WWW-Authenticate' | 'Pragma';

/** The routes of one function by their operation ids. */
export type Routes = Readonly<Record<string, Route>>;

/** `POST /v1/organizations/{org}/purchases`: API Gateway's `routeKey`. */
export const routeKeyOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

/** The path of an organization, and scopes that several routes share. */
export const ORGANIZATION = '/v1/organizations/{org}';
export const READS_BILLING = ['billing:read', 'billing:write'] as const;
export const WRITES_BILLING = ['billing:write'] as const;
export const OPERATES = ['operator'] as const;
export const READS_LICENSES = ['licenses:read', 'licenses:write'] as const;
export const WRITES_LICENSES = ['licenses:write'] as const;
export const WRITES_CALLS = ['calls:write'] as const;
/** Which jobs it sees depends on the scopes: a job looks like none without those that its kind needs. */
export const SEES_JOBS = [...READS_LICENSES, ...WRITES_CALLS, ...READS_BILLING] as const;
