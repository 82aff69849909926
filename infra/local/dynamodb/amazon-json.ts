/** Amazon's JSON protocol over plain HTTP: the shape in which Lambda sees stream records is the shape on the wire. */
import { Agent, request } from 'node:http';
import * as z from 'zod';

const Failure = z.object({
  __type: z.string().default('UnknownError'),
  message: z.string().optional(),
  Message: z.string().optional(),
});

/** A response that reports an error; `code` is the exception's short name. */
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

const agent = new Agent({ keepAlive: true });

export interface AmazonRequest<T> {
  readonly endpoint: string;
  /** Such as `DynamoDB_20120810.ListTables`. */
  readonly operation: string;
  readonly input: unknown;
  readonly output: z.ZodType<T>;
}

/** Throws AmazonError. */
export async function callAmazon<T>({ endpoint, operation, input, output }: AmazonRequest<T>): Promise<T> {
  const { status, text } = await post({ endpoint, operation, body: JSON.stringify(input) });
  const body: unknown = JSON.parse(text);
  if (status === 200) return output.parse(body);
  const failure = Failure.parse(body);
  const code = failure.__type.slice(failure.__type.lastIndexOf('#') + 1);
  throw new AmazonError(code, failure.message ?? failure.Message ?? `HTTP ${status}`);
}

/** The stream readers call this all the time: `fetch` would cost several times as much. */
function post({
  endpoint,
  operation,
  body,
}: {
  endpoint: string;
  operation: string;
  body: string;
}): Promise<{ status: number; text: string }> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amz-target': operation,
    authorization: NO_SIGNATURE,
  };
  return new Promise((resolve, reject) => {
    const sent = request(endpoint, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
