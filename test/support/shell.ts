/** A shell for tests of the command line, where there is one on the PATH. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from '@jest/globals';

/** A test that needs the shell; without it the test is skipped, and the output says why. */
export function testInShell(name: string): typeof test | typeof test.skip {
  const folders = (process.env.PATH ?? '').split(delimiter);
  if (folders.some((folder) => existsSync(join(folder, name)))) return test;
  process.stderr.write(`skipped: completion in ${name}: there is no ${name} on the PATH\n`);
  return test.skip;
}
