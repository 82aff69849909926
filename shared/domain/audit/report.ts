/** The findings of an audit: every rule with its figures, and the first differences from it. */
import type { OrganizationId } from '../ids.ts';
import type { Instant } from '../instants.ts';

export const AUDIT_RULES = [
  'entries-numbered',
  'entries-carry-on',
  'ledger-replays-to-account',
  'lots-replay',
  'lots-add-up',
  'oldest-lot-first',
  'debts-in-order',
  'invoices-numbered',
  'orders-credited-once',
  'orders-add-up',
  'credit-notes-add-up',
  'grants-given-once',
  'moves-arrive',
  'one-recharge-in-flight',
  'monthly-cap',
  'calls-settled-once',
  'calls-match-ledger',
  'holds-within-reason',
] as const;
export type AuditRule = (typeof AUDIT_RULES)[number];

export interface AuditFinding {
  readonly rule: AuditRule;
  readonly holds: boolean;
  /** Counts, and money in whole micros. */
  readonly figures: Readonly<Record<string, number>>;
  /** At most {@link MAX_DIFFERENCES}; `differences` in the figures counts them all. */
  readonly differences: readonly string[];
}

export interface AuditReport {
  readonly organizationId: OrganizationId;
  readonly asOf: Instant;
  readonly version: number;
  readonly findings: readonly AuditFinding[];
}

export const MAX_DIFFERENCES = 10;

/** Collects the differences from the rules, in bounded memory. */
export class Findings {
  readonly #figures = new Map<AuditRule, Record<string, number>>();
  readonly #differences = new Map<AuditRule, { count: number; first: string[] }>();

  /** Adds to the figures of a rule. */
  count(rule: AuditRule, by: Readonly<Record<string, number>>): void {
    const figures = this.#figures.get(rule) ?? {};
    for (const [name, value] of Object.entries(by)) figures[name] = (figures[name] ?? 0) + value;
    this.#figures.set(rule, figures);
  }

  /** Keeps `what` as a difference unless the rule holds. */
  require(rule: AuditRule, holds: boolean, what: () => string): void {
    if (holds) return;
    const known = this.#differences.get(rule) ?? { count: 0, first: [] };
    known.count += 1;
    if (known.first.length < MAX_DIFFERENCES) known.first.push(what());
    this.#differences.set(rule, known);
  }

  list(): AuditFinding[] {
    return AUDIT_RULES.map((rule) => {
      const { count, first } = this.#differences.get(rule) ?? { count: 0, first: [] };
      const figures = { ...this.#figures.get(rule), differences: count };
      return { rule, holds: count === 0, figures, differences: first };
    });
  }
}
