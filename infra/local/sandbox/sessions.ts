/** The hosted pages that were opened at the sandbox gateway: each ends once, by a card or by its time. */
import { createHash } from 'node:crypto';
import type { SandboxSession, SandboxSessionStatus } from '../../../shared/contract/sandbox.ts';
import type { SandboxMethod } from '../../../shared/contract/sandbox-cards.ts';
import type { KeyReused } from './payments.ts';

export interface Session {
  readonly reference: string;
  readonly request: SandboxSession;
  completed?: { readonly method?: SandboxMethod | undefined };
  isCanceled?: true;
}

export class Sessions {
  readonly #now: () => number;
  readonly #byKey = new Map<string, Session>();

  /** `now` returns milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Once for each key. */
  open(request: SandboxSession): Session | KeyReused {
    const earlier = this.#byKey.get(request.key);
    if (earlier) return JSON.stringify(earlier.request) === JSON.stringify(request) ? earlier : 'key-reused';
    // Of the key, so that a gateway that was started again gives no other page this name.
    const digest = createHash('sha256').update(request.key).digest('hex');
    const session = { reference: `cs_${digest.slice(0, 24)}`, request };
    this.#byKey.set(request.key, session);
    return session;
  }

  find(reference: string): Session | undefined {
    return [...this.#byKey.values()].find((each) => each.reference === reference);
  }

  findByOrder(orderId: string): Session | undefined {
    return [...this.#byKey.values()].find(
      ({ request: { purpose } }) => purpose.kind === 'payment' && purpose.orderId === orderId,
    );
  }

  statusOf({ request, completed, isCanceled }: Session): SandboxSessionStatus {
    if (completed) return { status: 'complete', method: completed.method };
    const isOver = isCanceled === true || Date.parse(request.expiresAt) <= this.#now();
    return { status: isOver ? 'expired' : 'open' };
  }

  isOpen(session: Session): boolean {
    return this.statusOf(session).status === 'open';
  }
}
