/** Keeps responses within Lambda's size limit: a list that is too large comes in more pages. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { MAX_RESPONSE_BYTES } from '../contract/aws-limits.ts';

/** The response exceeds Lambda's limit, and no smaller page would fit. */
export class ResponseTooLarge extends Error {
  constructor(bytes: number) {
    super(`a response of ${bytes} bytes exceeds Lambda's limit of ${MAX_RESPONSE_BYTES}`);
    this.name = 'ResponseTooLarge';
  }
}

/** A character takes at most six bytes of JSON, as `\\u0000` does: a shorter body need not be measured. */
const UNMEASURED_CHARACTERS = 1_000_000;
/** Leaves room for headers, and for items that are larger than the average. */
const SHARE_OF_LIMIT = 0.8;

interface SizedRequest {
  readonly routeKey: string;
  readonly query: Readonly<Record<string, string>>;
}

interface SizedResponse {
  readonly body?: unknown;
}

/**
 * The result of `operation`. A GET that returns a list which is too large runs again with a smaller `limit`.
 * Throws ResponseTooLarge when that does not help.
 */
export async function respondWithin<Q extends SizedRequest, R extends SizedResponse>(
  request: Q,
  operation: (request: Q) => Promise<R>,
  toResult: (response: R) => APIGatewayProxyStructuredResultV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  let sized = request;
  for (let fewest = Number.POSITIVE_INFINITY; ; ) {
    const response = await operation(sized);
    const result = toResult(response);
    const bytes = bytesOf(result);
    if (bytes <= MAX_RESPONSE_BYTES) return result;
    const items = sized.routeKey.startsWith('GET ') ? itemsIn(response) : 0;
    if (items <= 1 || items >= fewest) throw new ResponseTooLarge(bytes);
    fewest = items;
    const limit = Math.max(1, Math.floor((items * MAX_RESPONSE_BYTES * SHARE_OF_LIMIT) / bytes));
    sized = { ...sized, query: { ...sized.query, limit: String(limit) } };
  }
}

function bytesOf(result: APIGatewayProxyStructuredResultV2): number {
  if ((result.body ?? '').length < UNMEASURED_CHARACTERS) return 0;
  return Buffer.byteLength(JSON.stringify(result));
}

function itemsIn({ body }: SizedResponse): number {
  const isList = typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items);
  return isList && Array.isArray(body.items) ? body.items.length : 0;
}
