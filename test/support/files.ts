/** A bucket of files for the tests of one file, over a folder that is deleted after them. */
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from '@jest/globals';
import { type LocalFiles, startFiles } from '../../infra/local/files/files.ts';
import type { FileBucket } from '../../shared/files/bucket.ts';

export function s3At(endpoint: string): S3Client {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new S3Client({ endpoint, region: 'us-east-1', credentials });
}

export function useFiles() {
  let files: LocalFiles | undefined;
  let client: S3Client | undefined;
  beforeAll(async () => {
    const onError = (error: unknown) => void process.stderr.write(`${String(error)}\n`);
    files = await startFiles({ now: () => new Date(), onError });
    client = s3At(files.endpoint);
  });
  afterAll(async () => {
    client?.destroy();
    await files?.close();
  });
  return {
    get bucket(): FileBucket {
      if (!client) throw new Error('the bucket is not there yet');
      return { client, name: 'files' };
    },
  };
}
