/** Commands that tests need and not every machine has. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from '@jest/globals';

/** A test of `what` that needs the command; without it the test is skipped, and the output says why. */
export function testWithCommand({ command, what }: { readonly command: string; readonly what: string }) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  if (folders.some((folder) => existsSync(join(folder, command)))) return test;
  process.stderr.write(`skipped: ${what}: there is no ${command} on the PATH\n`);
  return test.skip;
}

/** A test that needs the shell. */
export function testInShell(name: string): typeof test | typeof test.skip {
  return testWithCommand({ command: name, what: `completion in ${name}` });
}
