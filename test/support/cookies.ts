/** A person's browser without a window: keeps cookies, follows redirects, and stops where a program waits for it. */

export interface Visited {
  readonly url: string;
  readonly status: number;
  readonly html: string;
}

const MAX_REDIRECTS = 10;

export class CookieBrowser {
  readonly #cookies = new Map<string, string>();

  /** Goes on until there is a page, or a redirect to an address that begins with `stopAt`, which is not asked for. */
  async visit(
    address: string,
    { stopAt, form }: { stopAt?: string; form?: URLSearchParams } = {},
  ): Promise<Visited> {
    let url = address;
    let body = form;
    for (let hops = 0; hops < MAX_REDIRECTS; hops += 1) {
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: this.#header() },
        ...(body === undefined ? {} : { method: 'POST', body }),
      });
      this.#keep(response);
      const location = response.headers.get('location');
      if (location === null) return { url, status: response.status, html: await response.text() };
      url = new URL(location, url).href;
      body = undefined;
      if (stopAt !== undefined && url.startsWith(stopAt)) return { url, status: response.status, html: '' };
    }
    throw new Error(`more than ${MAX_REDIRECTS} redirects from ${address}`);
  }

  #header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      if (value === '') this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), value);
    }
  }
}
