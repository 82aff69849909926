/** For which kinds of calls credits were used. An entry of usage says it, so that a statement reads no calls. */
import { type Micros, sumMicros } from '../money.ts';

/** `other`: entries of an earlier layout do not say it. */
export const USE_KINDS = ['user', 'conference', 'toll-free', 'resource-account', 'other'] as const;
export type UseKind = (typeof USE_KINDS)[number];

export interface Use {
  /** Calls that credits paid for. Of a charge that is drawn in instalments, the last one has the call. */
  readonly calls: number;
  readonly micros: Micros;
}

export type UseByKind = Readonly<Partial<Record<UseKind, Use>>>;

export const usedMicros = (use: UseByKind): Micros =>
  sumMicros(Object.values(use).map(({ micros }) => micros));

/** Leaves out kinds without any. */
export function sumUse(uses: readonly UseByKind[]): UseByKind {
  const kinds = USE_KINDS.flatMap((kind) => {
    const ofKind = uses.flatMap((use) => use[kind] ?? []);
    const calls = ofKind.reduce((sum, use) => sum + use.calls, 0);
    const micros = sumMicros(ofKind.map((use) => use.micros));
    return calls === 0 && micros === 0 ? [] : [[kind, { calls, micros }] as const];
  });
  return Object.fromEntries(kinds);
}
