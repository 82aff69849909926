/** `credits usage import` and `credits usage export`. */
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { RejectedRecord } from '../generated/api.ts';
import { csvOf, withOneHeader } from './csv-lines.ts';
import { EXIT } from './failures.ts';
import { progressOf } from './progress-bar.ts';
import { openSession } from './session.ts';
import { endProgress, showProgress, type Terminal } from './terminal.ts';
import { readPieces } from './usage-file.ts';

interface ExportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly user?: string;
  readonly output?: string;
}

export function addUsageCommands(program: Command, terminal: Terminal): void {
  const usage = program.command('usage').description('reported calls');
  usage
    .command('import <file>')
    .description('report the calls of a file; a call that was reported already is not charged again')
    .option('--failures <file>', 'where records that were rejected are written (default: beside the file)')
    .addHelpText('after', FORMS)
    .action(async (file: string, { failures }: { failures?: string }, command: Command) => {
      await importUsage({ file, failures: failures ?? `${file}.failures.csv` }, { command, terminal });
    });
  usage
    .command('export')
    .description('write the usage report as CSV; without instants that of this month')
    .option('--from <instant>', 'from this instant on')
    .option('--to <instant>', 'before this instant')
    .option('--user <id>', 'calls of one user')
    .option('--output <file>', 'instead of the terminal')
    .action(async ({ from, to, user, output }: ExportOptions, command: Command) => {
      const asked = { query: { from, to, userId: user }, accept: 'text/csv' } as const;
      const pages = openSession(command, terminal).organization().texts('/usage', asked);
      const lines = Readable.from(withOneHeader(pages));
      if (output === undefined) await pipeline(lines, terminal.stdout, { end: false });
      else await pipeline(lines, createWriteStream(output));
    });
}

const FORMS = `
The file is one of
  .csv    under the names callId,type,userId,from,to,startedAt,durationSeconds,
          conferenceId, or in the columns of the usage export
  .jsonl  a record with those fields on each line
  JSON    a list of such records`;

interface Files {
  readonly file: string;
  readonly failures: string;
}

async function importUsage(
  { file, failures }: Files,
  { command, terminal }: { command: Command; terminal: Terminal },
): Promise<void> {
  const { organization, print } = openSession(command, terminal);
  const pieces = readPieces({ file, document: await readFile(file) });
  const total = pieces.reduce((sum, { count }) => sum + count, 0);
  const rejected: (RejectedRecord & { readonly place: number })[] = [];
  const counts = { sent: 0, accepted: 0, duplicates: 0 };
  for (const { sent, count, placeOf } of pieces) {
    const receipt = await organization().post('/usage', sent);
    counts.sent += count;
    counts.accepted += receipt.accepted;
    counts.duplicates += receipt.duplicates;
    rejected.push(...receipt.rejected.map((each) => ({ ...each, place: placeOf(each) })));
    const progress = { done: counts.sent, total, failed: rejected.length, unit: 'records' };
    showProgress(terminal, progressOf(progress));
  }
  endProgress(terminal);
  const { accepted, duplicates } = counts;
  if (rejected.length > 0) {
    await writeFile(failures, csvOf(['place', 'callId', 'code', 'field', 'detail'], rejected));
    terminal.exitCode = EXIT.someLinesFailed;
  }
  const where = rejected.length > 0 ? `; see ${failures}` : '';
  print(
    { accepted, duplicates, rejected },
    () => `${accepted} accepted, ${duplicates} known already, ${rejected.length} rejected${where}`,
  );
}
