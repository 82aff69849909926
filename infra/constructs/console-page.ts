import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const pageRoot = join(import.meta.dirname, '../../functions/console/page');

/** Oldest browsers that the page runs on. */
const TARGET = 'es2022';

/**
 * The console as one HTML document that fetches nothing but the API: script and style are built here and lie inside
 * it, so that the content security policy can allow both by their digests.
 */
export function buildConsolePage(): string {
  const script = build('main.tsx', { format: 'iife', platform: 'browser' });
  const style = build('style/page.css', { loader: { '.css': 'css' } });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Communications credits</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="console"></div>
<noscript>The console needs JavaScript.</noscript>
<script>${script}</script>
</body>
</html>
`;
}

function build(entry: string, options: BuildOptions): string {
  const { outputFiles } = buildSync({
    ...options,
    entryPoints: [join(pageRoot, entry)],
    bundle: true,
    minify: true,
    target: TARGET,
    write: false,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const text = outputFiles[0]?.text.trim() ?? '';
  // Either would end its element early. esbuild escapes both in scripts, and a style does not need them.
  if (/<\/(script|style)/i.test(text)) throw new Error(`${entry} contains a closing tag`);
  return text;
}
