/** The token of each request, renewed before it expires. */
import { RENEW_BEFORE_MILLISECONDS, renewTokens, SignInRefused } from '../../../../shared/client/sign-in.ts';
import { forgetSession, type KeptSession, keepSession, keptFrom } from '../state/session.ts';

export class TokenKeeper {
  readonly #now: () => number;
  readonly #onEnd: () => void;
  #session: KeptSession;
  #renewing: Promise<boolean> | undefined;

  /** `onEnd` is called when the issuer renews the token no more; `now` returns milliseconds since 1970. */
  constructor(session: KeptSession, { now, onEnd }: { now: () => number; onEnd: () => void }) {
    this.#session = session;
    this.#now = now;
    this.#onEnd = onEnd;
    keepSession(session);
  }

  get session(): KeptSession {
    return this.#session;
  }

  /** Undefined once the session has ended. Throws `NoAnswer` when the issuer cannot be reached. */
  async current(): Promise<string | undefined> {
    const { accessToken, expiresAtMilliseconds } = this.#session.tokens;
    if (expiresAtMilliseconds - this.#now() > RENEW_BEFORE_MILLISECONDS) return accessToken;
    return (await this.renew()) ? this.#session.tokens.accessToken : undefined;
  }

  /** Returns whether there is another token. Requests at the same time share one renewal: a refresh token works once. */
  renew(): Promise<boolean> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** The organization that an operator works for. */
  chooseOrganization(organization: string): void {
    this.#keep({ ...this.#session, organization });
  }

  async #renew(): Promise<boolean> {
    const { settings, tokens } = this.#session;
    if (tokens.refreshToken === undefined) return this.#end();
    try {
      const renewed = await renewTokens(settings, tokens.refreshToken);
      this.#keep({ ...this.#session, tokens: keptFrom(renewed, this.#now()) });
      return true;
    } catch (error) {
      if (error instanceof SignInRefused) return this.#end();
      throw error;
    }
  }

  #keep(session: KeptSession): void {
    this.#session = session;
    keepSession(session);
  }

  #end(): false {
    forgetSession();
    this.#onEnd();
    return false;
  }
}
