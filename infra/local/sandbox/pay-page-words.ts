/** The hosted pages of the sandbox gateway, in words: what each card does, and what each button does. */
import { sandboxSum } from '../../../shared/contract/sandbox.ts';
import { sandboxMethodOf } from '../../../shared/contract/sandbox-cards.ts';
import { escapeHtml, type PlainPage, plainPage } from '../http/plain-page.ts';
import type { Payment } from './payments.ts';
import type { Session } from './sessions.ts';

/** What a payment with the card comes to, in the order of the page. */
const CARDS: readonly (readonly [token: string, what: string])[] = [
  ['tok_visa', 'Every payment succeeds.'],
  ['tok_mastercard', 'Every payment succeeds.'],
  ['tok_needs_payer', 'The bank asks for authentication each time, and pays once it is approved.'],
  ['tok_needs_payer_then_declined', 'The bank asks for authentication, and declines all the same.'],
  ['tok_declined', 'Every payment is declined.'],
  ['tok_decline_after_1', 'The first payment succeeds, and every later one is declined.'],
  ['tok_pending', 'The bank decides two seconds later.'],
  ['tok_timeout', 'The bank pays, but the gateway never says so: it has to be asked.'],
];

export const isOffered = (token: string): boolean => CARDS.some(([each]) => each === token);

interface Page {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** Where the page leads to. */
  readonly returnUrl: string | undefined;
}

function pageOf({ title, body, returnUrl }: Page): PlainPage {
  return plainPage({ title, body, formTargets: returnUrl === undefined ? [] : [new URL(returnUrl).origin] });
}

const MOVES_NO_MONEY = 'This is the sandbox gateway: it moves no money.';

const problemOf = (text: string): string => `<p class="problem" role="alert">${escapeHtml(text)}</p>`;

interface WayBack {
  readonly returnUrl: string | undefined;
  readonly words: string;
}

const wayBack = ({ returnUrl, words }: WayBack): string =>
  returnUrl === undefined ? '' : `<p><a href="${escapeHtml(returnUrl)}">${escapeHtml(words)}</a></p>`;

/** The list of cards. `payment` is that of an earlier attempt on this page. */
export function cardsPage({ request }: Session, payment: Payment | undefined): PlainPage {
  const { purpose, returnUrl, organizationId } = request;
  const isPayment = purpose.kind === 'payment';
  const items = CARDS.map(([token, what]) => {
    const label = sandboxMethodOf({ token })?.label ?? token;
    return `<li><button name="token" value="${token}"><strong>${escapeHtml(capitalized(label))}</strong><small>${escapeHtml(what)}</small></button></li>`;
  });
  const keeps = isPayment && purpose.savesMethod ? ' The card is kept for later payments.' : '';
  const what = isPayment
    ? `${purpose.description}, for ${organizationId}.${keeps}`
    : `The card is kept for the payments of ${organizationId}, and charged nothing now.`;
  const outcome = payment?.outcome;
  const problem =
    outcome?.status === 'declined' ? problemOf(`Not paid: ${outcome.detail}. Choose another card.`) : '';
  return pageOf({
    title: isPayment ? `Pay ${sandboxSum(purpose.amountMicros, purpose)}` : 'Add a card',
    returnUrl,
    body: `<p>${escapeHtml(what)}</p>
<p>${MOVES_NO_MONEY} Choose a test card.</p>
${problem}
<form method="post" aria-label="Test cards"><ul>${items.join('\n')}</ul></form>
${wayBack({ returnUrl, words: isPayment ? 'Leave without paying' : 'Leave without adding a card' })}`,
  });
}

const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The page of the bank (3-D Secure). */
export function authenticationPage(payment: Payment): PlainPage {
  const { amountMicros, token = '', link } = payment;
  const card = capitalized(sandboxMethodOf({ token })?.label ?? 'The card');
  return pageOf({
    title: 'Confirm the payment',
    returnUrl: link?.returnUrl,
    body: `<p>The bank of your card wants to know that it is you who pays (3-D Secure). ${MOVES_NO_MONEY}</p>
<dl>
<div><dt>Amount</dt><dd>${escapeHtml(sandboxSum(amountMicros, payment))}</dd></div>
<div><dt>Card</dt><dd>${escapeHtml(card)}</dd></div>
</dl>
<form class="choice" method="post">
<button class="primary" name="answer" value="approve">Approve the payment</button>
<button name="answer" value="refuse">Refuse the payment</button>
</form>
${wayBack({ returnUrl: link?.returnUrl, words: 'Leave without deciding' })}`,
  });
}

