/** Runs an export: file after file, as long as there is time (spec: An export is files and their manifest). */
import { EXPORT_DIFFERS } from '../../shared/contract/alarmed-messages.ts';
import { MANIFEST, OF_CALLS } from '../../shared/contract/files.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import { fileName, MAX_FILES } from '../../shared/domain/exports/exports.ts';
import { ledgerDifferences, manifestOf } from '../../shared/domain/exports/manifest.ts';
import { NO_SUMS, sumOf } from '../../shared/domain/exports/sums.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { type FileBucket, putObject } from '../../shared/files/bucket.ts';
import { log } from '../../shared/lambda/log.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import type { ExportedEntries, ExportJob } from '../../shared/store/jobs/export-job.ts';
import {
  beginExportRun,
  endExport,
  endExportRun,
  restartExport,
  saveExportStep,
} from '../../shared/store/jobs/export-jobs.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { CONTENTS } from './export-contents.ts';
import { CONTENT_TYPES, writeFile } from './export-file.ts';
import { folderOf } from './export-folder.ts';
import { chargedCalls, entriesOf, ledgerSpan } from './ledger-of-export.ts';

export interface ExportDeps {
  readonly db: Database;
  readonly bucket: FileBucket;
  readonly now: () => Instant;
  /** By default as many as a file has. */
  readonly rowsPerFile?: number;
}

/** How a run left the job; `lost` when another run has gone on with it. */
export type ExportOutcome = 'completed' | 'failed' | 'running' | 'different' | 'lost';

/** Throws when a table or the bucket fails: the job stays as it is, and a later run goes on. */
export async function runExport(
  deps: ExportDeps,
  job: ExportJob,
  mayContinue: () => boolean,
): Promise<ExportOutcome> {
  const { db, now } = deps;
  const account = await loadAccount(db, job.organizationId);
  const entries = job.entries ?? (await entriesOf(db, account, job));
  let current = await beginExportRun(db, job, { entries, at: now() });
  while (current && current.next.kind < current.kinds.length) {
    if (current.files.length >= MAX_FILES) return giveUp(deps, current);
    if (!mayContinue()) return (await endExportRun(db, current, now())) ? 'running' : 'lost';
    current = await exportFile(deps, current, account);
  }
  return current ? finish(deps, current, account) : 'lost';
}

/**
 * Writes the file first and notes it then. A run that dies in between has written a file that no manifest names, or the
 * same one that the next run writes.
 */
async function exportFile(
  { db, bucket, now, rowsPerFile }: ExportDeps,
  job: ExportJob,
  account: Account,
): Promise<ExportJob | undefined> {
  const { next, format, files } = job;
  const kind = job.kinds[next.kind];
  if (kind === undefined) throw new RangeError(`export ${job.id} has no kind ${next.kind}`);
  const { columns, rows } = CONTENTS[kind];
  const form = { format, columns, maxRows: rowsPerFile };
  const written = await writeFile(form, rows({ db, job, account, after: next.after }), job.sums[kind]);
  const { body, sha256, sums, place } = written;
  const index = files.filter((file) => file.kind === kind).length;
  // Without any rows there is one file, which has the names of the columns.
  const file =
    written.rows > 0 || index === 0 ? { kind, rows: written.rows, bytes: body.length, sha256 } : undefined;
  if (file) {
    const key = folderOf(job) + fileName(file, { index, format });
    const tags = kind === 'usage' ? OF_CALLS : undefined;
    await putObject(bucket, { key, contentType: CONTENT_TYPES[format], tags }, body);
  }
  const following = place === undefined ? { kind: next.kind + 1 } : { kind: next.kind, after: place };
  return saveExportStep(db, job, { kind, file, sums, next: following, at: now() });
}

/** The manifest says that the files are complete, so it comes last, and not before they agree with the ledger. */
async function finish(deps: ExportDeps, job: ExportJob, account: Account): Promise<ExportOutcome> {
  const { db, bucket, now } = deps;
  const hasLedger = job.kinds.includes('ledger') && job.entries !== undefined;
  const span = hasLedger ? await ledgerSpan(db, account, job.entries) : undefined;
  const differences = span ? ledgerDifferences(span, job.sums.ledger ?? NO_SUMS) : [];
  const usage = job.month === undefined ? undefined : await compareUsage(db, account, job);
  if (usage?.isOutdated) {
    const latest = await loadAccount(db, job.organizationId);
    return startAgain(deps, job, { entries: await entriesOf(db, latest, job), at: now() });
  }
  if (usage) differences.push(...usage.differences);
  if (differences.length > 0) return refuse(deps, job, differences);
  const manifest = `${JSON.stringify(manifestOf(job, span), null, 2)}\n`;
  await putObject(bucket, { key: folderOf(job) + MANIFEST, contentType: 'application/json' }, manifest);
  return (await endExport(db, job, { status: 'completed', finishedAt: now() })) ? 'completed' : 'lost';
}

interface Comparison {
  readonly differences: readonly string[];
  /** Money was moved for these calls since the job began, so its rows may be older than the ledger. */
  readonly isOutdated: boolean;
}

async function compareUsage(db: Database, account: Account, job: ExportJob): Promise<Comparison> {
  const { currency } = account.terms;
  const { from, to, entries, sums } = job;
  const charged = await chargedCalls(db, account, { from, to, known: entries?.known ?? 0 });
  const rowsMicros = sumOf(sums.usage ?? NO_SUMS, { name: 'ledger', currency });
  if (charged === undefined || charged.micros === rowsMicros) return { differences: [], isOutdated: false };
  const amounts = { rows: formatAmount(rowsMicros), ledger: formatAmount(charged.micros) };
  const difference = `calls come to ${amounts.rows}, and the ledger took ${amounts.ledger} for them`;
  return { differences: [difference], isOutdated: charged.hasMoved };
}

/** When an export that differs from the ledger is made again. */
const AGAIN_SECONDS = 3600;

async function refuse(
  deps: ExportDeps,
  job: ExportJob,
  differences: readonly string[],
): Promise<ExportOutcome> {
  const { organizationId, id, month, entries } = job;
  log.error(EXPORT_DIFFERS, { organizationId, job: id, month, differences });
  if (!entries) throw new Error(`export ${id} does not know its entries`);
  const outcome = await startAgain(deps, job, { entries, at: addSeconds(deps.now(), AGAIN_SECONDS) });
  return outcome === 'lost' ? outcome : 'different';
}

async function startAgain(
  { db }: ExportDeps,
  job: ExportJob,
  again: { readonly entries: ExportedEntries; readonly at: Instant },
): Promise<ExportOutcome> {
  return (await restartExport(db, job, again)) ? 'running' : 'lost';
}

async function giveUp({ db, now }: ExportDeps, job: ExportJob): Promise<ExportOutcome> {
  const fault = `more than ${MAX_FILES} files: ask for a shorter period`;
  return (await endExport(db, job, { status: 'failed', finishedAt: now(), fault })) ? 'failed' : 'lost';
}
