/** `credits revenue`, for operators. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { withOneHeader } from './csv-lines.ts';
import { openSession, tableOf } from './session.ts';
import type { Terminal } from './terminal.ts';

export function addRevenueCommand(program: Command, terminal: Terminal): void {
  program
    .command('revenue <month>')
    .description('show deferred revenue, use and breakage of a month (for operators)')
    .option('--csv <file>', 'write all figures of each organization as CSV')
    .action(async (month: string, { csv }: { csv?: string }, command: Command) => {
      const { client, print } = openSession(command, terminal);
      if (csv !== undefined) {
        const pages = client.texts('/v1/revenue', { query: { month }, accept: 'text/csv' });
        await pipeline(Readable.from(withOneHeader(pages)), createWriteStream(csv));
        print({ file: csv }, () => `Written to ${csv}`);
        return;
      }
      const revenue = await client.get('/v1/revenue', { query: { month, limit: 1 } });
      const table = tableOf(
        revenue.totals,
        [
          { title: 'CURRENCY', of: ({ currency }) => currency },
          { title: 'DEFERRED BEFORE', of: ({ bought }) => bought.opening, right: true },
          { title: 'FUNDED', of: ({ bought }) => bought.funded, right: true },
          { title: 'USED', of: ({ bought }) => bought.used, right: true },
          { title: 'BREAKAGE', of: ({ bought }) => bought.forfeited, right: true },
          { title: 'DEFERRED AFTER', of: ({ bought }) => bought.closing, right: true },
        ],
        { terminal, empty: 'No month of an organization is closed yet.' },
      );
      const note = revenue.complete ? '' : '\nNot all organizations are in it yet.';
      print(revenue, () => `${table}${note}`);
    });
}
