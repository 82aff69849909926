/** The audit finds what somebody changed by hand, and says which rule it breaks. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { auditEveryOrganization } from '../../functions/audit/audit-every-organization.ts';
import { auditOrganization } from '../../functions/audit/audit-organization.ts';
import type { AuditReport } from '../../shared/domain/audit-report.ts';
import { CALLS, LEDGER } from './core/world.ts';
import { silenceLogs } from './quiet-logs.ts';
import { simulate } from './simulation.ts';
import { type Item, isItem } from './stand-in/values.ts';
import type { Stage } from './steps/stage.ts';

let unsilence: () => void;
beforeAll(() => {
  unsilence = silenceLogs();
});
afterAll(() => unsilence());

jest.setTimeout(60_000);

const ORGANIZATION = 'alpha';
/** Long enough for lots, recharges and calls of every kind, short enough for all calls to be kept. */
const RUN = { seed: 3, steps: 300 };

async function aYear(): Promise<Stage> {
  let stage: Stage | undefined;
  const { violation } = await simulate({ ...RUN, onEnd: (ended) => (stage = ended) });
  if (!stage || violation) throw violation?.error ?? new Error('no run');
  stage.world.likelihood = 0;
  return stage;
}

async function audit({ world, system }: Stage): Promise<AuditReport> {
  let report: AuditReport | undefined;
  world.scheduler.start('audit', world.clock.milliseconds, async (running) => {
    report = await auditOrganization(system.deps(running), ORGANIZATION);
  });
  await world.scheduler.run(world.chance);
  if (!report) throw new Error('no report');
  return report;
}

const brokenOf = ({ findings }: AuditReport): string[] =>
  findings.filter(({ holds }) => !holds).map(({ rule }) => rule);

/** Changes the first item of the organization that fits; without a change it is taken away. */
function tamper(
  { world }: Stage,
  fits: (item: Item) => boolean,
  change?: (item: Item) => Item,
  table: string = LEDGER,
): void {
  const own = [...world.dynamo.tables.all(table)].filter(
    ({ pk }) => String(pk).split('#')[1] === ORGANIZATION,
  );
  const before = own.find(fits);
  if (!before) throw new Error('nothing to tamper with');
  const key = { pk: String(before.pk), sk: String(before.sk) };
  world.dynamo.tables.apply({ table, key, before, ...(change && { after: change(before) }) });
}

const begins = (prefix: string) => (item: Item) => String(item.sk).startsWith(prefix);
const more = (name: string) => (item: Item) => ({ ...item, [name]: Number(item[name]) + 1 });

test('a year of everything agrees with itself, and tells its figures', async () => {
  const { findings } = await audit(await aYear());
  expect(findings.filter(({ holds }) => !holds)).toEqual([]);
  const figures = Object.fromEntries(findings.map(({ rule, figures: each }) => [rule, each]));
  expect(figures['entries-numbered']?.entries).toBeGreaterThan(10);
  expect(figures['calls-match-ledger']?.callsMicros).toBeGreaterThan(0);
});

test.each([
  ['an entry is missing', ['entries-numbered', 'entries-carry-on'], begins('ENTRY#'), undefined],
  ['an entry has another amount', ['entries-carry-on'], begins('ENTRY#'), more('amountMicros')],
  ['an invoice is missing', ['invoices-numbered'], begins('INVOICE#'), undefined],
  ['a lot forfeited more', ['lots-replay'], begins('LOT#'), more('forfeitedMicros')],
  ['a lot is missing', ['lots-replay', 'orders-credited-once'], begins('LOT#'), undefined],
  ['the account owes more', ['ledger-replays-to-account'], begins('ACCOUNT'), more('debtMicros')],
  ['the account has issued one more invoice', ['invoices-numbered'], begins('ACCOUNT'), more('invoices')],
  [
    'an order was never paid',
    ['orders-credited-once'],
    (item: Item) => begins('ORDER#')(item) && item.status === 'succeeded',
    (item: Item) => ({ ...item, status: 'failed' }),
  ],
] as const)('%s', async (_what, rules, fits, change) => {
  const stage = await aYear();
  tamper(stage, fits, change);
  expect(brokenOf(await audit(stage))).toEqual(expect.arrayContaining([...rules]));
});

test('a call was charged more than the ledger took', async () => {
  const stage = await aYear();
  const isCharged = ({ status, settlement }: Item): boolean =>
    status === 'settled' && isItem(settlement) && Number(settlement.debtMicros) > 0;
  const charge = (item: Item): Item => {
    const settlement = isItem(item.settlement) ? item.settlement : {};
    const { chargeMicros, debtMicros } = settlement;
    const dearer = {
      ...settlement,
      chargeMicros: Number(chargeMicros) + 1,
      debtMicros: Number(debtMicros) + 1,
    };
    return { ...item, settlement: dearer };
  };
  tamper(stage, isCharged, charge, CALLS);
  expect(brokenOf(await audit(stage))).toEqual(['calls-match-ledger']);
});

test('the schedule goes through all organizations, and goes on where its time ended', async () => {
  const { world, system } = await aYear();
  const outcomes: unknown[] = [];
  for (const remainingMs of [900_000, 1000, 1000, 1000]) {
    world.scheduler.start('audit', world.clock.milliseconds, async (running) => {
      outcomes.push(await auditEveryOrganization(system.deps(running))({ remainingMs: () => remainingMs }));
    });
    await world.scheduler.run(world.chance);
  }
  const each = { audited: 1, different: 0, failed: 0 };
  expect(outcomes).toEqual([{ ...each, audited: 3 }, each, each, each]);
});
