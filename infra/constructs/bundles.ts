import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ENVIRONMENTS } from '../../shared/contract/environment.ts';

const functionsRoot = join(import.meta.dirname, '../../functions');
let bundlesRoot: string | undefined;

/**
 * Folder of a function's bundle: one `index.mjs` that needs nothing beside it, SDK included. All functions are
 * bundled together by the first call, because one esbuild that parses the SDK once is many times faster than
 * sixteen that each parse it again.
 */
export function bundleOf(name: string): string {
  bundlesRoot ??= bundleAll();
  return join(bundlesRoot, name);
}

function bundleAll(): string {
  const outdir = mkdtempSync(join(tmpdir(), 'bundles-'));
  // The cloud assembly has its own copies by the time the app ends.
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  buildSync({
    entryPoints: Object.keys(ENVIRONMENTS).map((name) => ({ in: findEntry(name), out: `${name}/index` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'warning',
    // Some dependencies are CommonJS and call `require` for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return outdir;
}

/** `functions/<capability>/<name>.ts`. */
function findEntry(name: string): string {
  const [entry, ...others] = globSync(`*/${name}.ts`, { cwd: functionsRoot });
  if (!entry) throw new Error(`No folder of functions/ has ${name}.ts`);
  if (others.length > 0) throw new Error(`More than one folder of functions/ has ${name}.ts`);
  return join(functionsRoot, entry);
}
