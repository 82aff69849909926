/** The system did what it must not. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly rule: string;

  constructor(rule: string, facts: unknown) {
    super(`${rule}: ${JSON.stringify(facts)}`);
    this.rule = rule;
  }
}

export function require(holds: boolean, rule: string, facts: unknown): void {
  if (!holds) throw new Violation(rule, facts);
}

export function requireSame(rule: string, system: unknown, model: unknown, facts?: unknown): void {
  const [theirs, ours] = [JSON.stringify(system), JSON.stringify(model)];
  if (theirs !== ours) throw new Violation(rule, { system, model, facts });
}
