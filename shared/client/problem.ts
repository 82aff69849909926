/** Why a request failed. */

/** One of several things that are wrong with a request: in a field, or in a line of a document. */
export interface ListedError {
  readonly field?: string;
  readonly line?: number;
  readonly detail: string;
}

/** A refusal, or a fault of the service: a problem as RFC 9457 has it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Stable; `http-502` where the answer has none, because it is not of the service itself. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** The field of the request that is wrong. */
  readonly field: string | undefined;
  /** Everything that is wrong, where the service lists it. */
  readonly errors: readonly ListedError[];
  readonly retryAfterSeconds: number | undefined;
  /** What the operator of the service finds the request by. */
  readonly requestId: string | undefined;
  /** Every member, as it came. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, headers: Headers, body: unknown) {
    const members = membersOf(body);
    const text = (name: string): string | undefined => {
      const value = members[name];
      return typeof value === 'string' && value !== '' ? value : undefined;
    };
    const detail = text('detail') ?? text('message') ?? `The answer was ${status}.`;
    super(detail);
    this.status = status;
    this.code = text('code') ?? `http-${status}`;
    this.title = text('title') ?? 'The request failed';
    this.detail = detail;
    this.field = text('field');
    this.errors = errorsOf(members.errors);
    this.retryAfterSeconds = retryAfterSecondsOf(headers);
    this.requestId = headers.get('apigw-requestid') ?? undefined;
    this.members = members;
  }
}

/**
 * No answer came, it broke off, or it was not one of the service: the request may have been executed. The cause is the
 * failure of the network, or what is wrong with the answer.
 */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor(cause: unknown) {
    super('The service could not be reached. Check your connection and try again.', { cause });
  }
}

const membersOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? { ...body } : {};

function errorsOf(errors: unknown): ListedError[] {
  if (!Array.isArray(errors)) return [];
  return errors.map(membersOf).flatMap(({ field, line, detail }) => {
    if (typeof detail !== 'string') return [];
    return [
      {
        ...(typeof field === 'string' ? { field } : {}),
        ...(typeof line === 'number' ? { line } : {}),
        detail,
      },
    ];
  });
}

/**
 * `Retry-After` (RFC 9110 section 10.2.3): seconds, or the date until which to wait. The service sends seconds; what is in
 * front of it may send a date, which is by the clock of `Date` if there is one.
 */
export function retryAfterSecondsOf(headers: Headers): number | undefined {
  const asked = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(asked)) return Number(asked);
  // Other forms of dates, and numbers below zero, which a date may be read from, are none of HTTP.
  const until = /^[A-Z][a-z]{2}, /.test(asked) ? Date.parse(asked) : Number.NaN;
  if (Number.isNaN(until)) return undefined;
  const sentAt = Date.parse(headers.get('date') ?? '');
  const since = Number.isNaN(sentAt) ? performance.timeOrigin + performance.now() : sentAt;
  return Math.max(0, Math.ceil((until - since) / 1000));
}
