/** Drops the functions' log lines, which would bury the output of a simulation. */

/** Drops log lines from standard output until the answer is called. */
export function silenceLogs(): () => void {
  const write = process.stdout.write;
  const filtered: typeof write = function (this: typeof process.stdout, chunk: unknown, ...rest: unknown[]) {
    if (typeof chunk === 'string' && chunk.startsWith('{"level":')) return true;
    return Reflect.apply(write, process.stdout, [chunk, ...rest]);
  };
  process.stdout.write = filtered;
  return () => {
    process.stdout.write = write;
  };
}
