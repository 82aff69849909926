/** What a command does with a job that it began: it waits for the end, and keeps the lines that failed. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrganizationClient } from '../client.ts';
import type { Job } from '../generated/api.ts';
import { withOneHeader } from './csv-lines.ts';
import { EXIT } from './failures.ts';
import { countOf, progressOf } from './progress-bar.ts';
import type { Session } from './session.ts';
import { endProgress, showProgress, type Terminal } from './terminal.ts';

const ASK_AGAIN_MILLISECONDS = 1_000;

/** The job when it is done. A person sees a bar meanwhile. */
export async function awaitJob({ organization, terminal }: Session, id: string): Promise<Job> {
  for (;;) {
    const job = await organization().get('/jobs/{job}', { path: { job: id } });
    if (job.status !== 'running') {
      endProgress(terminal);
      return job;
    }
    showProgress(terminal, describeProgress(job));
    await sleep(ASK_AGAIN_MILLISECONDS);
  }
}

/** A job that reads or writes files learns how many lines there are at the end. */
function describeProgress(job: Job): string {
  const progress = { ...job, unit: 'lines' };
  return job.usage || job.export ? countOf(progress) : progressOf(progress);
}

/** The lines that failed or have a warning, as CSV with one header. */
export function failuresOf(organization: OrganizationClient, job: string): AsyncIterable<string> {
  return withOneHeader(organization.texts('/jobs/{job}/failures', { path: { job }, accept: 'text/csv' }));
}

/**
 * Awaits the job and keeps its failures in the file, if there are any. The exit code says whether lines failed.
 * `what`: the beginning of the sentence that a person reads.
 */
export async function finishJob(
  session: Session,
  { id, failures, what }: { readonly id: string; readonly failures: string; readonly what: string },
): Promise<void> {
  const job = await awaitJob(session, id);
  const warnings = warningsOf(job);
  const hasFailures = job.failed + warnings > 0;
  if (hasFailures) {
    await pipeline(Readable.from(failuresOf(session.organization(), id)), createWriteStream(failures));
  }
  noteOutcome(session.terminal, job);
  session.print(job, () => {
    const warned = warnings > 0 ? ` (${warnings} with a warning)` : '';
    const where = hasFailures ? `; see ${failures}` : '';
    const lines = job.succeeded === 1 ? 'line' : 'lines';
    return `${what}: ${job.succeeded} ${lines} succeeded${warned}, ${job.failed} failed${where}`;
  });
}

export const warningsOf = ({ users }: Pick<Job, 'users'>): number => users?.warnings ?? 0;

/** The exit code of a command whose job was given up, or is done but for some lines. */
export function noteOutcome(terminal: Terminal, { status, failed }: Pick<Job, 'status' | 'failed'>): void {
  if (status === 'failed') terminal.exitCode = EXIT.refused;
  else if (failed > 0) terminal.exitCode = EXIT.someLinesFailed;
}
