/** What happens on the hosted pages of the sandbox gateway. They lead back to the program that asked for the payment. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxEvent } from '../../../shared/contract/sandbox-events.ts';
import type { PlainPage } from '../http/plain-page.ts';
import type { HttpResponse } from '../http/problem.ts';
import {
  authenticationPage,
  cardsPage,
  decidedPage,
  isOffered,
  outdatedPage,
  sentMicros,
  transferPage,
} from './pay-page-words.ts';
import type { Payment } from './payments.ts';
import type { SandboxBooks } from './sandbox-books.ts';
import { chargeEventOf, setupEventOf } from './sandbox-events.ts';
import type { Session } from './sessions.ts';

/** Responds for the page with this id; `form` is what was submitted. */
export type PayPage = (id: string, form: URLSearchParams) => HttpResponse | Promise<HttpResponse>;

export interface PayPagesOptions {
  readonly books: SandboxBooks;
  /** Resolves when the event was delivered, or given up. */
  readonly notify: (event: SandboxEvent) => Promise<void>;
  /** The bank decides a payment that is pending. */
  readonly settleLater: (payment: Payment) => void;
}

/** A page waits this long for the delivery of its event before it leads back. */
const DELIVERY_MILLISECONDS = 2000;

/** By route. */
export function createPayPages(options: PayPagesOptions): Readonly<Record<string, PayPage>> {
  const pages = new PayPages(options);
  return {
    'GET /_local/pay/sessions/{id}': (id) => pages.showSession(id),
    'POST /_local/pay/sessions/{id}': (id, form) => pages.submitCard(id, form.get('token') ?? ''),
    'GET /_local/pay/authentications/{id}': (id) => pages.showAuthentication(id),
    'POST /_local/pay/authentications/{id}': (id, form) =>
      pages.authenticate(id, form.get('answer') === 'approve'),
    'GET /_local/pay/transfers/{id}': (id) => pages.showTransfer(id),
    'POST /_local/pay/transfers/{id}': (id, form) => pages.send(id, form.get('send') ?? ''),
  };
}

class PayPages {
  readonly #books: SandboxBooks;
  readonly #options: PayPagesOptions;

  constructor(options: PayPagesOptions) {
    this.#books = options.books;
    this.#options = options;
  }

  showSession(reference: string): HttpResponse {
    const session = this.#books.sessions.find(reference);
    if (!session) return show(404, outdatedPage(undefined));
    const payment = this.#paymentOn(session);
    if (this.#books.sessions.isOpen(session)) return show(200, cardsPage(session, payment));
    const { returnUrl } = session.request;
    return payment ? show(200, decidedPage(payment, returnUrl)) : show(410, outdatedPage(returnUrl));
  }

  /** A second submission of a page that is complete leads back, and charges nothing. */
  async submitCard(reference: string, token: string): Promise<HttpResponse> {
    const session = this.#books.sessions.find(reference);
    if (!session) return show(404, outdatedPage(undefined));
    const { returnUrl } = session.request;
    if (session.completed) return leadTo(returnUrl);
    if (!this.#books.sessions.isOpen(session)) return show(410, outdatedPage(returnUrl));
    if (!isOffered(token)) return show(400, cardsPage(session, this.#paymentOn(session)));
    const payment = this.#books.submitCard(session, token);
    if (!payment) {
      await this.#deliver(setupEventOf(session));
      return leadTo(returnUrl);
    }
    if (payment.outcome.status === 'requires-action') return leadTo(actionUrlOf(payment) ?? returnUrl);
    this.#options.settleLater(payment);
    if (token !== 'tok_timeout') await this.#deliver(chargeEventOf(payment));
    return payment.outcome.status === 'declined' ? show(402, cardsPage(session, payment)) : leadTo(returnUrl);
  }

  showAuthentication(linkId: string): HttpResponse {
    const payment = this.#waitingFor(linkId);
    if (!payment) return show(410, outdatedPage(undefined));
    return payment.outcome.status === 'requires-action'
      ? show(200, authenticationPage(payment))
      : show(200, decidedPage(payment, payment.link?.returnUrl));
  }

  async authenticate(linkId: string, isApproved: boolean): Promise<HttpResponse> {
    const payment = this.#waitingFor(linkId);
    if (!payment) return show(410, outdatedPage(undefined));
    const returnUrl = payment.link?.returnUrl;
    if (payment.outcome.status !== 'requires-action') return show(200, decidedPage(payment, returnUrl));
    this.#books.authenticate(payment, isApproved);
    await this.#deliver(chargeEventOf(payment));
    const session = this.#books.sessions.findByOrder(payment.orderId);
    if (session) {
      // After a decline the payer may choose another card.
      return leadTo(session.completed ? session.request.returnUrl : `../sessions/${session.reference}`);
    }
    return returnUrl === undefined
      ? show(200, decidedPage(payment, undefined))
      : leadTo(returnAddress(returnUrl, payment));
  }

  showTransfer(orderId: string): HttpResponse {
    const payment = this.#books.findPayment(orderId);
    if (!payment?.transfer) return show(404, outdatedPage(undefined));
    const { outcome } = payment;
    return outcome.status === 'requires-action' && outcome.nextAction.kind === 'transfer'
      ? show(200, transferPage(payment, outcome.nextAction))
      : show(200, decidedPage(payment, undefined));
  }

  async send(orderId: string, sending: string): Promise<HttpResponse> {
    const payment = this.#books.findPayment(orderId);
    const outcome = payment?.outcome;
    const waits = outcome?.status === 'requires-action' && outcome.nextAction.kind === 'transfer';
    if (!payment || !waits || outcome.nextAction.kind !== 'transfer') return this.showTransfer(orderId);
    if (sending !== 'all' && sending !== 'part' && sending !== 'more') return this.showTransfer(orderId);
    const micros = sentMicros(sending, outcome.nextAction.remainingMicros);
    if (micros !== undefined && this.#books.payments.receive(payment, micros)) {
      await this.#deliver(chargeEventOf(payment));
    }
    return leadTo(encodeURIComponent(orderId));
  }

  /** The payment of an earlier attempt on the page. */
  #paymentOn({ request: { purpose } }: Session): Payment | undefined {
    return purpose.kind === 'payment' ? this.#books.findPayment(purpose.orderId) : undefined;
  }

  #waitingFor(linkId: string): Payment | undefined {
    const payment = this.#books.payments.findByLink(linkId);
    return payment && this.#books.findPayment(payment.orderId);
  }

  async #deliver(event: SandboxEvent | undefined): Promise<void> {
    if (!event) return;
    const timeIsUp = sleep(DELIVERY_MILLISECONDS, undefined, { ref: false });
    await Promise.race([this.#options.notify(event), timeIsUp]);
  }
}

function actionUrlOf({ outcome }: Payment): string | undefined {
  const isRedirect = outcome.status === 'requires-action' && outcome.nextAction.kind === 'redirect';
  return isRedirect && outcome.nextAction.kind === 'redirect' ? outcome.nextAction.url : undefined;
}

/** As Stripe does, the address has the payment and how it ended. */
function returnAddress(returnUrl: string, { reference, outcome }: Payment): string {
  const url = new URL(returnUrl);
  url.searchParams.set('payment_intent', reference);
  url.searchParams.set('redirect_status', outcome.status === 'declined' ? 'failed' : outcome.status);
  return url.href;
}

const show = (status: number, { headers, html }: PlainPage): HttpResponse => ({
  status,
  headers,
  body: html,
});

const leadTo = (location: string): HttpResponse => ({ status: 303, headers: { location }, body: '' });
