/** What each operation is asked and what it answers, by method and path, as the API document says it. */
import type { paths } from './generated/api.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export const ORGANIZATION = '/v1/organizations/{org}';
export type OrganizationPath = typeof ORGANIZATION;

/** The paths that have the method; of those below `Below`, what follows it. */
export type PathOf<M extends Method, Below extends string = ''> = {
  [P in keyof paths & string]: paths[P] extends Readonly<Record<M, object>>
    ? P extends `${Below}${infer Rest}`
      ? Rest
      : never
    : never;
}[keyof paths];

type OperationOf<M extends Method, P extends string> = P extends keyof paths ? paths[P][M] : never;

/** What every request may be sent with. */
export interface Sending {
  /** Of a request that moves money; the client makes one where none is given. */
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

type PathPart<O, Bound extends string> = O extends { readonly parameters: { readonly path: infer V } }
  ? [Exclude<keyof V, Bound>] extends [never]
    ? unknown
    : { readonly path: Omit<V, Bound> }
  : unknown;

type QueryPart<O> = O extends { readonly parameters: { readonly query: infer V } }
  ? { readonly query: V }
  : O extends { readonly parameters: { readonly query?: infer V } }
    ? { readonly query?: V }
    : unknown;

/** A document that is not JSON, with its media type. */
interface SentDocument {
  readonly body: string | Blob;
  readonly contentType: string;
}

type BodyPart<O> = O extends { readonly requestBody: { readonly content: infer C } }
  ? C extends { readonly 'application/json': infer B }
    ? { readonly body: B } | ([Exclude<keyof C, 'application/json'>] extends [never] ? never : SentDocument)
    : SentDocument
  : O extends { readonly requestBody?: { readonly content: { readonly 'application/json': infer B } } }
    ? { readonly body?: B }
    : unknown;

type JsonContent<B> = { readonly content: { readonly 'application/json': B } };

/** The JSON that an operation is sent. */
export type SentBodyOf<M extends Method, P extends string> =
  OperationOf<M, P> extends { readonly requestBody?: JsonContent<infer B> } ? B : never;

/** The parameters of the path but those that are `Bound` already, the query, the body, and how to send it. */
export type Asked<M extends Method, P extends string, Bound extends string> = PathPart<
  OperationOf<M, P>,
  Bound
> &
  QueryPart<OperationOf<M, P>> &
  BodyPart<OperationOf<M, P>> &
  Sending;

/** May be left out where nothing is required. */
export type Asking<M extends Method, P extends string, Bound extends string> =
  object extends Asked<M, P, Bound> ? [asked?: Asked<M, P, Bound>] : [asked: Asked<M, P, Bound>];

type Responses<M extends Method, P extends string> =
  OperationOf<M, P> extends { readonly responses: infer R } ? R : never;

type JsonOf<R> = R extends { readonly content: { readonly 'application/json': infer B } } ? B : undefined;

/** Statuses of success of the API. */
type Success = 200 | 201 | 202 | 204;

/** The body of an answer that is a success; undefined for an answer without one. */
export type BodyOf<M extends Method, P extends string> = {
  [S in keyof Responses<M, P> & Success]: JsonOf<Responses<M, P>[S]>;
}[keyof Responses<M, P> & Success];

export interface Answer<B> {
  readonly status: number;
  readonly body: B;
  /** The answer of an earlier request with the same key: nothing was done again. */
  readonly replayed: boolean;
}

/** Paths of lists that are answered page by page. */
export type ListPathOf<Below extends string = ''> = {
  [P in PathOf<'get', Below>]: BodyOf<'get', `${Below}${P}`> extends {
    readonly items: readonly unknown[];
    readonly nextCursor: string | null;
  }
    ? P
    : never;
}[PathOf<'get', Below>];

export type ItemOf<P extends string> =
  BodyOf<'get', P> extends { readonly items: readonly (infer I)[] } ? I : never;

/** The media type of an answer in bytes. */
export type BytesType = 'application/pdf';

type OtherTypes<R> = R extends { readonly content: infer C }
  ? Extract<Exclude<keyof C, `${string}json`>, string>
  : never;

/** Media types that the path is answered in, beside JSON. */
type OtherTypeOf<P extends string> = {
  [S in keyof Responses<'get', P> & Success]: OtherTypes<Responses<'get', P>[S]>;
}[keyof Responses<'get', P> & Success];

/** Media types of texts that the path is answered in. */
export type TextTypeOf<P extends string> = Exclude<OtherTypeOf<P>, BytesType>;

/** Paths that are answered as bytes, too. */
export type BytesPathOf<Below extends string = ''> = {
  [P in PathOf<'get', Below>]: BytesType extends OtherTypeOf<`${Below}${P}`> ? P : never;
}[PathOf<'get', Below>];

/** Paths that are answered as texts, too. */
export type TextPathOf<Below extends string = ''> = {
  [P in PathOf<'get', Below>]: [TextTypeOf<`${Below}${P}`>] extends [never] ? never : P;
}[PathOf<'get', Below>];

/** A request as it is sent, whatever its operation. */
export interface AnyRequest extends Sending {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
}
