/** The usage report of a busy month, page by page to the end. */
import { getUsage } from '../../functions/reports/usage.ts';
import type { HttpRequest } from '../../shared/lambda/http.ts';
import { aRequest } from '../support/requests.ts';
import type { Metered } from './database.ts';
import { copyCalls } from './history.ts';
import { liveHeapBytes } from './live-heap.ts';
import { Organization } from './organization.ts';
import type { Report } from './report.ts';

const BYTES_PER_MEGABYTE = 2 ** 20;

export async function measureUsageCsv(report: Report, metered: Metered, quick: boolean): Promise<void> {
  const calls = quick ? 2_000 : 50_000;
  report.progress(`usage report: ${calls} calls as CSV`);
  const organization = await Organization.open(metered, 'reported');
  await organization.buy('100000.00');
  await copyCalls(organization, calls);
  const heap: number[] = [];
  let rows = 0;
  const begun = performance.now();
  const { requests } = await metered.meter.measure(async () => {
    for await (const page of pagesOf(organization)) {
      rows += page;
      heap.push(liveHeapBytes());
    }
  });
  const seconds = (performance.now() - begun) / 1000;
  if (rows !== calls) throw new Error(`the report has ${rows} of ${calls} calls`);
  const tenth = Math.ceil(heap.length / 10);
  const early = Math.max(...heap.slice(0, tenth)) / BYTES_PER_MEGABYTE;
  const late = Math.max(...heap.slice(-tenth)) / BYTES_PER_MEGABYTE;
  report.figure('report.csv.heap-mb', late, 'MB', { baseline: early });
  report.figure('report.csv.rows', rows, 'rows');
  report.figure('report.csv.requests-per-1000-rows', (requests / rows) * 1000, 'requests');
  report.figure('report.csv.seconds', seconds, 's');
}

/** Rows of each page; the next one is named by the `Link` header. */
async function* pagesOf(organization: Organization): AsyncGenerator<number> {
  const period = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };
  const operation = getUsage({ db: organization.db, now: () => period.to });
  let query: HttpRequest['query'] | undefined = period;
  while (query) {
    const request = aRequest({ params: { org: organization.id }, query, headers: { accept: 'text/csv' } });
    const { body, headers } = await operation(request);
    yield String(body).trimEnd().split('\r\n').length - 1;
    const cursor = /[?&]cursor=([^&>]+)/.exec(headers?.link ?? '')?.[1];
    query = cursor === undefined ? undefined : { ...period, cursor: decodeURIComponent(cursor) };
  }
}
