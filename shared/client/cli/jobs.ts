/** `credits jobs …`. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { Job } from '../generated/api.ts';
import { limitOption } from './arguments.ts';
import { awaitJob, failuresOf, noteOutcome, warningsOf } from './job-progress.ts';
import { detailsOf, moment, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

const SHOWN_JOBS = 25;

export function addJobCommands(program: Command, terminal: Terminal): void {
  const jobs = program.command('jobs').description('files of many lines that the service reads or writes');
  jobs
    .command('list')
    .description('list the jobs of the last 90 days, newest first')
    .addOption(limitOption(SHOWN_JOBS))
    .action(async ({ limit }: { limit: number }, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const listed = await take(organization().items('/jobs'), limit);
      print(listed, () =>
        tableOf(
          listed,
          [
            { title: 'JOB', of: ({ id }) => id },
            { title: 'CREATED', of: ({ createdAt }) => moment(createdAt) },
            { title: 'WHAT', of: describeWork },
            { title: 'STATUS', of: ({ status }) => status },
            { title: 'LINES', of: ({ total }) => total, right: true },
            { title: 'DONE', of: ({ done }) => done, right: true },
            { title: 'FAILED', of: ({ failed }) => failed, right: true },
          ],
          { terminal, empty: 'There are no jobs.' },
        ),
      );
    });
  jobs
    .command('show <job>')
    .description('show how far a job is, and links to the files of an export')
    .option('--wait', 'wait until it is done; then the exit code says whether it, or some lines, failed')
    .action(async (id: string, { wait }: { wait?: true }, command: Command) => {
      const session = openSession(command, terminal);
      const job = wait
        ? await awaitJob(session, id)
        : await session.organization().get('/jobs/{job}', { path: { job: id } });
      if (wait) noteOutcome(terminal, job);
      session.print(job, () => describeJob(job));
    });
  jobs
    .command('failures <job>')
    .description('write the lines that failed or have a warning, as CSV')
    .option('--output <file>', 'instead of the terminal')
    .action(async (id: string, { output }: { output?: string }, command: Command) => {
      const lines = Readable.from(failuresOf(openSession(command, terminal).organization(), id));
      if (output === undefined) await pipeline(lines, terminal.stdout, { end: false });
      else await pipeline(lines, createWriteStream(output));
    });
}

/** `assign E5`, `read inbox/contoso/calls.csv`, `export usage ledger`, `erase ada`, or the kind of a job that has nothing more to say. */
function describeWork({ kind, licenses, usage, export: exported, erasure }: Job): string {
  if (licenses) return `${licenses.action} ${licenses.sku}`;
  if (usage) return `read ${usage.file}`;
  if (erasure) return `erase ${erasure.user}`;
  return exported ? `export ${exported.kinds.join(' ')}` : kind;
}

function describeJob(job: Job): string {
  const { id, status, createdAt, finishedAt, total, done, succeeded, failed } = job;
  const { users, usage, export: exported, erasure } = job;
  const download = exported?.download;
  return detailsOf([
    ['Job', id],
    ['What', describeWork(job)],
    ['Status', status],
    ['Created', moment(createdAt)],
    ['Finished', finishedAt === null ? undefined : moment(finishedAt)],
    ['Lines', total],
    ['Done', done],
    ['Succeeded', succeeded],
    ['With a warning', users && warningsOf(job)],
    ['Accepted', usage?.accepted],
    ['Duplicates', usage?.duplicates],
    ['Failed', failed],
    ['Unreadable items', erasure?.unreadable || undefined],
    ['In earlier files until', erasure?.copiesUntil ? moment(erasure.copiesUntil) : undefined],
    ['Given up', exported?.fault ?? usage?.fault ?? undefined],
    ...(download?.files ?? []).map(({ name, url }) => [name, url] as const),
    ['Manifest', download?.manifestUrl],
    ['Links expire', download && moment(download.expiresAt)],
  ]);
}
