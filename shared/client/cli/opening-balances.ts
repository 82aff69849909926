/** `credits grants import`: opening balances from a table, first as a trial, and then for good. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { csvTypeOf } from '../document-type.ts';
import type { OpeningBalanceLine, OpeningBalances } from '../generated/api.ts';
import { yesOption } from './arguments.ts';
import { confirmByName } from './confirm.ts';
import { EXIT } from './failures.ts';
import { openSession, type Session, tableOf } from './session.ts';
import type { Terminal } from './terminal.ts';

interface ImportOptions {
  readonly dryRun?: true;
  readonly yes?: true;
}

export function addOpeningBalances(grants: Command, terminal: Terminal): void {
  grants
    .command('import <file>')
    .description('give the opening balances of a table, as CSV (for operators)')
    .option('--dry-run', 'say what would become of each line, and give nothing')
    .addOption(yesOption())
    .addHelpText('after', FORM)
    .action(async (file: string, { dryRun, yes }: ImportOptions, command: Command) => {
      const session = openSession(command, terminal);
      const table = await readFile(file);
      const trial = dryRun || !yes ? await send(session, table, { dryRun: true }) : undefined;
      if (trial && !dryRun && trial.given > 0) await confirm(terminal, trial);
      const isDone = dryRun || trial?.given === 0;
      const result = trial && isDone ? trial : await giveAll(session, table);
      session.print(result, () => describe(result, terminal));
      if (result.refused + result.left > 0) terminal.exitCode = EXIT.someLinesFailed;
    });
}

const FORM = `
The table has a line for each grant, and a header: organization, amount, kind,
expiresAt (may be left out), reference, reason. Up to 200 lines. What would
become of them is shown first, and a person is asked. A line whose reference
was given already is not given again.`;

function send({ client }: Session, table: Uint8Array<ArrayBuffer>, { dryRun }: { dryRun: boolean }) {
  return client.post('/v1/opening-balances', {
    query: { dryRun: dryRun ? 'true' : undefined },
    body: new Blob([table]),
    contentType: csvTypeOf(table),
  });
}

async function confirm(terminal: Terminal, trial: OpeningBalances): Promise<void> {
  terminal.stderr.write(`${describe(trial, terminal)}\n`);
  const warning = `Credits will be given by ${linesOf(trial.given)}.`;
  await confirmByName(terminal, { warning, name: 'give', yes: undefined });
}

/** Sends the table again as long as there was no time for some of its lines, and some were given. */
async function giveAll(session: Session, table: Uint8Array<ArrayBuffer>): Promise<OpeningBalances> {
  let givenBefore = 0;
  for (;;) {
    const result = await send(session, table, { dryRun: false });
    const given = givenBefore + result.given;
    if (result.left === 0 || result.given === 0) {
      return { ...result, given, alreadyGiven: result.alreadyGiven - givenBefore };
    }
    givenBefore = given;
  }
}

function describe({ dryRun, lines, ...counts }: OpeningBalances, terminal: Terminal): string {
  const table = tableOf(
    lines,
    [
      { title: 'LINE', of: ({ line }) => line, right: true },
      { title: 'ORGANIZATION', of: ({ organization }) => organization },
      { title: 'REFERENCE', of: ({ reference }) => reference },
      { title: 'AMOUNT', of: ({ amount = null }) => amount, right: true },
      { title: dryRun ? 'WOULD BE' : 'WAS', of: whatBecame },
    ],
    { terminal, empty: 'There are no lines.' },
  );
  const { given, alreadyGiven, refused, left } = counts;
  const were = dryRun ? 'would be' : given === 1 ? 'was' : 'were';
  const rest = left > 0 ? `, ${left} left for another time` : '';
  const sums = `${linesOf(given)} ${were} given, ${alreadyGiven} given already, ${refused} refused${rest}`;
  return `${table}\n${sums}`;
}

const whatBecame = ({ status, code, detail }: OpeningBalanceLine): string =>
  status === 'refused' ? `refused: ${code}: ${detail}` : status.replace('-', ' ');

const linesOf = (count: number): string => (count === 1 ? '1 line' : `${count} lines`);
