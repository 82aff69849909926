/** The XML of S3. */
import type { LocalObject } from './object-folder.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A request that S3 would refuse, too. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  get xml(): string {
    return `${DECLARATION}<Error>${elements({ Code: this.code, Message: this.message })}</Error>`;
  }
}

export function listXml({
  prefix,
  objects,
  next,
}: {
  readonly prefix: string;
  readonly objects: readonly LocalObject[];
  /** Where the next page goes on after. */
  readonly next: string | undefined;
}): string {
  const contents = objects.map(({ key, sizeBytes, etag, modifiedAt }) => {
    const of = {
      Key: key,
      LastModified: modifiedAt.toISOString(),
      ETag: `"${etag}"`,
      Size: String(sizeBytes),
    };
    return `<Contents>${elements({ ...of, StorageClass: 'STANDARD' })}</Contents>`;
  });
  const page = {
    Prefix: prefix,
    KeyCount: String(objects.length),
    MaxKeys: '1000',
    IsTruncated: String(next !== undefined),
    ...(next !== undefined && { NextContinuationToken: next }),
  };
  return `${DECLARATION}<ListBucketResult xmlns="${NAMESPACE}">${elements(page)}${contents.join('')}</ListBucketResult>`;
}

export const uploadXml = (name: string, members: Readonly<Record<string, string>>): string =>
  `${DECLARATION}<${name} xmlns="${NAMESPACE}">${elements(members)}</${name}>`;

/** The numbers of the parts of a `CompleteMultipartUpload`, in its order. */
export const partsOf = (xml: string): number[] =>
  [...xml.matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => Number(number));

const elements = (members: Readonly<Record<string, string>>): string =>
  Object.entries(members)
    .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
    .join('');

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? '');
