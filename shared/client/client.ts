/** The client of the HTTP API, for Node and browsers. Its types are those of the API document. */
import createFetchClient from 'openapi-fetch';
import { eachItem, eachText, type Page } from './pages.ts';
import { ApiProblem, NoAnswer } from './problem.ts';
import {
  type Answer,
  type AnyRequest,
  type Asked,
  type Asking,
  type BodyOf,
  type BytesPathOf,
  type BytesType,
  type ItemOf,
  type ListPathOf,
  type Method,
  ORGANIZATION,
  type OrganizationPath,
  type PathOf,
  type TextPathOf,
  type TextTypeOf,
} from './requests.ts';
import { isKeyed, isRepeatable, LIMITS, type Limits } from './retry.ts';
import { type Sender, sendUntilAnswered } from './send.ts';

export interface ClientSettings {
  /** Of the API, without a path: `https://api.example`. Empty in a page that the API itself serves. */
  readonly url: string;
  /** A token, or what returns the current one; absent for routes that need none. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>);
  /** After a 401. Returns whether `token` has another one: then the request is sent once more. */
  readonly onUnauthorized?: () => boolean | Promise<boolean>;
  readonly limits?: Partial<Limits>;
  readonly fetch?: (request: Request) => Promise<Response>;
  /** A key for a request that moves money: a random UUID. */
  readonly newKey?: () => string;
}

/** Returns the body of the answer. Throws `ApiProblem` for a refusal, `NoAnswer` when none came. */
type Send<M extends Method, Below extends string, Bound extends string> = <P extends PathOf<M, Below>>(
  path: P,
  ...asked: Asking<M, `${Below}${P}`, Bound>
) => Promise<BodyOf<M, `${Below}${P}`>>;

/** Requests to the paths below `Below`, whose parameters `Bound` are known. */
export interface Requests<Below extends string, Bound extends string> {
  readonly get: Send<'get', Below, Bound>;
  readonly post: Send<'post', Below, Bound>;
  readonly put: Send<'put', Below, Bound>;
  readonly patch: Send<'patch', Below, Bound>;
  readonly delete: Send<'delete', Below, Bound>;
  /** As these, with the status, and whether the answer is that of an earlier request. */
  answer<M extends Method, P extends PathOf<M, Below>>(
    method: M,
    path: P,
    ...asked: Asking<M, `${Below}${P}`, Bound>
  ): Promise<Answer<BodyOf<M, `${Below}${P}`>>>;
  /** Every item of a list, page after page, as they are taken. */
  items<P extends ListPathOf<Below>>(
    path: P,
    ...asked: Asking<'get', `${Below}${P}`, Bound>
  ): AsyncGenerator<ItemOf<`${Below}${P}`>, void>;
  /** The answer as a text of that media type. */
  text<P extends TextPathOf<Below>>(
    path: P,
    asked: Asked<'get', `${Below}${P}`, Bound> & { readonly accept: TextTypeOf<`${Below}${P}`> },
  ): Promise<string>;
  /** The answer as bytes of that media type. */
  bytes<P extends BytesPathOf<Below>>(
    path: P,
    asked: Asked<'get', `${Below}${P}`, Bound> & { readonly accept: BytesType },
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** A report as texts, page after page. Each page of a CSV has the header. */
  texts<P extends TextPathOf<Below>>(
    path: P,
    asked: Asked<'get', `${Below}${P}`, Bound> & { readonly accept: TextTypeOf<`${Below}${P}`> },
  ): AsyncGenerator<string, void>;
}

/** Paths below `/v1/organizations/{org}` of one organization: `get('/balance')`. */
export interface OrganizationClient extends Requests<OrganizationPath, 'org'> {
  readonly id: string;
}

export interface CreditsClient extends Requests<'', never> {
  organization(id: string): OrganizationClient;
}

export function createClient(settings: ClientSettings): CreditsClient {
  const exchange = exchangeOf(settings);
  return {
    ...requestsBelow<'', never>(exchange, ''),
    organization: (id) => {
      const inOrganization: Exchange = (method, path, request) =>
        exchange(method, path, { ...request, path: { ...request.path, org: id } });
      return { id, ...requestsBelow<OrganizationPath, 'org'>(inOrganization, ORGANIZATION) };
    },
  };
}

interface Exchanged {
  readonly body: unknown;
  readonly response: Response;
}

type Exchange = (method: Method, path: string, request: AnyRequest) => Promise<Exchanged>;

/** Any operation, as openapi-fetch sees one. */
interface AnyOperation {
  readonly parameters: {
    readonly path?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, unknown>>;
  };
  readonly requestBody?: { readonly content: { readonly 'application/json': unknown } };
  readonly responses: { readonly 200: { readonly content: { readonly 'application/json': unknown } } };
}

function exchangeOf({
  url,
  limits,
  newKey = () => crypto.randomUUID(),
  ...settings
}: ClientSettings): Exchange {
  const api = createFetchClient<Record<string, Record<Method, AnyOperation>>>({
    baseUrl: url,
    cache: 'no-store',
    credentials: 'omit',
  });
  const { token } = settings;
  const sender: Sender = {
    token: typeof token === 'function' ? token : () => token,
    onUnauthorized: settings.onUnauthorized ?? (() => false),
    fetch: settings.fetch ?? ((request) => fetch(request)),
    limits: { ...LIMITS, ...limits },
  };
  return async (method, path, { body, contentType, accept = 'application/json', signal, ...request }) => {
    const key = isKeyed(method, path) ? (request.idempotencyKey ?? newKey()) : undefined;
    const { data, error, response } = await api.request(method, path, {
      params: { path: request.path ?? {}, query: request.query ?? {} },
      headers: { accept, 'content-type': contentType, 'idempotency-key': key },
      ...(body === undefined ? {} : { body }),
      ...(contentType === undefined ? {} : { bodySerializer: (document: unknown) => document }),
      ...(signal === undefined ? {} : { signal }),
      parseAs: isBytesType(accept) ? 'arrayBuffer' : 'text',
      fetch: (sent) => sendUntilAnswered(sender, { request: sent, repeatable: isRepeatable(method, path) }),
    });
    if (!response.ok) throw new ApiProblem(response.status, response.headers, error);
    return { body: /\bjson$/.test(accept) ? parseAnswer(data) : data, response };
  };
}

const isBytesType = (accept: string): boolean => accept === ('application/pdf' satisfies BytesType);

/** Undefined for an answer without a body. Throws `NoAnswer` for what the service cannot have sent. */
function parseAnswer(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NoAnswer(error);
  }
}

