/** What a person reads when a command fails, and its exit code. */
import { ApiProblem, NoAnswer } from '../problem.ts';

export const EXIT = { done: 0, refused: 1, wrongUse: 2, noAnswer: 3, someLinesFailed: 4 } as const;

/** The command line is not right, though each part of it can be read. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof WrongUse) return EXIT.wrongUse;
  return error instanceof NoAnswer ? EXIT.noAnswer : EXIT.refused;
}

const MAX_ERRORS = 20;

/** Without a stack trace. As JSON: the problem as it came, or `code` and `detail`. */
export function describeFailure(error: unknown, { json }: { json: boolean }): string {
  if (error instanceof ApiProblem) {
    const { status, code, detail, requestId, members } = error;
    if (json) return `${JSON.stringify({ status, code, detail, ...members, requestId })}\n`;
    return lines([`credits: ${detail}`, ...partsOf(error)]);
  }
  const detail = error instanceof Error ? error.message : String(error);
  const code = error instanceof NoAnswer ? 'no-answer' : 'failed';
  return json ? `${JSON.stringify({ code, detail })}\n` : lines([`credits: ${detail}`]);
}

function partsOf({ status, code, field, errors, retryAfterSeconds, requestId }: ApiProblem): string[] {
  const listed = errors.length > 1 ? errors.slice(0, MAX_ERRORS) : [];
  return [
    `  code: ${code} (${status})`,
    ...(field === undefined ? [] : [`  field: ${field}`]),
    ...listed.map(
      ({ line, field: of, detail }) =>
        `  - ${[line === undefined ? undefined : `line ${line}`, of, detail].filter(Boolean).join(': ')}`,
    ),
    ...(retryAfterSeconds === undefined ? [] : [`  try again in: ${retryAfterSeconds} s`]),
    ...(requestId === undefined ? [] : [`  request: ${requestId}`]),
    ...(status === 401
      ? ['  Sign in with credits login; credits whoami shows what the token is for and until when.']
      : []),
  ];
}

const lines = (texts: readonly string[]): string => `${texts.join('\n')}\n`;
