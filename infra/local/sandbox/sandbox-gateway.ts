/** A payment gateway for the local stack: speaks HTTP, moves no money, and can do what a real gateway does. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { createPayPages, type PayPage } from './pay-pages.ts';
import { SandboxApi, SILENCE } from './sandbox-api.ts';
import { SandboxBooks } from './sandbox-books.ts';
import { type WebhookOptions, WebhookSender } from './webhook-sender.ts';

export interface SandboxGatewayOptions extends WebhookOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly settleMilliseconds?: number;
  /** Where the pages are shown: `http://127.0.0.1:3000/_local/pay`. */
  readonly pagesUrl: string;
}

export interface SandboxGateway {
  readonly url: string;
  /** The hosted pages, by route. */
  readonly pages: Readonly<Record<string, PayPage>>;
  /** Webhook events that wait or are being delivered. */
  readonly pendingEvents: () => number;
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';
const SETTLE_MILLISECONDS = 2000;

/** Listens on the loopback interface only. `close` closes held sockets and drops waiting webhook events. */
export async function startSandboxGateway(options: SandboxGatewayOptions): Promise<SandboxGateway> {
  const { pagesUrl, now = Date.now, settleMilliseconds = SETTLE_MILLISECONDS } = options;
  const webhooks = new WebhookSender(options);
  const books = new SandboxBooks({ now, pagesUrl });
  const api = new SandboxApi({ books, webhooks, pagesUrl, settleMilliseconds });
  const server = createServer((request, response) => {
    respond(api, request, response).catch((error: unknown) => response.destroy(Object(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, HOST, () => resolve());
  });
  const address = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://${HOST}:${address.port}`,
    pages: createPayPages({
      books,
      notify: (event) => webhooks.send(() => event),
      settleLater: (payment) => api.settleLater(payment),
    }),
    pendingEvents: () => webhooks.pending,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, webhooks.close()]);
    },
  };
}

async function respond(api: SandboxApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = { path: request.url ?? '/', body: await text(request) };
  const answer = await api.respond(request.method ?? '', target);
  if (answer === SILENCE) return;
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer.body));
}
