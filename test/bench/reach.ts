/** What the figures are to reach. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is measured against in the same run; null when it is a count that needs none. */
  readonly baseline: number | null;
  readonly ratio: number | null;
}

interface Reach {
  readonly figure: RegExp;
  readonly of: 'value' | 'ratio';
  readonly atMost?: number;
  readonly atLeast?: number;
  /** A count comes out the same on every machine; a time does not, and fails no build. */
  readonly isCount?: true;
}

const HOT = '(calls|usage|settle|auto-recharge)';

const REACHES: readonly Reach[] = [
  { figure: /^settle\.one-org\.ratio$/, of: 'ratio', atLeast: 1 },
  { figure: /^settle\.wru-per-call\.batch-(90|500)$/, of: 'value', atMost: 1.4, isCount: true },
  { figure: /^settle\.wru-per-call\.batch-25$/, of: 'value', atMost: 1.8, isCount: true },
  { figure: /^settle\.wru-per-call\.singles-together$/, of: 'value', atMost: 5, isCount: true },
  { figure: /^settle\.account-writes-per-1000-calls$/, of: 'value', atMost: 25 },
  { figure: /^shards-\d+\.wru-per-call$/, of: 'ratio', atMost: 1.1, isCount: true },
  { figure: /^shards-\d+\.(unsettled|given-up)$/, of: 'value', atMost: 0, isCount: true },
  { figure: /^shards-\d+\.in-a-region\.(unsettled|given-up)$/, of: 'value', atMost: 0 },
  { figure: /^authorize\.wru$/, of: 'value', atMost: 2, isCount: true },
  { figure: /^authorize\.rru$/, of: 'value', atMost: 3, isCount: true },
  { figure: /^authorize\.round-trips$/, of: 'value', atMost: 3, isCount: true },
  { figure: /^renew\.wru$/, of: 'value', atMost: 2, isCount: true },
  { figure: /^life\.wru$/, of: 'value', atMost: 4.2, isCount: true },
  { figure: /^contention\..*\.refused$/, of: 'value', atMost: 0, isCount: true },
  { figure: /^contention\..*\.attempts$/, of: 'value', atMost: 1.2, isCount: true },
  { figure: /^contention\.authorize\.32-callers-to-8$/, of: 'ratio', atLeast: 1 },
  { figure: /^history\./, of: 'ratio', atMost: 1.1, isCount: true },
  { figure: /^audit\.rru-per-call-of-history$/, of: 'value', atMost: 0.02, isCount: true },
  { figure: /^audit\.under-load\.not-audited$/, of: 'value', atMost: 0, isCount: true },
  { figure: /^sweep\.rru-per-call$/, of: 'value', atMost: 0.02, isCount: true },
  { figure: /^reads\.user-(50-rows|without-calls)\.rru$/, of: 'value', atMost: 30, isCount: true },
  { figure: /^cost\.reported\.per-million$/, of: 'value', atMost: 1 },
  { figure: /^cost\.authorized-and-settled\.per-million$/, of: 'value', atMost: 4.6 },
  { figure: /^cost\.storage\.per-million$/, of: 'value', atMost: 5, isCount: true },
  { figure: /^domain\.settle\.us-per-call$/, of: 'value', atMost: 5 },
  { figure: /^rating\.cold-deck\.ms$/, of: 'ratio', atMost: 0.3 },
  { figure: /^rating\.build\.ms$/, of: 'value', atMost: 50 },
  { figure: /^rating\.lookup\.ns$/, of: 'value', atMost: 300 },
  { figure: /^rating\.lookup\.binary-search-times$/, of: 'value', atLeast: 3 },
  { figure: new RegExp(`^lambda\\.${HOT}\\.bundle-kb$`), of: 'value', atMost: 700, isCount: true },
  { figure: new RegExp(`^lambda\\.${HOT}\\.init-processor-ms$`), of: 'ratio', atMost: 2.5 },
  { figure: /^middleware\.us-per-request$/, of: 'value', atMost: 150 },
  { figure: /^recharge\.latency\.p99-ms$/, of: 'value', atMost: 1500 },
  { figure: /^growth\..*account\.bytes$/, of: 'ratio', atMost: 1, isCount: true },
  { figure: /^growth\./, of: 'ratio', atMost: 1.1, isCount: true },
  { figure: /^exports\..*\.heap-mb$/, of: 'ratio', atMost: 1.1 },
  { figure: /^exports\..*\.peak-mb$/, of: 'value', atMost: 400 },
  { figure: /^expiry\.requests-per-lot$/, of: 'value', atMost: 3, isCount: true },
  { figure: /^expiry\.not-due-lots-read$/, of: 'value', atMost: 0, isCount: true },
];

const reachFor = (name: string): Reach | undefined => REACHES.find(({ figure }) => figure.test(name));

/** For people: `<= 3.3`. */
export function reachOf(name: string): string {
  const reach = reachFor(name);
  if (!reach) return '';
  const bound = reach.atMost === undefined ? `>= ${reach.atLeast}` : `<= ${reach.atMost}`;
  return reach.of === 'ratio' ? `${bound} (ratio)` : bound;
}

export function missedReach(figure: Figure): boolean {
  const reach = reachFor(figure.name);
  const value = reach && figure[reach.of];
  if (!reach || value === null || value === undefined) return false;
  return value > (reach.atMost ?? Infinity) || value < (reach.atLeast ?? -Infinity);
}

export function isCount(name: string): boolean {
  return reachFor(name)?.isCount ?? false;
}
