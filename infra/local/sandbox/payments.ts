/**
 * The payments of the sandbox gateway: one for each order, by card or by transfer. As at Stripe a payment is decided once:
 * what is canceled cannot be approved any more, and what was approved cannot be canceled.
 */
import type {
  SandboxAction,
  SandboxCharge,
  SandboxOutcome,
  SandboxTransfer,
} from '../../../shared/contract/sandbox.ts';
import { readSandboxToken, type SandboxMethod } from '../../../shared/contract/sandbox-cards.ts';
import { accountOf } from './bank-accounts.ts';

/** A payment of an order. Its outcome changes until it is decided. */
export interface Payment {
  readonly orderId: string;
  readonly organizationId: string;
  readonly amountMicros: number;
  readonly currency: string;
  readonly reference: string;
  outcome: SandboxOutcome;
  /** Of a card: the token that was charged last. */
  token?: string;
  /** Of a card that the payer entered: it is kept with the payment. */
  keeps?: SandboxMethod | undefined;
  /** Where the payer authenticates. Each renewal makes another link, and the earlier ones do not work any more. */
  link?: Link;
  /** Of a transfer. */
  transfer?: Transfer;
}

interface Link {
  readonly id: string;
  readonly returnUrl: string | undefined;
  readonly expiresAtMilliseconds: number;
}

interface Transfer {
  readonly reference: string;
  readonly account: Readonly<Record<string, string>>;
  receivedMicros: number;
}

/** The key was used before, for another request: nothing was done. */
export type KeyReused = 'key-reused';

export interface Made {
  readonly payment: Payment;
  /** False for a repeated key, which has the first result and moves no money. */
  readonly fresh: boolean;
}

export interface PaymentsOptions {
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /** Where the pages are: `http://127.0.0.1:3000/_local/pay`. */
  readonly pagesUrl: string;
}

export const LINK_MILLISECONDS = 3_600_000;

export class Payments {
  readonly #options: PaymentsOptions;
  readonly #byOrder = new Map<string, Payment>();
  readonly #requests = new Map<string, string>();
  readonly #byLink = new Map<string, Payment>();
  readonly #successesByPayer = new Map<string, number>();
  /** What was transferred beyond the orders of an organization, by organization and currency. */
  readonly #cashMicros = new Map<string, number>();

  constructor(options: PaymentsOptions) {
    this.#options = options;
  }

  find(orderId: string): Payment | undefined {
    return this.#byOrder.get(orderId);
  }

