/** `GET jobs/{job}`: its progress, and links to the files of an export. */
import type { Job as JobAnswer } from '../../shared/contract/answers/jobs.answers.ts';
import { MANIFEST } from '../../shared/contract/files.ts';
import { EXPORTS } from '../../shared/contract/routes/exports.ts';
import { namedFiles } from '../../shared/domain/exports/exports.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { FileBucket } from '../../shared/files/bucket.ts';
import { signLink } from '../../shared/files/links.ts';
import { operation } from '../../shared/lambda/http.ts';
import { jobView, visibleKinds } from '../../shared/lambda/job-view.ts';
import { param } from '../../shared/lambda/parse.ts';
import type { ExportJob } from '../../shared/store/jobs/export-job.ts';
import { findJob } from '../../shared/store/jobs/jobs.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { folderOf } from './export-folder.ts';

interface Deps {
  readonly db: Database;
  readonly bucket: FileBucket;
  readonly now: () => Instant;
}

/** A job that the caller may not see looks like one that does not exist. */
export function getJob(deps: Deps) {
  return operation(EXPORTS.getJob, async (request) => {
    const job = await findJob(deps.db, param(request, 'org'), param(request, 'job'));
    if (!job || !visibleKinds(request).includes(job.kind)) throw refusals.notFound('job');
    const view = jobView(job);
    if (job.kind !== 'export' || job.status !== 'completed' || !view.export)
      return { status: 200, body: view };
    const download = await linksOf(deps, job);
    return { status: 200, body: { ...view, export: { ...view.export, download } } };
  });
}

/** How long a link is good for: who has it needs no token. */
const LINK_SECONDS = 15 * 60;

type Download = NonNullable<NonNullable<JobAnswer['export']>['download']>;

async function linksOf({ bucket, now }: Deps, job: ExportJob): Promise<Download> {
  const folder = folderOf(job);
  const at = now();
  const sign = (name: string) =>
    signLink(bucket, {
      key: folder + name,
      fileName: name.replaceAll('/', '-'),
      at: new Date(at),
      seconds: LINK_SECONDS,
    });
  const files: Download['files'] = [];
  for (const file of namedFiles(job.files, job.format)) files.push({ ...file, url: await sign(file.name) });
  return { files, manifestUrl: await sign(MANIFEST), expiresAt: addSeconds(at, LINK_SECONDS) };
}
