/** Pages of the local stack for people: plain HTML, which works without scripts. */
import { createHash } from 'node:crypto';

export interface PlainPage {
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --muted: #5a6675; --line: #d5dae1; --page: #f4f6f8; --surface: #fff; --accent: #1d5fb8; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf1; --muted: #9aa7b6; --line: #36414e; --page: #12171d; --surface: #1b222b; --accent: #8fbcff; --on-accent: #10151b; } }
* { box-sizing: border-box; margin: 0; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); }
main { max-width: 30rem; margin: 8vh auto 2rem; padding: 0 1rem; display: grid; gap: 1rem; }
h1 { font-size: 1.4rem; }
h2 { font-size: 1rem; }
p, small, dt { color: var(--muted); }
ul { list-style: none; padding: 0; display: grid; gap: 0.5rem; }
a { color: var(--accent); }
button { font: inherit; color: inherit; cursor: pointer; border-radius: 8px; border: 1px solid var(--line); background: var(--surface); padding: 0.6rem 0.9rem; }
li button { width: 100%; text-align: left; display: grid; }
button:hover, button:focus-visible, input:focus-visible { border-color: var(--accent); outline: 2px solid var(--accent); outline-offset: 1px; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
label { font-weight: 600; }
form.other { display: grid; gap: 0.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
form.choice { display: grid; gap: 0.5rem; }
input { font: inherit; padding: 0.55rem 0.7rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: inherit; }
dl { display: grid; gap: 0.5rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); padding: 0.75rem 0.9rem; }
dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
dd { font-weight: 600; overflow-wrap: anywhere; }
.problem { color: #b3261e; font-weight: 600; }
@media (prefers-color-scheme: dark) { .problem { color: #ffb4ab; } }
`;
const STYLE_DIGEST = createHash('sha256').update(STYLE).digest('base64');

interface PageParts {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** Where a form may lead, besides this page's own origin. */
  readonly formTargets: readonly string[];
}

export function plainPage({ title, body, formTargets }: PageParts): PlainPage {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
  return { headers: headersOf(formTargets), html };
}

const headersOf = (formTargets: readonly string[]): Readonly<Record<string, string>> => ({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_DIGEST}'`,
    'img-src data:',
    ["form-action 'self'", ...formTargets].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
