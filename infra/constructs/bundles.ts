import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';
import type { FunctionName } from '../../shared/contract/environment.ts';
import { buildConsolePage } from './console-page.ts';

/**
 * Where credentials come from on a developer's machine and on other computers. Lambda, and the local stack, set them
 * in the environment, which the SDK looks at first: these are behind dynamic imports that are never reached.
 */
const CREDENTIALS_ELSEWHERE = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

/** A function's entry is `functions/<capability>/<name>.handler.ts`. */
const HANDLER = '.handler.ts';
const functionsRoot = join(import.meta.dirname, '../../functions');
let bundlesRoot: string | undefined;

/**
 * Folder of a function's bundle: one `index.mjs` that needs nothing beside it, SDK included. All functions are
 * bundled together by the first call, because one esbuild that parses the SDK once is many times faster than
 * one for each function, which parses it again.
 */
export function bundleOf(name: FunctionName): string {
  bundlesRoot ??= bundleAll();
  return join(bundlesRoot, name);
}

/** The entries of all functions. */
export function handlerFiles(): string[] {
  return globSync(`*/*${HANDLER}`, { cwd: functionsRoot }).map((file) => join(functionsRoot, file));
}

function bundleAll(): string {
  const outdir = mkdtempSync(join(tmpdir(), 'bundles-'));
  // The cloud assembly has its own copies by the time the app ends.
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  buildSync({
    entryPoints: handlerFiles().map((file) => ({
      in: file,
      out: `${basename(file, HANDLER)}/index`,
    })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    external: CREDENTIALS_ELSEWHERE,
    logLevel: 'warning',
    // Some dependencies are CommonJS and call `require` for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  writeFileSync(join(outdir, 'console', 'page.html'), buildConsolePage());
  return outdir;
}
