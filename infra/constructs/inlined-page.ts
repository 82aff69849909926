import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const pageRoot = join(import.meta.dirname, '../../functions/console/page');

/** Oldest browsers that the pages run on. */
const TARGET = 'es2022';

export interface PageSource {
  readonly title: string;
  /** The script and the style, from the folder of pages. */
  readonly script: string;
  readonly style: string;
  /** The id of the element that the script fills. */
  readonly root: string;
  readonly withoutScript: string;
}

/**
 * A page as one HTML document that fetches nothing but the API: script and style are built here and lie inside it, so that
 * the content security policy can allow both by their digests.
 */
export function inlinePage({ title, script, style, root, withoutScript }: PageSource): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${build(style, { loader: { '.css': 'css' } })}</style>
</head>
<body>
<div id="${root}"></div>
<noscript>${withoutScript}</noscript>
<script>${build(script, { format: 'iife', platform: 'browser' })}</script>
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
