/** How a person says who it is at the local issuer: on its page, or by the hint in the request. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import * as z from 'zod';
import type { PlainPage } from '../http/plain-page.ts';
import { failurePage, signInPage } from './pages.ts';
import { ISSUER_PATH, SIGN_IN_PATH } from './paths.ts';
import type { People } from './people.ts';

const MAX_FORM_BYTES = 10_000;
const Email = z.email();

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | undefined;

/** Undefined for a request that is not about signing in. */
export function createSignIn(provider: Provider, people: People): Answer {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { uid, params } = await provider.interactionDetails(request, response);
    const isChosen = request.method === 'POST';
    const email = isChosen ? await chosenEmail(request) : String(params.login_hint ?? '');
    if (Email.safeParse(email).success) {
      // Of a program on the person's machine the issuer wants consent each time (RFC 8252 section 8.6).
      const result = { login: { accountId: people.subjectOf(email) }, consent: {} };
      return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    }
    const action = `${ISSUER_PATH}${SIGN_IN_PATH}${uid}`;
    const problem = isChosen
      ? { problem: 'Enter an e-mail address, such as ada@contoso.example.', typed: email }
      : {};
    send(response, isChosen ? 400 : 200, signInPage({ people: people.listed, action, ...problem }));
    return undefined;
  };
  return (request, response) => {
    if (!request.url?.startsWith(SIGN_IN_PATH)) return undefined;
    return answer(request, response).catch((error: unknown) => {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      send(response, 400, failurePage('This sign-in has ended, or was begun in another browser.'));
    });
  };
}

async function chosenEmail(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > MAX_FORM_BYTES) return '';
    chunks.push(part);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString()).get('email')?.trim() ?? '';
}

function send(response: ServerResponse, status: number, { headers, html }: PlainPage): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(html) }).end(html);
}
