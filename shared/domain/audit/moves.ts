/**
 * Moves of credits between organizations: what left one has arrived at the other, once
 * (spec: An operator may extend, write off and move). Each organization's audit compares its own end with the other one.
 */
import type { BookingId, LotId, OrganizationId } from '../ids.ts';
import type { Micros } from '../money.ts';
import type { AuditedEntry } from './ledger.ts';
import type { Findings } from './report.ts';

/** As an entry says it: credits that left a lot, or arrived in one. */
export interface NamedMove {
  readonly type: 'transfer-out' | 'transfer-in';
  readonly sequence: number;
  readonly bookingId: BookingId;
  readonly lotId: LotId;
  readonly micros: Micros;
}

export interface MoveEnd {
  readonly organizationId: OrganizationId;
  readonly lotId: LotId;
  readonly micros: Micros;
}

/** As it is stored: the booking where the credits left, and the lot where they arrived, as far as either is there. */
export interface AuditedMove {
  readonly bookingId: BookingId;
  readonly from?: MoveEnd | undefined;
  readonly to?: MoveEnd | undefined;
}

export class MoveCheck {
  readonly #findings: Findings;
  readonly #organizationId: OrganizationId;
  /** The ends that entries of this replay have named. */
  readonly #seen = new Set<string>();
  #named: NamedMove[] = [];

  constructor(findings: Findings, organizationId: OrganizationId) {
    this.#findings = findings;
    this.#organizationId = organizationId;
  }

  entry({ type, sequence, bookingId = '', parts: [first] }: AuditedEntry): void {
    if (type !== 'transfer-out' && type !== 'transfer-in') return;
    const { lotId, changeMicros } = first ?? { lotId: '', changeMicros: 0 };
    const end = `${type} ${bookingId}`;
    this.#findings.count('moves-arrive', { moves: 1 });
    this.#findings.require('moves-arrive', !this.#seen.has(end), () => `entry ${sequence}: ${end} again`);
    this.#seen.add(end);
    this.#named.push({ type, sequence, bookingId, lotId, micros: Math.abs(changeMicros) });
  }

  /** The moves that {@link moves} has to get. */
  get named(): readonly NamedMove[] {
    return this.#named;
  }

  /** Those of the {@link named} moves that are stored. */
  moves(stored: readonly AuditedMove[]): void {
    for (const named of this.#named) {
      const move = stored.find(({ bookingId }) => bookingId === named.bookingId);
      const isWhole = move !== undefined && this.#isWhole(named, move);
      const what = `entry ${named.sequence}: ${named.type} of ${named.micros}, booking ${named.bookingId}`;
      this.#findings.require('moves-arrive', isWhole, () => what);
    }
    this.#named = [];
  }

  #isWhole({ type, lotId, micros }: NamedMove, { from, to }: AuditedMove): boolean {
    const own = type === 'transfer-out' ? from : to;
    const isOwn = own?.organizationId === this.#organizationId && own.lotId === lotId;
    return isOwn && from?.micros === micros && to?.micros === micros;
  }
}