  all(): Payment[] {
    return [...this.#byOrder.values()];
  }

  /** Of the newest link of a payment that waits for its payer. */
  findByLink(linkId: string): Payment | undefined {
    const payment = this.#byLink.get(linkId);
    const isCurrent =
      payment?.link?.id === linkId && payment.link.expiresAtMilliseconds > this.#options.now();
    return isCurrent ? payment : undefined;
  }

  charge(request: SandboxCharge): Made | KeyReused {
    return this.#once(request, () => this.submit(this.#begin(request), request));
  }

  transfer(request: SandboxTransfer): Made | KeyReused {
    return this.#once(request, () => {
      const payment = this.#begin(request);
      const account = accountOf(
        request,
        `${this.#options.pagesUrl}/transfers/${encodeURIComponent(request.orderId)}`,
      );
      payment.transfer = { reference: `SBX-${this.#byOrder.size}`, account, receivedMicros: 0 };
      const cashMicros = this.#cashOf(payment);
      this.#cashMicros.set(cashKeyOf(payment), 0);
      this.#fund(payment, cashMicros);
    });
  }

  /** An attempt with a card: the first one, or another one after a decline on a hosted page. Returns the outcome. */
  submit(payment: Payment, attempt: Pick<SandboxCharge, 'token' | 'returnUrl'>): SandboxOutcome {
    payment.token = attempt.token;
    payment.outcome = this.#judge(payment, attempt);
    return payment.outcome;
  }

  /** The payment that a hosted page makes with the first card that is submitted there. */
  beginOnPage(request: Omit<SandboxCharge, 'token' | 'presence' | 'returnUrl'>): Payment {
    return this.#byOrder.get(request.orderId) ?? this.#begin(request);
  }

  /** Another link for a payment that waits for its payer, which leads back as before unless it is said where to. */
  renew(orderId: string, returnUrl: string | undefined): Payment | undefined {
    const payment = this.#byOrder.get(orderId);
    if (payment?.link && payment.outcome.status === 'requires-action') {
      payment.outcome = this.#askPayer(payment, returnUrl ?? payment.link.returnUrl);
    }
    return payment;
  }

  /** Returns whether it changed anything: what is decided, or with the bank, stays as it is. */
  cancel(payment: Payment): boolean {
    if (payment.outcome.status !== 'requires-action') return false;
    const excessMicros = payment.transfer?.receivedMicros ?? 0;
    payment.outcome = excessMicros > 0 ? { ...CANCELED, excessMicros } : CANCELED;
    this.#keepCash(payment, excessMicros);
    return true;
  }

  /** What the payer says on the page of the bank. Does nothing unless the payment waits for it. */
  authenticate(payment: Payment, isApproved: boolean): void {
    if (payment.outcome.status !== 'requires-action' || !payment.link) return;
    payment.outcome = isApproved ? this.#afterApproval(payment) : REFUSED_BY_PAYER;
  }

  /** Money arrives. Returns false when the payment does not wait for any. */
  receive(payment: Payment, amountMicros: number): boolean {
    if (payment.outcome.status !== 'requires-action' || !payment.transfer) return false;
    this.#fund(payment, amountMicros);
    return true;
  }

  #once(request: SandboxCharge | SandboxTransfer, make: () => unknown): Made | KeyReused {
    // Both come from one schema, so equal requests have their members in the same order.
    const text = JSON.stringify(request);
    const earlier = this.#byOrder.get(request.orderId);
    if (earlier)
      return this.#requests.get(request.orderId) === text ? { payment: earlier, fresh: false } : 'key-reused';
    make();
    this.#requests.set(request.orderId, text);
    const payment = this.#byOrder.get(request.orderId);
    if (!payment) throw new Error(`the payment of ${request.orderId} was not begun`);
    return { payment, fresh: true };
  }

  #begin({ orderId, organizationId, amountMicros, currency }: Omit<SandboxTransfer, 'country'>): Payment {
    const reference = `ch_${this.#byOrder.size + 1}_${orderId}`;
    const payment: Payment = {
      orderId,
      organizationId,
      amountMicros,
      currency,
      reference,
      outcome: { status: 'pending', reference },
    };
    this.#byOrder.set(orderId, payment);
    return payment;
  }

  #judge(payment: Payment, { token, returnUrl }: Pick<SandboxCharge, 'token' | 'returnUrl'>): SandboxOutcome {
    const { organizationId, reference } = payment;
    const read = readSandboxToken(token);
    if (!read) return { status: 'declined', code: 'invalid-payment-method', detail: 'no such token' };
    if (read.name === 'pending') return { status: 'pending', reference };
    if (read.name.startsWith('needs_payer')) return this.#askPayer(payment, returnUrl);
    const payer = `${organizationId} ${token}`;
    const successes = this.#successesByPayer.get(payer) ?? 0;
    if (read.name === 'declined' || successes >= read.successes) return DECLINED;
    this.#successesByPayer.set(payer, successes + 1);
    return paidInFull(payment);
  }

  #askPayer(payment: Payment, returnUrl: string | undefined): SandboxOutcome {
    const id = `${this.#byLink.size + 1}-${payment.reference}`;
    const expiresAtMilliseconds = this.#options.now() + LINK_MILLISECONDS;
    payment.link = { id, returnUrl, expiresAtMilliseconds };
    this.#byLink.set(id, payment);
    const nextAction: SandboxAction = {
      kind: 'redirect',
      url: `${this.#options.pagesUrl}/authentications/${encodeURIComponent(id)}`,
      expiresAt: new Date(expiresAtMilliseconds).toISOString(),
    };
    return { status: 'requires-action', reference: payment.reference, nextAction };
  }

  #afterApproval(payment: Payment): SandboxOutcome {
    return payment.token === 'tok_needs_payer_then_declined' ? DECLINED : paidInFull(payment);
  }

  #fund(payment: Payment, amountMicros: number): void {
    const { transfer, reference, currency } = payment;
    if (!transfer) return;
    transfer.receivedMicros += amountMicros;
    const remainingMicros = payment.amountMicros - transfer.receivedMicros;
    if (remainingMicros > 0) {
      const { account, reference: purpose } = transfer;
      const nextAction = {
        kind: 'transfer',
        reference: purpose,
        account,
        remainingMicros,
        currency,
      } as const;
      payment.outcome = { status: 'requires-action', reference, nextAction };
      return;
    }
    const excess = remainingMicros < 0 ? { excessMicros: -remainingMicros } : {};
    payment.outcome = { ...paidInFull(payment), ...excess };
    this.#keepCash(payment, -remainingMicros);
  }

  #cashOf(payment: Payment): number {
    return this.#cashMicros.get(cashKeyOf(payment)) ?? 0;
  }

  /** As at Stripe, what is left in the customer's cash balance pays the next transfer. */
  #keepCash(payment: Payment, amountMicros: number): void {
    this.#cashMicros.set(cashKeyOf(payment), this.#cashOf(payment) + amountMicros);
  }
}

const cashKeyOf = ({ organizationId, currency }: Payment): string => `${organizationId} ${currency}`;

const DECLINED: SandboxOutcome = {
  status: 'declined',
  code: 'card-declined',
  detail: 'the card was declined',
};
const REFUSED_BY_PAYER: SandboxOutcome = {
  status: 'declined',
  code: 'authentication-required',
  detail: 'the payer did not authenticate the payment',
};
const CANCELED = {
  status: 'declined',
  code: 'canceled',
  detail: 'the payment was canceled',
} as const satisfies SandboxOutcome;

export const paidInFull = ({ reference, amountMicros, currency, keeps }: Payment) =>
  ({
    status: 'succeeded',
    reference,
    paid: { amountMicros, currency },
    ...(keeps ? { method: keeps } : {}),
  }) as const;
