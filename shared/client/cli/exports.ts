/** `credits export …`: usage, ledger or invoices of a period as files. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, type Command, Option } from 'commander';
import type { Job } from '../generated/api.ts';
import { detailsOf, moment, openSession, type Session } from './session.ts';
import { endProgress, showProgress, type Terminal } from './terminal.ts';

const KINDS = ['usage', 'ledger', 'invoices'] as const;
const FORMATS = ['csv', 'parquet'] as const;

interface CreateOptions {
  readonly from: string;
  readonly to: string;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
}

export function addExportCommands(program: Command, terminal: Terminal): void {
  const exports = program.command('export').description('usage, ledger or invoices of a period as files');
  addCreate(exports, terminal);
  exports
    .command('show <job>')
    .description('show how far an export is')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const job = await organization().get('/jobs/{job}', { path: { job: id } });
      print(job, () => describeExport(job));
    });
  exports
    .command('download <job>')
    .description('wait for an export, and write its files into a folder')
    .option('--output <folder>', 'where they are written (default: the id of the job)')
    .action(async (id: string, { output }: { output?: string }, command: Command) => {
      await download(openSession(command, terminal), { id, folder: output ?? id });
    });
}

function addCreate(exports: Command, terminal: Terminal): void {
  exports
    .command('create')
    .addArgument(new Argument('<kind>', 'what is exported').choices(KINDS))
    .description('begin an export')
    .requiredOption('--from <date>', 'from this date or instant on')
    .requiredOption('--to <date>', 'to the end of this date, or before this instant')
    .addOption(new Option('--format <format>', 'of the files').choices(FORMATS).default('csv'))
    .option('--output <folder>', 'wait for it, and write its files there')
    .action(async (kind: (typeof KINDS)[number], options: CreateOptions, command: Command) => {
      const session = openSession(command, terminal);
      const { from, to, format, output } = options;
      const job = await session.organization().post('/exports', { body: { kind, from, to, format } });
      if (output === undefined) session.print(job, () => describeExport(job));
      else await download(session, { id: job.id, folder: output });
    });
}

const ASK_AGAIN_MILLISECONDS = 1_000;

/** A person sees how many rows are written meanwhile. Throws when the export was given up. */
async function awaitExport({ organization, terminal }: Session, id: string): Promise<Job> {
  for (;;) {
    const job = await organization().get('/jobs/{job}', { path: { job: id } });
    if (job.export === undefined) throw new Error(`${id} is not an export.`);
    if (job.status === 'failed') throw new Error(`The export was given up: ${job.export.fault}.`);
    if (job.status !== 'running') return job;
    showProgress(terminal, `${job.done} rows are written`);
    await sleep(ASK_AGAIN_MILLISECONDS);
  }
}

interface Place {
  readonly id: string;
  readonly folder: string;
}

/** Throws when a file is not what the service says of it. */
async function download(session: Session, { id, folder }: Place): Promise<void> {
  const { terminal } = session;
  const job = await awaitExport(session, id);
  const { files = [], manifestUrl = '' } = job.export?.download ?? {};
  await mkdir(folder, { recursive: true });
  for (const [index, { name, url, sha256 }] of files.entries()) {
    showProgress(terminal, `${index} of ${files.length} files`);
    const digest = await fetchFile({ url, path: join(folder, name.replaceAll('/', '-')) });
    if (digest !== sha256) throw new Error(`${name} came with other content than it has.`);
  }
  await fetchFile({ url: manifestUrl, path: join(folder, 'manifest.json') });
  endProgress(terminal);
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  session.print({ ...job, folder }, () => `${job.done} rows in ${count}, written to ${folder}`);
}

/** Returns the SHA-256 of the content. A link needs no token. */
async function fetchFile({ url, path }: { readonly url: string; readonly path: string }): Promise<string> {
  const { ok, status, body } = await fetch(url);
  if (!ok || !body) throw new Error(`The link to ${path} was refused (${status}): ask for the job again.`);
  const hash = createHash('sha256');
  await pipeline(
    Readable.fromWeb(body),
    async function* hashed(chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path),
  );
  return hash.digest('hex');
}

function describeExport(job: Job): string {
  const { id, status, done, finishedAt, export: exported } = job;
  return detailsOf([
    ['Export', id],
    ['What', exported && `${exported.kinds.join(' and ')} as ${exported.format}`],
    ['From', exported && moment(exported.from)],
    ['Before', exported && moment(exported.to)],
    ['Status', exported?.fault ? `${status}: ${exported.fault}` : status],
    ['Rows', done],
    ['Finished', finishedAt === null ? undefined : moment(finishedAt)],
    ['Files', exported?.download?.files.length],
  ]);
}
