import { copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import * as z from 'zod';
import type { FunctionName } from '../../shared/contract/environment.ts';
import { apiDocument } from '../api-document/api-document.ts';
import { buildApiPage, buildConsolePage } from './console-page.ts';

/**
 * Sources of credentials on a developer's machine and on other computers. Lambda and the local stack set credentials in
 * the environment, where the SDK looks first: it never reaches its dynamic imports of these packages.
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
const projectRoot = join(import.meta.dirname, '../..');
const functionsRoot = join(projectRoot, 'functions');

/**
 * `apart`, as it is deployed: minified, and the source map is not in the bundle. `inline`, for a developer: readable,
 * with the source map in the bundle.
 */
export type SourceMapPlace = 'apart' | 'inline';

export interface Bundle {
  /** Has one `index.mjs` that needs nothing beside it, SDK included. */
  readonly folder: string;
  /** JSON; its sources are paths from the project's root. */
  readonly sourceMap: string;
}

let bundles: ReadonlyMap<string, Bundle> | undefined;

/**
 * A function's bundle. All functions are bundled together by the first call, because one esbuild that parses the SDK
 * once is many times faster than one for each function, which parses it again.
 */
export function bundleOf(name: FunctionName, place: SourceMapPlace): Bundle {
  bundles ??= bundleAll(place);
  const bundle = bundles.get(name);
  if (!bundle) throw new Error(`There is no functions/*/${name}${HANDLER}`);
  return bundle;
}

/** The entries of all functions. */
export function handlerFiles(): string[] {
  return globSync(`*/*${HANDLER}`, { cwd: functionsRoot }).map((file) => join(functionsRoot, file));
}

function bundleAll(place: SourceMapPlace): ReadonlyMap<string, Bundle> {
  const root = mkdtempSync(join(tmpdir(), 'bundles-'));
  // When the app ends, the cloud assembly has its own copies.
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  const built = buildAll(root, place);
  const bundles = new Map<string, Bundle>();
  for (const file of handlerFiles()) {
    const name = basename(file, HANDLER);
    const folder = join(root, name);
    const code = built.get(join(folder, 'index.mjs')) ?? '';
    const map = SourceMapSources.parse(JSON.parse(built.get(join(folder, 'index.mjs.map')) ?? ''));
    const absolute = map.sources.map((source) => resolve(folder, source));
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.mjs'), place === 'inline' ? code + inlineComment(map, absolute) : code);
    const sources = absolute.map((source) => relative(projectRoot, source));
    bundles.set(name, { folder, sourceMap: JSON.stringify({ ...map, sources }) });
  }
  writeFileSync(join(root, 'console', 'page.html'), buildConsolePage());
  writeFileSync(join(root, 'console', 'api-page.html'), buildApiPage());
  copyFonts(join(root, 'documents'));
  writeFileSync(join(root, 'system', 'openapi.json'), JSON.stringify(apiDocument()));
  return bundles;
}

/**
 * The fonts of papers, of free use (their packages' licences): DejaVu has the letters of most alphabets, and M PLUS those
 * of Japanese.
 */
function copyFonts(folder: string): void {
  const japanese = join(projectRoot, 'node_modules/@expo-google-fonts/m-plus-1p');
  copyFileSync(join(japanese, '400Regular/MPLUS1p_400Regular.ttf'), join(folder, 'japanese-regular.ttf'));
  copyFileSync(join(japanese, '700Bold/MPLUS1p_700Bold.ttf'), join(folder, 'japanese-bold.ttf'));
  copyFileSync(join(japanese, 'LICENSE_FONT'), join(folder, 'japanese-fonts-license.txt'));
  const fonts = join(projectRoot, 'node_modules/dejavu-fonts-ttf');
  copyFileSync(join(fonts, 'ttf/DejaVuSans.ttf'), join(folder, 'regular.ttf'));
  copyFileSync(join(fonts, 'ttf/DejaVuSans-Bold.ttf'), join(folder, 'bold.ttf'));
  copyFileSync(join(fonts, 'LICENSE'), join(folder, 'fonts-license.txt'));
}

/** What decides how large a bundle is, and how long it takes to load. */
export const BUNDLING = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  external: CREDENTIALS_ELSEWHERE,
  alias: {
    http: join(import.meta.dirname, 'builtin-http.cjs'),
    '@aws-sdk/endpoint-cache': join(import.meta.dirname, 'no-endpoint-cache.ts'),
  },
  // The schemas of answers type the operations and make the API document; no function builds them when it starts.
  loader: { '.answers.ts': 'empty' },
  logOverride: { 'import-is-undefined': 'silent' },
  // Some dependencies are CommonJS and call `require` for Node's own modules.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
} satisfies BuildOptions;

/** Code and source maps, by the paths at which they would be in `root`. */
function buildAll(root: string, place: SourceMapPlace): ReadonlyMap<string, string> {
  const { outputFiles } = buildSync({
    entryPoints: handlerFiles().map((file) => ({
      in: file,
      out: `${basename(file, HANDLER)}/index`,
    })),
    outdir: root,
    outExtension: { '.js': '.mjs' },
    ...BUNDLING,
    write: false,
    minify: place === 'apart',
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}

const SourceMapSources = z.looseObject({ sources: z.array(z.string()) });

/** Absolute, because the assembly copies the bundle to another folder. */
function inlineComment(map: object, absolute: readonly string[]): string {
  const sources = absolute.map((source) => pathToFileURL(source).href);
  const json = Buffer.from(JSON.stringify({ ...map, sources })).toString('base64');
  return `//# sourceMappingURL=data:application/json;base64,${json}\n`;
}
