/** Requests to the API, with the token of the session. */
import { NO_ANSWER, problemOf, RequestFailed } from './problem.ts';

export interface Credentials {
  readonly organization: string;
  readonly token: string;
}

export interface Sending {
  /** Sent as JSON, unless a text or a file. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly idempotencyKey?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  /** The answer of an earlier request with the same key: nothing was done again. */
  readonly replayed: boolean;
}

/** A page of text, and the path of the next. */
export interface TextPage {
  readonly text: string;
  readonly next: string | undefined;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Api {
  readonly organization: string;
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  send<T>(method: Method, path: string, sending?: Sending): Promise<Answer<T>>;
  text(path: string, accept: string, signal?: AbortSignal): Promise<TextPage>;
}

/** Paths that begin with `/v1/` are as they are; all others are below the organization's. */
export function createApi(credentials: Credentials, onUnauthorized: () => void): Api {
  const { organization, token } = credentials;
  const prefix = `/v1/organizations/${encodeURIComponent(organization)}`;
  const fetched = async (method: Method, path: string, sending: Sending): Promise<Response> => {
    const url = path.startsWith('/v1/') ? path : `${prefix}${path}`;
    const response = await fetch(url, { method, ...initOf(token, sending) }).catch((error: unknown) => {
      if (sending.signal?.aborted) throw error;
      throw new RequestFailed(NO_ANSWER);
    });
    if (response.status === 401) onUnauthorized();
    if (response.ok) return response;
    const body: unknown = await response.json().catch(() => undefined);
    throw new RequestFailed(problemOf(response.status, body, response.headers.get('retry-after')));
  };
  const send = async <T>(method: Method, path: string, sending: Sending = {}): Promise<Answer<T>> => {
    const response = await fetched(method, path, sending);
    const body: T = await readJson(response, sending.signal);
    return { status: response.status, body, replayed: response.headers.has('idempotency-replayed') };
  };
  return {
    organization,
    send,
    get: async <T>(path: string, signal?: AbortSignal) =>
      (await send<T>('GET', path, signal ? { signal } : {})).body,
    text: async (path, accept, signal) => {
      const response = await fetched('GET', path, { accept, ...(signal ? { signal } : {}) });
      return { text: await response.text(), next: nextOf(response.headers.get('link')) };
    },
  };
}

function initOf(token: string, { body, contentType, idempotencyKey, accept, signal }: Sending): RequestInit {
  const isDocument = typeof body === 'string' || body instanceof Blob;
  return {
    cache: 'no-store',
    credentials: 'omit',
    headers: {
      accept: accept ?? 'application/json',
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: isDocument ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  };
}

/** A response that breaks off counts as none: the request may have been executed. A response without a body reads as null. */
async function readJson<T>(response: Response, signal: AbortSignal | undefined): Promise<T> {
  try {
    const body: T = response.status === 204 ? JSON.parse('null') : await response.json();
    return body;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new RequestFailed(NO_ANSWER);
  }
}

/** RFC 8288: `<path>; rel="next"`. */
function nextOf(link: string | null): string | undefined {
  return /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
}
