/** The audit finds what somebody changed by hand, and says which rule it breaks. */

import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { auditOrganization, replayOrganization } from '../../functions/audit/audit-organization.ts';

import { auditOrganizations } from '../../functions/audit/audit-organizations.ts';
import { AUDIT_DIFFERENCE } from '../../shared/contract/alarmed-messages.ts';
import type { AuditReport } from '../../shared/domain/audit/report.ts';
import { pageAttributes } from '../../shared/store/calls/call-page.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import type { Invocation } from './core/scheduler.ts';
import { CALLS, LEDGER } from './core/world.ts';
import { isPage, pageOf } from './model/pages.ts';
import { silenceLogs } from './quiet-logs.ts';
import { simulate } from './simulation.ts';
import { keyOf } from './stand-in/tables.ts';
import { type Item, isItem } from './stand-in/values.ts';
import type { Stage } from './steps/stage.ts';

let unsilence: () => void;
beforeAll(() => {
  unsilence = silenceLogs();
});
afterAll(() => unsilence());

// The first test simulates the year.
jest.setTimeout(300_000);

const ORGANIZATION = 'alpha';
/** Long enough for lots, recharges and calls of every kind, short enough for all calls to be kept. */
const RUN = { seed: 10, steps: 300 };

/** Of its own, for a test that does more than audit it. */
async function aYear(): Promise<Stage> {
  let stage: Stage | undefined;
  const { violation } = await simulate({ ...RUN, onEnd: (ended) => (stage = ended) });
  if (!stage || violation) throw violation?.error ?? new Error('no run');
  stage.world.likelihood = 0;
  return stage;
}

const kept: { stage?: Stage; readonly items: Map<string, readonly Item[]> } = { items: new Map() };

/** The same for all tests, with every item as it was when it ended, whatever the tests before have changed by hand. */
async function theYear(): Promise<Stage> {
  kept.stage ??= await aYear();
  const { tables } = kept.stage.world.dynamo;
  for (const table of [LEDGER, CALLS]) {
    const now = [...tables.all(table)];
    const items = kept.items.get(table) ?? now;
    kept.items.set(table, items);
    for (const before of now) tables.apply({ table, key: keyOf(before), before });
    for (const after of items) tables.apply({ table, key: keyOf(after), after });
  }
  return kept.stage;
}

