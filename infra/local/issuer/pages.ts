/** The pages of the local issuer. They work without scripts. */
import { escapeHtml, type PlainPage, plainPage } from '../http/plain-page.ts';
import type { Person } from './people.ts';

// A form leads back to the program that asks for the sign-in: on this machine, at any port.
const FORM_TARGETS = ['http://127.0.0.1:*', 'http://localhost:*'];

const pageOf = (parts: { readonly title: string; readonly body: string }): PlainPage =>
  plainPage({ ...parts, formTargets: FORM_TARGETS });

export interface SignInPage {
  readonly people: readonly Person[];
  /** Where the form is sent. */
  readonly action: string;
  readonly problem?: string;
  /** What was typed. */
  readonly typed?: string;
}

export function signInPage({ people, action, problem, typed = '' }: SignInPage): PlainPage {
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
export const signOutPage = (form: string): PlainPage =>
  pageOf({
    title: 'Sign out',
    body: `<p>Do you want to sign out of the local stack?</p>
${form}
<button class="primary" form="op.logoutForm" name="logout" value="yes">Sign out</button>
<button form="op.logoutForm">Stay signed in</button>`,
  });

export const signedOutPage = (): PlainPage =>
  pageOf({ title: 'Signed out', body: '<p>You are signed out of the local stack.</p>' });

export const failurePage = (detail: string): PlainPage =>
  pageOf({
    title: 'That did not work',
    body: `<p>${escapeHtml(detail)}</p><p>Go back, and begin again.</p>`,
  });
