/**
 * `npm run demo [-- --rates FILE] [--seed N] [--calls N]`: a month in the life of an organization of 200 users, and
 * the year after it, on the local stack. Progress goes to stderr, an account of what happened to stdout; its last
 * line is one JSON object. Exits non-zero when anything failed or the books do not reconcile.
 */
import { access } from 'node:fs/promises';
import { startLocalStack } from '../../infra/local/stack.ts';
import { readOptions } from './options.ts';
import { Progress } from './progress.ts';
import { runDemo } from './run-demo.ts';

const progress = new Progress();

try {
  const options = readOptions(process.argv.slice(2));
  await access(options.ratesFile);
  progress.say('Starting the local stack');
  const stack = await startLocalStack({ log: (label, line) => process.stderr.write(problems(label, line)) });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void stack.close().finally(() => process.exit(1)));
  }
  try {
    const { account, summary, isSound } = await runDemo(stack, options, progress);
    const seconds = Number(progress.seconds.toFixed(1));
    process.stdout.write(`${account}\n${JSON.stringify({ ...summary, seconds })}\n`);
    if (!isSound) process.exitCode = 1;
  } finally {
    await stack.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** The line, if it is an error; otherwise nothing. */
function problems(label: string, line: string): string {
  return /"level":"error"/i.test(line) ? `[${label}] ${line}\n` : '';
}
