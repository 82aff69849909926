/** Waits on this machine for a person to come back from the issuer (RFC 8252 section 7.3). */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

export interface Loopback {
  readonly redirectUri: string;
  /** The address that the person came back to, of the sign-in with this state. Rejects when the time is up. */
  waitFor(state: string): Promise<URL>;
  close(): void;
}

const ANY_PORT: readonly string[] = ['http://127.0.0.1:0/callback'];
const MAX_WAIT_SECONDS = 300;

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>credits</title>
<h1>Back to the terminal</h1>
<p>The command line goes on there. You can close this page.</p>
</html>
`;

/**
 * Listens at the first of these addresses whose port is free; at any free port where none is named, as an issuer that
 * compares no ports allows. Throws when every port is taken.
 */
export async function listenForCallback(redirectUris: readonly string[]): Promise<Loopback> {
  for (const address of redirectUris.length > 0 ? redirectUris : ANY_PORT) {
    const server = createServer();
    const redirectUri = await listenAt(server, new URL(address));
    if (redirectUri !== undefined) return waitAt(server, redirectUri);
  }
  throw new Error(`The ports for signing in are taken by other programs: ${redirectUris.join(', ')}.`);
}

/** Undefined when the port is taken. */
async function listenAt(server: Server, url: URL): Promise<URL | undefined> {
  server.listen(Number(url.port), '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const address = server.address();
  const listening = new URL(url);
  if (typeof address === 'object' && address !== null) listening.port = String(address.port);
  return listening;
}

function waitAt(server: Server, redirectUri: URL): Loopback {
  const waiting = new Map<string, (callback: URL) => void>();
  let timer: NodeJS.Timeout | undefined;
  server.on('request', (request, response) => {
    const url = new URL(request.url ?? '/', redirectUri);
    const isCallback = request.method === 'GET' && url.pathname === redirectUri.pathname;
    const resolve = isCallback ? waiting.get(url.searchParams.get('state') ?? '') : undefined;
    const headers = { 'content-type': 'text/html; charset=utf-8', connection: 'close' };
    response.writeHead(resolve ? 200 : 404, headers).end(resolve ? PAGE : '');
    resolve?.(url);
  });
  return {
    redirectUri: redirectUri.href,
    waitFor: (state) =>
      new Promise((resolve, reject) => {
        waiting.set(state, resolve);
        const late = () => reject(new Error('There was no sign-in within 5 minutes.'));
        timer = setTimeout(late, MAX_WAIT_SECONDS * 1000);
      }),
    close: () => {
      clearTimeout(timer);
      server.close();
      server.closeIdleConnections();
    },
  };
}
