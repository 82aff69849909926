/** Pages of the gateway on which a payer enters a card: to keep it, or to pay one order. */
import type { PaymentMethod } from '../../../shared/domain/credits/orders.ts';
import {
  GatewayUnavailable,
  type HostedSession,
  type SessionRequest,
  type SessionStatus,
} from '../../../shared/payments/port.ts';
import type { Charge } from './bank-event.ts';

export interface Page {
  readonly reference: string;
  readonly request: SessionRequest;
  status: SessionStatus['status'];
  /** The attempts of a payment are one charge. */
  charge?: Charge;
  /** The card that was entered to be kept. */
  card?: PaymentMethod;
}

export const urlOf = ({ reference }: Pick<Page, 'reference'>): string => `https://pay.example/${reference}`;

export const orderOf = ({ request: { purpose } }: Page): string | undefined =>
  purpose.kind === 'payment' ? purpose.orderId : undefined;

export class Pages {
  readonly all: Page[] = [];

  /** The same key is the same page, if it comes with the same request. */
  open(request: SessionRequest): HostedSession {
    const known = this.all.find((page) => page.request.key === request.key);
    if (known && JSON.stringify(known.request) !== JSON.stringify(request)) {
      throw new GatewayUnavailable('the key has another request');
    }
    const page = known ?? this.#newPage(request);
    return { reference: page.reference, url: urlOf(page), expiresAt: request.expiresAt };
  }

  #newPage(request: SessionRequest): Page {
    const page: Page = { reference: `page_${this.all.length + 1}`, request, status: 'open' };
    this.all.push(page);
    return page;
  }

  ofOrder(orderId: string): Page | undefined {
    return this.all.find((page) => orderOf(page) === orderId);
  }

  find(reference: string): SessionStatus {
    const page = this.all.find((each) => each.reference === reference);
    if (page?.status !== 'complete') return { status: page?.status ?? 'expired' };
    return { status: 'complete', ...(page.card && { method: page.card }) };
  }

  /** Pages that nobody can use any more since now. */
  expire(now: string): Page[] {
    const ended = this.all.filter(({ status, request }) => status === 'open' && request.expiresAt <= now);
    for (const page of ended) page.status = 'expired';
    return ended;
  }
}
