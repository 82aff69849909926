/** No answer is larger than Lambda hands over: a list is answered in more pages instead. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { LARGEST_ANSWER_BYTES } from '../contract/aws-limits.ts';

/** An answer that no smaller page would make fit. */
export class AnswerTooLarge extends Error {
  constructor(bytes: number) {
    super(`an answer of ${bytes} bytes, where Lambda hands over ${LARGEST_ANSWER_BYTES}`);
    this.name = 'AnswerTooLarge';
  }
}

/** A character of a body takes six bytes at most, as `\\u0000` does: what is shorter need not be measured. */
const SURELY_FITS_CHARACTERS = 1_000_000;
/** Headers, and items that are larger than the average. */
const SHARE_OF_LIMIT = 0.8;

interface Asked {
  readonly routeKey: string;
  readonly query: Readonly<Record<string, string>>;
}

interface Answered {
  readonly body?: unknown;
}

/**
 * The result of `answer`, asked again for fewer items of a list (`limit`) while it is larger than Lambda hands over. Only
 * a GET may be asked again. Throws AnswerTooLarge where that does not help.
 */
export async function answerWithin<Q extends Asked, R extends Answered>(
  request: Q,
  answer: (request: Q) => Promise<R>,
  toResult: (response: R) => APIGatewayProxyStructuredResultV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  let asked = request;
  for (let fewest = Number.POSITIVE_INFINITY; ; ) {
    const response = await answer(asked);
    const result = toResult(response);
    const bytes = bytesOf(result);
    if (bytes <= LARGEST_ANSWER_BYTES) return result;
    const items = asked.routeKey.startsWith('GET ') ? itemsIn(response) : 0;
    if (items <= 1 || items >= fewest) throw new AnswerTooLarge(bytes);
    fewest = items;
    const limit = Math.max(1, Math.floor((items * LARGEST_ANSWER_BYTES * SHARE_OF_LIMIT) / bytes));
    asked = { ...asked, query: { ...asked.query, limit: String(limit) } };
  }
}

function bytesOf(result: APIGatewayProxyStructuredResultV2): number {
  if ((result.body ?? '').length < SURELY_FITS_CHARACTERS) return 0;
  return Buffer.byteLength(JSON.stringify(result));
}

function itemsIn({ body }: Answered): number {
  const isList = typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items);
  return isList && Array.isArray(body.items) ? body.items.length : 0;
}
