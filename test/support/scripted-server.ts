/** An HTTP server that replies by a script, one reply a request, and remembers what it received. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless a string. */
  readonly body?: unknown;
}

/** `lost`: the connection ends without an answer. `broken`: it ends within the answer. `silent`: none ever comes. */
export type Scripted = Reply | 'lost' | 'broken' | 'silent';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Milliseconds since the server began. */
  readonly at: number;
}

export class ScriptedServer {
  readonly received: Received[] = [];
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  #script: Scripted[] = [];

  static async start(): Promise<ScriptedServer> {
    const started = new ScriptedServer();
    started.#server.listen(0, '127.0.0.1');
    await once(started.#server, 'listening');
    return started;
  }

  get url(): string {
    const address = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}`;
  }

  /** Begins again: what was received is forgotten. The last reply is that of all further requests, too. */
  reply(...script: Scripted[]): void {
    this.#script = script;
    this.received.length = 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    this.received.push({ method, url, headers, body: await text(request), at: performance.now() });
    const [reply = 'lost'] = this.#script.length > 1 ? this.#script.splice(0, 1) : this.#script;
    if (reply === 'silent') return;
    if (reply === 'lost') {
      response.destroy();
      return;
    }
    if (reply === 'broken') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"balance":', () => response.destroy());
      return;
    }
    const { status, body } = reply;
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...reply.headers });
    response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  }
}
