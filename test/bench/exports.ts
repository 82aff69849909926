/** The export of a busy month as files: how long it takes, and how much memory, however many calls there are. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { newExport } from '../../functions/reports/new-export.ts';
import { runExport } from '../../functions/reports/run-export.ts';
import { startFiles } from '../../infra/local/files/files.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../shared/domain/exports/exports.ts';
import type { FileBucket } from '../../shared/files/bucket.ts';
import type { ExportJob } from '../../shared/store/jobs/export-job.ts';
import { createExportJob, findExportJob } from '../../shared/store/jobs/export-jobs.ts';
import type { Metered } from './database.ts';
import { copyPages } from './history.ts';
import { liveHeapBytes } from './live-heap.ts';
import { Organization } from './organization.ts';
import type { Report } from './report.ts';

const BYTES_PER_MEGABYTE = 2 ** 20;
const SAMPLE_MILLISECONDS = 5;
const QUICK_CALLS = 5_000;

interface Measured {
  readonly seconds: number;
  readonly requests: number;
  readonly job: ExportJob;
  /** What was alive after each file. */
  readonly live: readonly number[];
  /** The most that was allocated: heap and buffers. */
  readonly peakBytes: number;
}

export async function measureExports(
  report: Report,
  metered: Metered,
  { quick, calls = 100_000 }: { readonly quick: boolean; readonly calls?: number | undefined },
): Promise<void> {
  const count = quick ? QUICK_CALLS : calls;
  report.progress(`exports: ${count} calls`);
  const organization = await Organization.open(metered, 'exported');
  await organization.buy('100000.00');
  await copyPages(organization, count);
  const folder = await mkdtemp(join(tmpdir(), 'bench-exports-'));
  const files = await startFiles({
    dataFolder: folder,
    now: () => new Date(),
    onError: (error) => report.progress(String(error)),
  });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new S3Client({ endpoint: files.endpoint, region: 'us-east-1', credentials });
  try {
    for (const format of EXPORT_FORMATS) {
      const measured = await measure(organization, { bucket: { client, name: 'files' }, format });
      if (measured.job.done !== count) throw new Error(`${measured.job.done} of ${count} calls are exported`);
      figures(report, measured);
    }
  } finally {
    client.destroy();
    await files.close();
    await rm(folder, { recursive: true });
  }
}

async function measure(
  organization: Organization,
  { bucket, format }: { readonly bucket: FileBucket; readonly format: ExportFormat },
): Promise<Measured> {
  const { db, metered, id: organizationId } = organization;
  const createdAt = '2026-02-03T00:00:00.000Z';
  const [from, to] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];
  const order = { organizationId, kinds: ['usage'], format, from, to } as const;
  const job = newExport(order, { id: `job_${format}`, createdAt });
  await createExportJob(db, job);
  const live: number[] = [];
  // The run asks for the time after each file.
  const now = () => {
    live.push(liveHeapBytes());
    return createdAt;
  };
  let peakBytes = 0;
  const sampling = setInterval(() => {
    const { heapUsed, external } = process.memoryUsage();
    peakBytes = Math.max(peakBytes, heapUsed + external);
  }, SAMPLE_MILLISECONDS);
  const begun = performance.now();
  const { requests } = await metered.meter.measure(async () => {
    const outcome = await runExport({ db, bucket, now }, job, () => true);
    if (outcome !== 'completed') throw new Error(`the export is ${outcome}`);
  });
  clearInterval(sampling);
  const seconds = (performance.now() - begun) / 1000;
  const done = await findExportJob(db, organizationId, job.id);
  if (!done) throw new Error('the job is gone');
  return { seconds, requests, job: done, live: live.slice(1, -1), peakBytes };
}

function figures(report: Report, { seconds, requests, job, live, peakBytes }: Measured): void {
  const name = `exports.${job.format}`;
  const bytes = job.files.reduce((sum, file) => sum + file.bytes, 0);
  const [first = 0] = live;
  report.figure(`${name}.rows`, job.done, 'rows');
  report.figure(`${name}.files`, job.files.length, 'files');
  report.figure(`${name}.heap-mb`, (live.at(-1) ?? 0) / BYTES_PER_MEGABYTE, 'MB', {
    baseline: first / BYTES_PER_MEGABYTE,
  });
  report.figure(`${name}.peak-mb`, peakBytes / BYTES_PER_MEGABYTE, 'MB');
  report.figure(`${name}.bytes-per-row`, bytes / job.done, 'bytes');
  report.figure(`${name}.requests-per-1000-rows`, (requests / job.done) * 1000, 'requests');
  report.figure(`${name}.rows-per-second`, job.done / seconds, 'rows/s');
}