/** A part of what is missing, in whole units of the currency; undefined for less than two of them. */
const partOf = (remainingMicros: number): number | undefined =>
  remainingMicros < 2_000_000 ? undefined : Math.floor(remainingMicros / 2_000_000) * 1_000_000;

const EXCESS_MICROS = 10_000_000;

export type Sending = 'all' | 'part' | 'more';

/** How much a button of the transfer page sends. */
export function sentMicros(sending: Sending, remainingMicros: number): number | undefined {
  if (sending === 'part') return partOf(remainingMicros);
  return sending === 'all' ? remainingMicros : remainingMicros + EXCESS_MICROS;
}

/** Of a payment that waits for a transfer. */
export function transferPage(
  payment: Payment,
  { reference, account, remainingMicros }: TransferAction,
): PlainPage {
  const rows = [
    ...Object.entries(account).filter(([name]) => name !== 'instructionsUrl'),
    ['reference', reference],
    ['received', sandboxSum(payment.amountMicros - remainingMicros, payment)],
    ['missing', sandboxSum(remainingMicros, payment)],
  ] as const;
  const items = rows.map(
    ([name, value]) => `<div><dt>${escapeHtml(inWords(name))}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  const button = (sending: Sending, words: string): string => {
    const micros = sentMicros(sending, remainingMicros);
    if (micros === undefined) return '';
    const style = sending === 'all' ? ' class="primary"' : '';
    return `<button${style} name="send" value="${sending}">${words}: ${escapeHtml(sandboxSum(micros, payment))}</button>`;
  };
  return pageOf({
    title: `Transfer ${sandboxSum(payment.amountMicros, payment)}`,
    returnUrl: undefined,
    body: `<p>The payer's bank, for ${escapeHtml(payment.organizationId)}. ${MOVES_NO_MONEY}</p>
<dl>${items.join('\n')}</dl>
<form class="choice" method="post" aria-label="Send money">
${button('all', 'Send what is missing')}
${button('part', 'Send a part')}
${button('more', 'Send too much')}
</form>`,
  });
}

/** `accountHolder` as "Account holder", and `iban` as "IBAN". */
function inWords(name: string): string {
  if (name === 'iban' || name === 'bic') return name.toUpperCase();
  return capitalized(name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

export interface TransferAction {
  readonly reference: string;
  readonly account: Readonly<Record<string, string>>;
  readonly remainingMicros: number;
}

const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  succeeded: 'It is paid.',
  pending: 'The bank has not decided yet.',
  canceled: 'The payment was canceled.',
};

/** Of a payment that waits for its payer no more. */
export function decidedPage({ outcome }: Payment, returnUrl: string | undefined): PlainPage {
  const detail = outcome.status === 'declined' && outcome.code !== 'canceled' ? outcome.detail : undefined;
  const key = outcome.status === 'declined' ? outcome.code : outcome.status;
  const words = detail === undefined ? (OUTCOME_WORDS[key] ?? '') : `It is not paid: ${detail}.`;
  const excess =
    outcome.status === 'succeeded' && outcome.excessMicros
      ? ' What was too much is kept for the next transfer.'
      : '';
  return pageOf({
    title: 'Nothing is left to do here',
    returnUrl,
    body: `<p>${escapeHtml(words)}${excess}</p>
${wayBack({ returnUrl, words: 'Go back' })}<p>You can close this page.</p>`,
  });
}

/** Of a link that was never made, has expired, or was replaced by another one. */
export const outdatedPage = (returnUrl: string | undefined): PlainPage =>
  pageOf({
    title: 'This link does not work any more',
    returnUrl,
    body: `<p>It has expired, or another one has taken its place. Nothing was charged through it.</p>
${wayBack({ returnUrl, words: 'Go back' })}`,
  });
