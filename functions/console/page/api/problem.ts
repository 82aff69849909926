/** What went wrong, as a person is shown it. */
import { ApiProblem, NoAnswer } from '../../../../shared/client/problem.ts';
import { SignInRefused } from '../../../../shared/client/sign-in.ts';

export interface Problem {
  /** 0 when no answer came. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly code: string;
  /** The field of the request that is wrong. */
  readonly field?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** Every member, as it came. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** A refusal in words of the page's own. */
export class Explained extends Error {
  override readonly name = 'Explained';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
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
  if (error instanceof ApiProblem) return error;
  if (error instanceof NoAnswer) return NO_ANSWER;
  if (error instanceof Explained) return error.problem;
  if (error instanceof SignInRefused) {
    const { code, message: detail } = error;
    return { status: 0, title: 'Signing in did not work', detail, code, members: {} };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { status: 0, title: 'The page failed', detail, code: 'page-failed', members: {} };
}
