/** Exports before, after and while a person is erased (spec: A person's data can be erased). */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newExport } from '../../functions/reports/new-export.ts';
import { runExport } from '../../functions/reports/run-export.ts';
import { MONTHLY_KINDS } from '../../shared/domain/exports/exports.ts';
import { pseudonymOf } from '../../shared/domain/licenses/erasure.ts';
import type { FileBucket } from '../../shared/files/bucket.ts';
import { createExportJob, findExportJob } from '../../shared/store/jobs/export-jobs.ts';
import { newJobId } from '../../shared/store/jobs/jobs.ts';
import { silenceLogs } from '../simulation/quiet-logs.ts';
import { ErasureFixture, PERSON, PERSONAL } from '../support/erasure-fixture.ts';
import { namedIn } from '../support/personal-data.ts';
import { StandInDatabase } from '../support/stand-in-database.ts';

const CLOSED = '2026-02-05T00:00:00.000Z';
const JANUARY = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };

interface PutFile {
  readonly key: string;
  readonly text: string;
  readonly tagging: string | undefined;
}

/** A bucket that remembers what is put into it. */
function aBucket() {
  const puts: PutFile[] = [];
  const send = async (command: unknown) => {
    if (!(command instanceof PutObjectCommand)) throw new Error('an export writes only');
    const { Key = '', Body, Tagging } = command.input;
    puts.push({ key: Key, text: String(Body), tagging: Tagging });
    return {};
  };
  // The one method of the client that an export calls.
  const client = { send } as unknown as FileBucket['client'];
  return { puts, bucket: { client, name: 'files' } };
}

let restoreLogs = (): void => undefined;
let before: StandInDatabase;
let fixture: ErasureFixture;
beforeAll(async () => {
  restoreLogs = silenceLogs();
  before = new StandInDatabase();
  fixture = await ErasureFixture.open(before.db);
});
afterAll(() => restoreLogs());

/** The export of the month, with `meanwhile` between its second file and the others. */
async function exportMonth({ db }: StandInDatabase, meanwhile: () => Promise<unknown>) {
  const { puts, bucket } = aBucket();
  const id = newJobId(JANUARY.to, Buffer.alloc(10));
  const order = { organizationId: 'contoso', kinds: MONTHLY_KINDS, format: 'csv', ...JANUARY } as const;
  await createExportJob(db, newExport({ ...order, month: '2026-01' }, { id, createdAt: CLOSED }));
  const deps = { db, bucket, now: () => CLOSED, rowsPerFile: 2 };
  const run = async (files: number) => {
    const job = await findExportJob(db, 'contoso', id);
    if (!job) throw new Error('no export');
    const until = puts.length + files;
    return runExport(deps, job, () => puts.length < until);
  };
  expect(await run(2)).toBe('running');
  await meanwhile();
  expect(await run(100)).toBe('completed');
  const manifest: Record<string, unknown> = JSON.parse(puts.at(-1)?.text ?? '');
  return { puts, sums: manifest.sums };
}

async function erase(database: StandInDatabase): Promise<void> {
  const erasing = fixture.on(database.db);
  await erasing.erase();
  await erasing.run();
}

const rowsOf = (puts: readonly PutFile[]): string =>
  puts
    .filter(({ key }) => key.includes('/usage/'))
    .map(({ text }) => text)
    .join('\n');

test('an export has the person before, the pseudonym after, and either in each row meanwhile; its sums are the same', async () => {
  const untouched = await exportMonth(before.copy(), async () => undefined);
  const during = before.copy();
  const mixed = await exportMonth(during, () => erase(during));
  const erased = before.copy();
  await erase(erased);
  const after = await exportMonth(erased, async () => undefined);
  expect(after.sums).toEqual(untouched.sums);
  expect(mixed.sums).toEqual(untouched.sums);
  const { earlierUpn, ...personal } = PERSON;
  expect(namedIn(PERSONAL, rowsOf(untouched.puts))).toEqual(PERSONAL.filter((each) => each !== earlierUpn));
  expect(namedIn(PERSONAL, rowsOf(after.puts))).toEqual([]);
  expect(namedIn(PERSONAL, rowsOf(mixed.puts.slice(2)))).toEqual([]);
  expect(rowsOf(after.puts)).toContain(pseudonymOf('contoso', personal.id));
});

test('the usage of a month is tagged, to be deleted with its calls, and its ledger and manifest are not', async () => {
  const { puts } = await exportMonth(before.copy(), async () => undefined);
  const tags = new Set(puts.map(({ key, tagging }) => `${key.split('/')[3]} ${tagging}`));
  expect(tags).toEqual(new Set(['usage rows=calls', 'ledger undefined', 'manifest.json undefined']));
});
