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

const unsigned = (accessKeyId: string): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none`;

const agent = new Agent({ keepAlive: true });

export interface AmazonRequest<T> {
  readonly endpoint: string;
  readonly accessKeyId: string;
  /** Such as `DynamoDB_20120810.ListTables`. */
  readonly operation: string;
  readonly input: unknown;
  readonly output: z.ZodType<T>;
}

/** Throws AmazonError. */
export async function callAmazon<T>(call: AmazonRequest<T>): Promise<T> {
  const { status, text } = await post(call);
  const body: unknown = JSON.parse(text);
  if (status === 200) return call.output.parse(body);
  const failure = Failure.parse(body);
  const code = failure.__type.slice(failure.__type.lastIndexOf('#') + 1);
  throw new AmazonError(code, failure.message ?? failure.Message ?? `HTTP ${status}`);
}

/** The stream readers call this all the time: `fetch` would cost several times as much. */
function post({
  endpoint,
  accessKeyId,
  operation,
  input,
}: AmazonRequest<unknown>): Promise<{ status: number; text: string }> {
  const body = JSON.stringify(input);
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amz-target': operation,
    authorization: unsigned(accessKeyId),
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
