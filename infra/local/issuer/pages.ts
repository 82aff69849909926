/** The pages of the local issuer. They work without scripts. */
import { createHash } from 'node:crypto';
import type { Person } from './people.ts';

export interface IssuerPage {
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
p, small { color: var(--muted); }
ul { list-style: none; padding: 0; display: grid; gap: 0.5rem; }
button { font: inherit; color: inherit; cursor: pointer; border-radius: 8px; border: 1px solid var(--line); background: var(--surface); padding: 0.6rem 0.9rem; }
li button { width: 100%; text-align: left; display: grid; }
button:hover, button:focus-visible, input:focus-visible { border-color: var(--accent); outline: 2px solid var(--accent); outline-offset: 1px; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
label { font-weight: 600; }
form.other { display: grid; gap: 0.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
input { font: inherit; padding: 0.55rem 0.7rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: inherit; }
.problem { color: #b3261e; font-weight: 600; }
@media (prefers-color-scheme: dark) { .problem { color: #ffb4ab; } }
`;

const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // A form leads back to the program that asks for the sign-in: on this machine, at any port.
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    'img-src data:',
    "form-action 'self' http://127.0.0.1:* http://localhost:*",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

function pageOf({ title, body }: { readonly title: string; readonly body: string }): IssuerPage {
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
  return { headers: HEADERS, html };
}

export interface SignInPage {
  readonly people: readonly Person[];
  /** Where the form is sent. */
  readonly action: string;
  readonly problem?: string;
  /** What was typed. */
  readonly typed?: string;
}

export function signInPage({ people, action, problem, typed = '' }: SignInPage): IssuerPage {
  const items = people.map(
    ({ email, name = email, about = '' }) =>
      `<li><button name="email" value="${escapeHtml(email)}"><strong>${escapeHtml(name)}</strong><small>${escapeHtml([about, email].filter(Boolean).join(' · '))}</small></button></li>`,
  );
  const list =
    items.length === 0
      ? ''
      : `<form method="post" action="${escapeHtml(action)}" aria-label="People of the sample"><ul>${items.join('\n')}</ul></form>`;
  return pageOf({
    title: 'Sign in',
    body: `<p>The issuer of this local stack asks for no password: choose who you are.</p>
${list}
<form class="other" method="post" action="${escapeHtml(action)}">
<label for="email">E-mail address of ${people.length > 0 ? 'another' : 'a'} member</label>
<input id="email" name="email" type="email" autocomplete="email" required value="${escapeHtml(typed)}"${problem === undefined ? '' : ' aria-invalid="true" aria-describedby="problem"'}>
${problem === undefined ? '' : `<p class="problem" id="problem" role="alert">${escapeHtml(problem)}</p>`}
<button class="primary">Sign in</button>
</form>`,
  });
}

/** `form` is the issuer's own, with the id `op.logoutForm`. */
export const signOutPage = (form: string): IssuerPage =>
  pageOf({
    title: 'Sign out',
    body: `<p>Do you want to sign out of the local stack?</p>
${form}
<button class="primary" form="op.logoutForm" name="logout" value="yes">Sign out</button>
<button form="op.logoutForm">Stay signed in</button>`,
  });

export const signedOutPage = (): IssuerPage =>
  pageOf({ title: 'Signed out', body: '<p>You are signed out of the local stack.</p>' });

export const failurePage = (detail: string): IssuerPage =>
  pageOf({
    title: 'That did not work',
    body: `<p>${escapeHtml(detail)}</p><p>Go back, and begin again.</p>`,
  });

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
