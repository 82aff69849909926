/** Amazon's JSON protocol over plain HTTP: the shape in which Lambda sees stream records is the shape on the wire. */
import * as z from 'zod';

const Failure = z.object({
  __type: z.string().default('UnknownError'),
  message: z.string().optional(),
  Message: z.string().optional(),
});

/** An answer that was no success; `code` is the exception's short name. */
export class AmazonError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'AmazonError';
    this.code = code;
  }
}

const NO_SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none';

/** Calls an operation such as `DynamoDB_20120810.ListTables`. Throws AmazonError. */
export async function callAmazon<T>(
  endpoint: string,
  operation: string,
  input: unknown,
  answer: z.ZodType<T>,
): Promise<T> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': operation,
      authorization: NO_SIGNATURE,
    },
    body: JSON.stringify(input),
  });
  const body: unknown = await response.json();
  if (response.ok) return answer.parse(body);
  const failure = Failure.parse(body);
  const code = failure.__type.slice(failure.__type.lastIndexOf('#') + 1);
  throw new AmazonError(code, failure.message ?? failure.Message ?? `HTTP ${response.status}`);
}
