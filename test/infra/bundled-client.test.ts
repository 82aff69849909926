/** The SDK's client of DynamoDB as it is in bundles, which lack the cache of endpoints: where its requests go. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { BUNDLING } from '../../infra/constructs/bundles.ts';

/** Says where the request goes, and answers nothing. */
const CODE = `
import { DynamoDB } from '@aws-sdk/client-dynamodb';
const requestHandler = {
  handle: ({ hostname }) => {
    process.stdout.write(hostname);
    return new Promise(() => {});
  },
};
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const client = new DynamoDB({ region: 'eu-west-1', credentials, requestHandler });
client.getItem({ TableName: 'ledger', Key: { pk: { S: 'a' } } });
`;

const folder = mkdtempSync(join(tmpdir(), 'bundled-client-'));
const outfile = join(folder, 'index.mjs');
beforeAll(async () => {
  const stdin = { contents: CODE, resolveDir: import.meta.dirname };
  await build({ ...BUNDLING, stdin, outfile, minify: true, logLevel: 'silent' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const hostOf = (environment: Readonly<Record<string, string>>): string =>
  execFileSync(process.execPath, [outfile], { env: environment, encoding: 'utf8', stdio: 'pipe' });

test.each([
  ['by default', {}],
  ['in an environment that asks for discovery', { AWS_ENABLE_ENDPOINT_DISCOVERY: 'true' }],
])('a request goes to the endpoint of its region %s', (_, environment) => {
  expect(hostOf(environment)).toBe('dynamodb.eu-west-1.amazonaws.com');
});
