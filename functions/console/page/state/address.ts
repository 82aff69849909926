/** The screen that the address names: `#/calls/abc?from=2026-11-01`. */
export const SCREENS = ['overview', 'credits', 'ledger', 'calls', 'minutes', 'users', 'rates'] as const;
export type Screen = (typeof SCREENS)[number];

export interface Address {
  readonly screen: Screen;
  /** What of the screen: a call, a user. */
  readonly id: string | undefined;
  readonly query: Readonly<Record<string, string>>;
}

export function readAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name = '', id = ''] = path.split('/');
  const screen = SCREENS.find((each) => each === name) ?? 'overview';
  return { screen, id: decoded(id) || undefined, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Empty values are left out. */
export function addressOf(screen: Screen, id?: string, query: Readonly<Record<string, string>> = {}): string {
  const named = Object.entries(query).filter(([, value]) => value !== '');
  const search = named.length > 0 ? `?${new URLSearchParams(named)}` : '';
  return `#/${screen}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${search}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
