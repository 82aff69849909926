/** A client of the HTTP API. */
import * as z from 'zod';

export interface RequestOptions {
  /** Sent as JSON, or as CSV when it is a string. */
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

const Problem = z.object({ code: z.string(), detail: z.string().optional() });
const Page = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() });

/** The API's refusal; `code` is that of the problem document. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(operation: string, status: number, code: string, text: string) {
    super(`${operation}: ${status} ${text}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
  }
}

export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** `send('GET /v1/products')`: the body of the response. Throws ApiProblem for a refusal. */
  async send(operation: string, { body, idempotencyKey }: RequestOptions = {}): Promise<unknown> {
    const [method = 'GET', path = '/'] = operation.split(' ');
    const isCsv = typeof body === 'string';
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': isCsv ? 'text/csv' : 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: isCsv ? body : JSON.stringify(body),
    });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    const problem = Problem.safeParse(parseJson(text));
    throw new ApiProblem(operation, response.status, problem.data?.code ?? 'unknown', text);
  }

  /** As {@link send}, with the body parsed by `schema`. */
  async read<S extends z.ZodType>(
    schema: S,
    operation: string,
    options?: RequestOptions,
  ): Promise<z.output<S>> {
    return schema.parse(await this.send(operation, options));
  }

  /** Every item of a list, page after page. */
  async list<S extends z.ZodType>(schema: S, path: string): Promise<z.output<S>[]> {
    const items: z.output<S>[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = new URLSearchParams({ limit: '200', ...(cursor === undefined ? {} : { cursor }) });
      const page: z.output<typeof Page> = await this.read(Page, `GET ${path}?${query}`);
      items.push(...page.items.map((item) => schema.parse(item)));
      cursor = page.nextCursor;
    }
    return items;
  }

  /** As {@link send}, but a refusal with this code means that it is already done. */
  async ensure(operation: string, doneCode: string, options?: RequestOptions): Promise<void> {
    try {
      await this.send(operation, options);
    } catch (error) {
      if (!(error instanceof ApiProblem && error.code === doneCode)) throw error;
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Does the work of every item, of a bounded number of items at once. */
export async function doAll<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const next = items.values();
  const lanes = Array.from({ length: atOnce }, async () => {
    for (const item of next) await work(item);
  });
  await Promise.all(lanes);
}
