/** The OpenID provider of the local stack, in the place of the user pool: oidc-provider, with the pool's clients and function. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import { configurationOf, type IssuerOptions, issuerUrl } from './configuration.ts';
import { ISSUER_PATH } from './paths.ts';
import { createSignIn } from './sign-in.ts';

export type HttpListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Takes the requests below {@link ISSUER_PATH}. */
export function createIssuer(options: IssuerOptions): HttpListener {
  const { people } = options;
  const provider = new Provider(issuerUrl(options.url), configurationOf(options));
  provider.on('server_error', (_context, error) => options.onError(error));
  const answer = provider.callback();
  const answerSignIn = createSignIn(provider, people);
  return (request, response) => {
    const { url = '/' } = request;
    // The provider makes its links from both.
    Object.assign(request, { originalUrl: url, url: url.slice(ISSUER_PATH.length) || '/' });
    const answered = answerSignIn(request, response) ?? answer(request, response);
    answered.catch(options.onError);
  };
}
