/** `npm start`: the local stack, until Ctrl-C. `PORT` is 3000 unless set; `--data DIR` keeps the data, `--logs` shows logs. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { startLocalStack } from './stack.ts';

const LONGEST_STOP_MILLISECONDS = 10_000;

const { values } = parseArgs({
  options: { data: { type: 'string' }, logs: { type: 'boolean', default: false } },
});
const port = z.coerce.number().int().min(0).max(65_535).default(3000).parse(process.env.PORT);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const begun = performance.now();
  const stack = await startLocalStack({
    port,
    schedules: 'timed',
    ...(values.data === undefined ? {} : { dataFolder: values.data }),
    ...(values.logs ? { log: (label, line) => say(`[${label}] ${line}`) } : {}),
  });
  stopOnSignal(() => stack.close());
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  say(`Ready in ${seconds} s at ${stack.url}`);
  say('');
  say('A token for every organization (scope operator):');
  say(await stack.token(['operator']));
}

function stopOnSignal(close: () => Promise<void>): void {
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), LONGEST_STOP_MILLISECONDS).unref();
    await close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
}
