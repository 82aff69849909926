/** What went wrong with a request, as the API returns it (RFC 9457), or a failure of the network. */
export interface Problem {
  /** 0 when no answer came. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly code: string;
  /** The field of the request that is wrong. */
  readonly field?: string;
  readonly retryAfterSeconds?: number;
  /** Every other member, as it came. */
  readonly members: Readonly<Record<string, unknown>>;
}

export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export function problemOf(status: number, body: unknown, retryAfter: string | null): Problem {
  const members: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const text = (name: string): string | undefined => {
    const value = members[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const field = text('field');
  const seconds = Number(retryAfter);
  return {
    status,
    title: text('title') ?? 'The request failed',
    detail: text('detail') ?? text('message') ?? `The answer was ${status}.`,
    code: text('code') ?? `http-${status}`,
    ...(field === undefined ? {} : { field }),
    ...(retryAfter !== null && seconds > 0 ? { retryAfterSeconds: seconds } : {}),
    members,
  };
}

export const NO_ANSWER: Problem = {
  status: 0,
  title: 'No answer',
  detail: 'The service could not be reached. Check your connection and try again.',
  code: 'no-answer',
  members: {},
};

/** The problem of any error; an error that is not a failed request is shown as a fault of the page. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof RequestFailed) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { status: 0, title: 'The page failed', detail, code: 'page-failed', members: {} };
}
