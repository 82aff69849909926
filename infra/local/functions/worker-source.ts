import { join } from 'node:path';
import { build } from 'esbuild';

/** The code of a function's thread, as one script: otherwise every thread would load each file and strip its types. */
export async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
  });
  const [file] = outputFiles;
  if (!file) throw new Error('worker.ts gave no output');
  return file.text;
}
