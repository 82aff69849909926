/** Who is signed in: kept in this tab only, and gone with it. */
export interface Credentials {
  readonly organization: string;
  readonly token: string;
}

const NAME = 'session';
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])$/;

export function storedSession(): Credentials | undefined {
  return readCredentials(new URLSearchParams(sessionStorage.getItem(NAME) ?? ''));
}

export function keepSession({ organization, token }: Credentials): void {
  sessionStorage.setItem(NAME, new URLSearchParams({ org: organization, token }).toString());
}

/** The keys of unsettled attempts stay: the next person who signs in for the organization must not pay twice either. */
export function forgetSession(): void {
  sessionStorage.removeItem(NAME);
}

/**
 * `#org=contoso&token=…`, as a local stack prints it: taken out of the address bar and the history at once. Nowhere else
 * does a link sign in: it could be somebody else's, and lead into an organization of theirs.
 */
export function takeSessionFromAddress(): Credentials | undefined {
  const fragment = location.hash.slice(1);
  if (!/(^|&)token=/.test(fragment)) return undefined;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return LOOPBACK.test(location.hostname) ? readCredentials(new URLSearchParams(fragment)) : undefined;
}

function readCredentials(from: URLSearchParams): Credentials | undefined {
  const [organization, token] = [from.get('org')?.trim(), from.get('token')?.trim()];
  return organization && token ? { organization, token } : undefined;
}
