/** The token that `credits login` keeps, renewed before it expires. */
import { RENEW_BEFORE_MILLISECONDS, renewTokens, SignInRefused } from '../sign-in.ts';
import { keepLogin, type Login, readLogin } from './login-file.ts';
import type { Terminal } from './terminal.ts';
import { claimsOf } from './token-claims.ts';

/** What signs the requests of one command. */
export class KeptToken {
  readonly #terminal: Terminal;
  #login: Login;
  #renewing: Promise<void> | undefined;

  constructor(login: Login, terminal: Terminal) {
    this.#login = login;
    this.#terminal = terminal;
  }

  get login(): Login {
    return this.#login;
  }

  /** Throws `SignInRefused` when it has expired and the issuer renews it no more. */
  async current(): Promise<string> {
    const { expiresAt } = claimsOf(this.#login.token) ?? {};
    const left = expiresAt === undefined ? undefined : Date.parse(expiresAt) - this.#terminal.now().getTime();
    if (left !== undefined && left < RENEW_BEFORE_MILLISECONDS) await this.renew();
    return this.#login.token;
  }

  /** Returns whether there is another token. Requests at the same time share one renewal. */
  async renew(): Promise<boolean> {
    const before = this.#login.token;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    await this.#renewing;
    return this.#login.token !== before;
  }

  /** A refresh token works once: another command may have used it meanwhile, and has kept what it got. */
  async #renew(): Promise<void> {
    const { configFolder } = this.#terminal;
    const kept = readLogin(configFolder);
    if (kept && kept.url === this.#login.url && kept.token !== this.#login.token) {
      this.#login = kept;
      return;
    }
    const { renewal } = this.#login;
    if (!renewal) return;
    const { issuer, clientId, refreshToken } = renewal;
    const renewed = await renewTokens({ issuer, clientId, scopes: [] }, refreshToken).catch(explainEnd);
    const { accessToken: token, refreshToken: next = refreshToken } = renewed;
    this.#login = { ...this.#login, token, renewal: { ...renewal, refreshToken: next } };
    await keepLogin(configFolder, this.#login);
  }
}

function explainEnd(error: unknown): never {
  if (!(error instanceof SignInRefused)) throw error;
  throw new SignInRefused(error.code, 'Your sign-in has ended. Sign in again with credits login.');
}
