/** Requests to the local stack. */
import type { LocalStack } from '../../infra/local/local-stack.ts';

const SCOPES = ['operator'];

/** Sends requests of an operator; throws when one is refused. */
export class HttpClient {
  readonly #url: string;
  readonly #token: string;
  #keys = 0;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async of(stack: LocalStack): Promise<HttpClient> {
    return new HttpClient(stack.url, await stack.token(SCOPES));
  }

  /** `send('POST /v1/organizations', {...})`; a string body is sent as CSV. */
  async send(operation: string, body: unknown = undefined): Promise<unknown> {
    const [method = 'GET', path = '/'] = operation.split(' ');
    this.#keys += 1;
    const isText = typeof body === 'string';
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        'idempotency-key': `key-${this.#keys}`,
        'content-type': isText ? 'text/csv' : 'application/json',
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${operation}: ${response.status} ${text.slice(0, 500)}`);
    return JSON.parse(text);
  }

  async publishDeck(csv: string): Promise<void> {
    await this.send('POST /v1/rate-decks?currency=USD&effectiveFrom=2020-01-01T00:00:00Z', csv);
  }

  /** An organization of the US with a card. */
  async onboard(id: string): Promise<void> {
    const organization = { id, name: id, country: 'US', currency: 'USD', agreement: 'MOSA' };
    await this.send('POST /v1/organizations', organization);
    const billingAddress = { line1: '1 Main Street', city: 'Redmond', country: 'US' };
    await this.send(`PUT /v1/organizations/${id}/payment-method`, { token: 'tok_visa', billingAddress });
  }
}
