/** A job that has not begun. */
import type { ExportOrder } from '../../shared/domain/exports/exports.ts';
import type { ExportJob } from '../../shared/store/jobs/export-job.ts';

export const newExport = (
  order: ExportOrder,
  { id, createdAt }: Pick<ExportJob, 'id' | 'createdAt'>,
): ExportJob => ({
  ...order,
  id,
  createdAt,
  kind: 'export',
  status: 'running',
  total: 0,
  done: 0,
  failed: 0,
  files: [],
  sums: {},
  next: { kind: 0 },
  version: 0,
});
