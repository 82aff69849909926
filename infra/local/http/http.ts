import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { HTTP_API } from '../../../shared/contract/aws-limits.ts';
import type { GatewayRequest } from './gateway-event.ts';
import { type HttpResponse, problem } from './problem.ts';

/** More than the HTTP API takes, so that the limit of the HTTP API applies and not the one of the server. */
const READ_HEADER_BYTES = 64 * 1024;

export type RequestHandler = (request: GatewayRequest) => Promise<HttpResponse>;

/** What answers on its own below a path. */
export interface Mount {
  readonly path: string;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface Site {
  readonly handle: RequestHandler;
  readonly mount?: Mount | undefined;
}

export interface HttpListener {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Listens on the loopback interface; port 0 takes any free port. A request that arrives before `site` is resolved
 * waits for it.
 */
export async function listen(
  port: number,
  site: Promise<Site>,
  onError: (error: unknown) => void,
): Promise<HttpListener> {
  const server = createServer({ maxHeaderSize: READ_HEADER_BYTES }, (request, response) => {
    site
      .then((resolved) => respond(resolved, request, response))
      .catch((error: unknown) => {
        onError(error);
        if (!response.headersSent) send(response, problem('internal-error', request.url ?? '/'));
        else response.destroy();
      });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = z.object({ port: z.number() }).parse(server.address());
  return { url: `http://127.0.0.1:${address.port}`, close: () => close(server) };
}

async function respond(
  { handle, mount }: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { path, query } = splitUrl(request.url ?? '/');
  if (!isMeantForThisMachine(request.headers.host)) {
    send(response, problem('misdirected-request', path));
    return;
  }
  if (mount && path.startsWith(`${mount.path}/`)) {
    mount.answer(request, response);
    return;
  }
  if (headerBytes(request) > HTTP_API.maxHeaderBytes) {
    response.setHeader('connection', 'close');
    send(response, problem('header-fields-too-large', path));
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    send(response, problem('payload-too-large', path));
    return;
  }
  const gatewayRequest = {
    method: request.method ?? 'GET',
    path,
    query,
    headers: request.headers,
    body,
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
  };
  send(response, await handle(gatewayRequest));
}

/**
 * A web page may give its own name the address of this machine (DNS rebinding), and its scripts could then read any
 * response, such as a token. The `Host` header of such a request still has the name of the page.
 */
export function isMeantForThisMachine(host = ''): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);
}

function send(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(status).end(body);
}

/** The size of the request line and of the values of all headers. */
function headerBytes({ method, url, httpVersion, rawHeaders }: IncomingMessage): number {
  const values = rawHeaders.filter((_, index) => index % 2 === 1);
  return Buffer.byteLength([`${method} ${url} HTTP/${httpVersion}`, ...values].join(''), 'latin1');
}

/** Undefined when it is too large. The rest of it is read and dropped. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= HTTP_API.maxBodyBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('error', reject);
    request.on('end', () => resolve(bytes > HTTP_API.maxBodyBytes ? undefined : Buffer.concat(chunks)));
  });
}

function splitUrl(url: string): { path: string; query: string } {
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  if (server.listening) await once(server, 'close');
}
