/** The system broke a rule. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly rule: string;

  constructor(rule: string, details: unknown) {
    super(`${rule}: ${JSON.stringify(details)}`);
    this.rule = rule;
  }
}

export function require(holds: boolean, rule: string, details: unknown): void {
  if (!holds) throw new Violation(rule, details);
}

export function requireSame(rule: string, system: unknown, model: unknown, details?: unknown): void {
  const [theirs, ours] = [JSON.stringify(system), JSON.stringify(model)];
  if (theirs !== ours) throw new Violation(rule, { system, model, details });
}
