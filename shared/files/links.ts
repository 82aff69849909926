/** Links to single objects: who has one reads the object until it expires, and needs nothing else. */
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { FileBucket } from './bucket.ts';

export interface LinkTo {
  readonly key: string;
  /** Under which a browser keeps it. */
  readonly fileName: string;
  readonly at: Date;
  readonly seconds: number;
}

/** Signed with the permissions of this function, without a request. It does not say whether there is such an object. */
export function signLink(
  { client, name }: FileBucket,
  { key, fileName, at, seconds }: LinkTo,
): Promise<string> {
  const ResponseContentDisposition = `attachment; filename="${fileName}"`;
  const command = new GetObjectCommand({ Bucket: name, Key: key, ResponseContentDisposition });
  return getSignedUrl(client, command, { expiresIn: seconds, signingDate: at });
}