async function audit({ world, system }: Stage, organizationId = ORGANIZATION): Promise<AuditReport> {
  let report: AuditReport | undefined;
  world.scheduler.start('audit', world.clock.milliseconds, async (running) => {
    report = await replayOrganization(system.deps(running), organizationId);
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

const debtFurther = (item: Item): Item => {
  const [made, paid] = Array.isArray(item.debts) ? item.debts : [];
  return { ...item, debts: [Number(made) + 1, Number(paid) + 1] };
};

test('a year of everything has no difference, and the audit reports its figures', async () => {
  const { findings } = await audit(await theYear());
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
  [
    'a lot is missing',
    ['lots-replay', 'orders-credited-once'],
    (item: Item) => begins('LOT#')(item) && item.source !== 'grant',
    undefined,
  ],
  ['the account owes more', ['ledger-replays-to-account'], begins('ACCOUNT'), more('debtMicros')],
  ['the account has paid debts further than its entries', ['debts-in-order'], begins('ACCOUNT'), debtFurther],
  ['the account has issued one more invoice', ['invoices-numbered'], begins('ACCOUNT'), more('invoices')],
  [
    'an order was never paid',
    ['orders-credited-once'],
    (item: Item) => begins('ORDER#')(item) && item.status === 'succeeded',
    (item: Item) => ({ ...item, status: 'failed' }),
  ],
] as const)('%s', async (_what, rules, fits, change) => {
  const stage = await theYear();
  tamper(stage, fits, change);
  expect(brokenOf(await audit(stage))).toEqual(expect.arrayContaining([...rules]));
});

test('a call was charged more than the ledger took', async () => {
  const stage = await theYear();
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
  expect(brokenOf(await audit(stage))).toEqual(['debts-in-order', 'calls-match-ledger']);
});

test('row 21: a debt of a call has another place in the queue than its entry made', async () => {
  const stage = await theYear();
  const owes = ({ status, settlement }: Item): boolean =>
    status === 'settled' && isItem(settlement) && Number(settlement.debtMicros) > 0;
  tamper(
    stage,
    owes,
    (item) => {
      const settlement = isItem(item.settlement) ? item.settlement : {};
      return {
        ...item,
        settlement: { ...settlement, debtFromMicros: Number(settlement.debtFromMicros) + 1 },
      };
    },
    CALLS,
  );
  expect(brokenOf(await audit(stage))).toEqual(['debts-in-order']);
});

test('row 21: an entry made a debt that does not follow on the one before', async () => {
  const stage = await theYear();
  const makes = ({ debts }: Item): boolean => isItem(debts) && Array.isArray(debts.made);
  tamper(stage, makes, (item) => {
    const debts = isItem(item.debts) ? item.debts : {};
    const [from, to] = Array.isArray(debts.made) ? debts.made : [];
    return { ...item, debts: { ...debts, made: [Number(from) + 1, to] } };
  });
  expect(brokenOf(await audit(stage))).toEqual(['debts-in-order']);
});

const isSettledPage = (item: Item): boolean => isPage(item) && pageOf(item).settled?.entry !== undefined;

/** Its first call took money from lots. */
const isPaidFirst = (item: Item): boolean =>
  isSettledPage(item) && (pageOf(item).rows[0]?.settlement?.parts ?? []).length > 0;

/** The first call of the page owes more than its entry says. */
function oweMore(item: Item): Item {
  const page = pageOf(item);
  const rows = page.rows.map(({ record, settlement }, index) => {
    if (!settlement || index > 0) return { record, settlement };
    const { chargeMicros, debtMicros } = settlement;
    const dearer = { ...settlement, chargeMicros: chargeMicros + 1, debtMicros: debtMicros + 1 };
    return { record, settlement: dearer };
  });
  return { ...pageAttributes({ ...page, rows }) };
}

const leaveOut = (item: Item): Item => ({
  ...pageAttributes({ ...pageOf(item), rows: pageOf(item).rows.slice(1) }),
});

const isListed = (item: Item): boolean => isCall(item) && item.day !== undefined;

test.each([
  ['a settled page is missing', ['calls-match-ledger'], isSettledPage, undefined],
  ['a call of a page owes more than its entry says', ['calls-match-ledger'], isSettledPage, oweMore],
  ['a page has lost a call', ['calls-match-ledger'], isPaidFirst, leaveOut],
  ['a page was settled by another entry', ['calls-match-ledger'], isSettledPage, more('entry')],
  ['a call of a page has no item', ['calls-settled-once'], isListed, undefined],
  [
    'a call names a page of another day',
    ['calls-settled-once'],
    isListed,
    (item: Item) => ({ ...item, day: '2027-01-01' }),
  ],
] as const)('%s', async (_what, rules, fits, change) => {
  const stage = await theYear();
  tamper(stage, fits, change, CALLS);
  expect(brokenOf(await audit(stage))).toEqual(expect.arrayContaining([...rules]));
});

test('a call is on two settled pages', async () => {
  const stage = await theYear();
  const { tables } = stage.world.dynamo;
  const [page] = [...tables.all(CALLS)].filter(isSettledPage);
  if (!page) throw new Error('no settled page');
  const key = { pk: String(page.pk), sk: `${page.sk}-again` };
  tables.apply({ table: CALLS, key, after: { ...page, ...key } });
  const { organizationId } = pageOf(page);
  expect(brokenOf(await audit(stage, organizationId))).toContain('calls-settled-once');
});

const isCall = (item: Item): boolean => item.sk === 'CALL';
const paid = ({ settlement }: Item): boolean => isItem(settlement) && Number(settlement.chargeMicros) > 0;

test.each([
  [
    'a cent of a lot is gone from the account',
    ['ledger-replays-to-account', 'lots-replay'],
    LEDGER,
    hasLots,
    lessLot,
  ],
  ['a charged call waits again', ['calls-match-ledger'], CALLS, settledAndPaid, waitAgain],
  [
    'a settled call is voided by hand',
    ['calls-settled-once', 'calls-match-ledger'],
    CALLS,
    settledAndPaid,
    voidByHand,
  ],
  [
    'a call is settled by an entry that is not there',
    ['calls-match-ledger'],
    CALLS,
    settledAndPaid,
    laterEntry,
  ],
  ['a waiting call has money that nobody holds', ['holds-within-reason'], CALLS, settledAndPaid, unheld],
  ['the account holds less than nothing', ['holds-within-reason'], LEDGER, begins('ACCOUNT'), holdLess],
  [
    'the account holds more than its holds',
    ['holds-within-reason'],
    LEDGER,
    begins('ACCOUNT'),
    more('heldMicros'),
  ],
  ['a recharge flies that nobody knows of', ['one-recharge-in-flight'], LEDGER, begins('ACCOUNT'), flyAlone],
] as const)('%s', async (_what, rules, table, fits, change) => {
  const stage = await theYear();
  tamper(stage, fits, change, table);
  expect(brokenOf(await audit(stage))).toEqual(expect.arrayContaining([...rules]));
});

function hasLots({ sk, lots }: Item): boolean {
  return sk === 'ACCOUNT' && Array.isArray(lots) && lots.length > 0;
}

function lessLot(item: Item): Item {
  const [[id, amount, remaining, ...rest], ...others] = Object(item.lots);
  return { ...item, lots: [[id, amount, remaining - 10_000, ...rest], ...others] };
}

function settledAndPaid(item: Item): boolean {
  return isCall(item) && item.status === 'settled' && !item.reversal && paid(item) && !isPostpaid(item);
}

function isPostpaid({ settlement }: Item): boolean {
  return isItem(settlement) && Number(settlement.postpaidMicros) > 0;
}

function waitAgain({ settlement: _, ...item }: Item): Item {
  return { ...item, status: 'received' };
}

function voidByHand({ settlement: _, ...item }: Item): Item {
  return { ...item, status: 'voided' };
}

function laterEntry(item: Item): Item {
  return { ...item, settlement: { ...Object(item.settlement), entry: 1_000_000 } };
}

function unheld({ settlement: _, ...item }: Item): Item {
  const { lease } = item;
  const held = { heldMicros: 1, holdUntil: '2999-01-01T00:00:00.000Z' };
  const terms = {
    sequence: 0,
    final: false,
    totalSeconds: 60,
    grantedSeconds: 60,
    fundedBy: 'credits',
    location: 'US',
    authorizedAt: item.startedAt,
    expiresAt: item.startedAt,
  };
  return { ...item, status: 'received', lease: { ...terms, ...Object(lease), ...held } };
}

function holdLess(item: Item): Item {
  const minute = Date.parse('2999-01-01T00:00:00.000Z') / 60_000;
  return { ...item, held: { [minute]: -1 }, heldMicros: -1 };
}

function flyAlone(item: Item): Item {
  return { ...item, recharge: { ...Object(item.recharge), status: 'in-flight', inFlight: undefined } };
}

test('the schedule says which books do not agree, in the words that its alarm listens for', async () => {
  const stage = await aYear();
  tamper(stage, begins('ACCOUNT'), more('debtMicros'));
  const { world, system } = stage;
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  let outcome: unknown;
  world.scheduler.start('audit', world.clock.milliseconds, async (running) => {
    outcome = await auditOrganizations(system.deps(running))({ remainingMs: () => 900_000 });
  });
  await world.scheduler.run(world.chance);
  const lines = write.mock.calls.map(([line]) => String(line));
  write.mockRestore();
  expect(outcome).toEqual({ audited: 3, different: 1, failed: 0 });
  expect(lines.filter((line) => line.includes(`"message":"${AUDIT_DIFFERENCE}"`))).toHaveLength(1);
});

test('the schedule goes through all organizations once a day, and goes on where its time ended', async () => {
  const { world, system } = await aYear();
  const outcomes: unknown[] = [];
  for (const remainingMs of [900_000, 900_000, 1000, 1000, 1000]) {
    if (outcomes.length === 2) world.clock.advance(24 * 3600 * 1000);
    world.scheduler.start('audit', world.clock.milliseconds, async (running) => {
      outcomes.push(await auditOrganizations(system.deps(running))({ remainingMs: () => remainingMs }));
    });
    await world.scheduler.run(world.chance);
  }
  const each = { audited: 1, different: 0, failed: 0 };
  expect(outcomes).toEqual([{ ...each, audited: 3 }, { ...each, audited: 0 }, each, each, each]);
});

test('an organization that no run can finish is skipped and logged; the others are audited', async () => {
  const stalled = 'beta';
  const { world, system } = await aYear();
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const outcomes: unknown[] = [];
  for (let run = 1; run <= 4; run += 1) {
    let outcome: unknown = 'ended';
    world.scheduler.start('audit', world.clock.milliseconds, async (running) => {
      const deps = system.deps(running);
      const send = (command: unknown): Promise<unknown> => {
        const isStalled = Object(command).input.Key?.pk === `ORG#${stalled}`;
        return isStalled
          ? world.crash(running)
          : Reflect.apply(deps.db.client.send, deps.db.client, [command]);
      };
      const db = { ...deps.db, client: Object.assign(Object.create(deps.db.client), { send }) };
      outcome = await auditOrganizations({ ...deps, db })({ remainingMs: () => 900_000 });
    });
    await world.scheduler.run(world.chance);
    outcomes.push(outcome);
  }
  const lines = write.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('not audited'));
  write.mockRestore();
  const done = { audited: 0, different: 0, failed: 0 };
  // It is the second of three: the first run ends over it after one, the second begins with it.
  expect(outcomes).toEqual(['ended', 'ended', { ...done, audited: 1, failed: 1 }, done]);
  expect(lines).toEqual([expect.stringContaining(`"organizationId":"${stalled}"`)]);
});

describe('while everything goes on, with faults', () => {
  test.each([11, 12, 13])('no daily audit finds a difference (seed %i)', async (seed) => {
    const counts = { audits: 0, overtaken: 0 };
    const broken: string[] = [];
    const audited = async ({ system, model, world }: Stage, running: Invocation): Promise<void> => {
      const organizationId = world.chance.pick([...model.organizations.keys()]);
      const deps = system.deps(running);
      const { version, findings } = await auditOrganization(deps, organizationId);
      const account = await loadAccount(deps.db, organizationId);
      counts.audits += 1;
      if (account.version !== version) counts.overtaken += 1;
      broken.push(...findings.flatMap(({ differences }) => differences));
    };
    const onStep = (stage: Stage): void => {
      const { scheduler, clock } = stage.world;
      scheduler.start('audit', clock.milliseconds, (running) =>
        // A fault ends the audit.
        audited(stage, running).catch(() => undefined),
      );
    };
    const { violation } = await simulate({ seed, steps: 300, onStep });
    expect(violation).toBeUndefined();
    expect(broken).toEqual([]);
    expect(counts.audits).toBeGreaterThan(100);
    expect(counts.overtaken).toBeGreaterThan(5);
  });
});