/** The requests of any operation. */
interface AnyRequests
  extends Readonly<Record<Method, (path: string, request?: AnyRequest) => Promise<unknown>>> {
  answer(method: Method, path: string, request?: AnyRequest): Promise<Answer<unknown>>;
  items(path: string, request?: AnyRequest): AsyncGenerator<unknown, void>;
  text(path: string, request: AnyRequest): Promise<string>;
  bytes(path: string, request: AnyRequest): Promise<Uint8Array<ArrayBuffer>>;
  texts(path: string, request: AnyRequest): AsyncGenerator<string, void>;
}

function requestsBelow<Below extends string, Bound extends string>(
  exchange: Exchange,
  below: Below,
): Requests<Below, Bound> {
  const bodyBy =
    (method: Method) =>
    async (path: string, request: AnyRequest = {}): Promise<unknown> =>
      (await exchange(method, `${below}${path}`, request)).body;
  const textBy = (path: string) => async (request: AnyRequest) => {
    const { body, response } = await exchange('get', `${below}${path}`, request);
    return { text: typeof body === 'string' ? body : '', link: response.headers.get('link') };
  };
  return asDocumented<Requests<Below, Bound>>({
    get: bodyBy('get'),
    post: bodyBy('post'),
    put: bodyBy('put'),
    patch: bodyBy('patch'),
    delete: bodyBy('delete'),
    answer: async (method, path, request = {}) => {
      const { body, response } = await exchange(method, `${below}${path}`, request);
      return { status: response.status, body, replayed: response.headers.has('idempotency-replayed') };
    },
    items: (path, request = {}) => eachItem(async (page) => pageOf(await bodyBy('get')(path, page)), request),
    text: async (path, request) => (await textBy(path)(request)).text,
    bytes: async (path, request) => {
      const { body } = await exchange('get', `${below}${path}`, request);
      return body instanceof ArrayBuffer ? new Uint8Array(body) : new Uint8Array();
    },
    texts: (path, request) => eachText(textBy(path), request),
  });
}

function pageOf(body: unknown): Page<unknown> {
  const { items, nextCursor }: Partial<Page<unknown>> = body ?? {};
  return { items: items ?? [], nextCursor: nextCursor ?? null };
}

/** Here the client trusts the service to answer what its document says; the tests of the service hold it to that. */
function asDocumented<R>(requests: AnyRequests): R;
function asDocumented(requests: AnyRequests): AnyRequests {
  return requests;
}
