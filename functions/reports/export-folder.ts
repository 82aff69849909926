import { DOWNLOADS, EXPORTS } from '../../shared/contract/files.ts';
import type { ExportJob } from '../../shared/store/jobs/export-job.ts';

/** Where the files of the job are; it ends with a slash. */
export const folderOf = ({
  organizationId,
  id,
  month,
}: Pick<ExportJob, 'organizationId' | 'id' | 'month'>): string =>
  month === undefined ? `${DOWNLOADS}${organizationId}/${id}/` : `${EXPORTS}${organizationId}/${month}/`;
