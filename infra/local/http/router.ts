/** Finds the route of a request as API Gateway does: the most specific one wins, `$default` takes the rest. */

export interface Match<T> {
  readonly target: T;
  /** Decoded values of the path's `{names}`. */
  readonly parameters: Readonly<Record<string, string>>;
}

interface Candidate<T> {
  readonly method: string;
  readonly segments: readonly string[];
  readonly target: T;
}

export class Router<T> {
  readonly #exact = new Map<string, T>();
  readonly #patterns: Candidate<T>[] = [];
  readonly #fallback: T | undefined;

  /** Keys such as `GET /v1/things/{thing}`, `ANY /{proxy+}` and `$default`. */
  constructor(routes: Iterable<readonly [routeKey: string, target: T]>) {
    let fallback: T | undefined;
    for (const [routeKey, target] of routes) {
      const [method = '', path = ''] = routeKey.split(' ');
      if (routeKey === '$default') fallback = target;
      else if (path.includes('{') || method === 'ANY') {
        this.#patterns.push({ method, segments: path.split('/').slice(1), target });
      } else this.#exact.set(routeKey, target);
    }
    this.#fallback = fallback;
    this.#patterns.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  }

  find(method: string, path: string): Match<T> | undefined {
    const exact = this.#exact.get(`${method} ${path}`);
    if (exact !== undefined) return { target: exact, parameters: {} };
    const segments = path.split('/').slice(1);
    for (const candidate of this.#patterns) {
      if (candidate.method !== method && candidate.method !== 'ANY') continue;
      const parameters = matchSegments({ pattern: candidate.segments, segments });
      if (parameters) return { target: candidate.target, parameters };
    }
    return this.#fallback === undefined ? undefined : { target: this.#fallback, parameters: {} };
  }
}

/** Fixed segments come before variables, variables before greedy ones, a method before `ANY`. */
function sortKey(candidate: Candidate<unknown>): string {
  const ranks = candidate.segments.map((segment) => {
    if (segment.endsWith('+}')) return '2';
    return segment.startsWith('{') ? '1' : '0';
  });
  return ranks.join('') + (candidate.method === 'ANY' ? '1' : '0');
}

function matchSegments({
  pattern,
  segments,
}: {
  pattern: readonly string[];
  segments: readonly string[];
}): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (expected.endsWith('+}')) {
      const rest = decode(segments.slice(index).join('/'));
      return rest === undefined ? undefined : { ...parameters, [expected.slice(1, -2)]: rest };
    }
    if (expected.startsWith('{')) {
      const value = decode(segment);
      if (value === undefined || value === '') return undefined;
      parameters[expected.slice(1, -1)] = value;
    } else if (expected !== segment) return undefined;
  }
  return segments.length === pattern.length ? parameters : undefined;
}

/** Undefined when the text is not URL-encoded as it should be. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
