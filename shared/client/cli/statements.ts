/** `credits statements …`. */
import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { limitOption } from './arguments.ts';
import { detailsOf, moment, money, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

const LANGUAGES = ['en', 'fr'] as const;

export function addStatementCommands(program: Command, terminal: Terminal): void {
  const statements = program.command('statements').description('what moved the balance, month by month');
  statements
    .command('list')
    .description('list the statements of months that are over, newest first')
    .addOption(limitOption())
    .action(async ({ limit }: { limit?: number }, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const query = { kind: 'statement' } as const;
      const issued = await take(organization().items('/documents', { query }), limit);
      print(issued, () =>
        tableOf(
          issued,
          [
            { title: 'STATEMENT', of: ({ id }) => id },
            { title: 'ISSUED', of: ({ issuedAt }) => moment(issuedAt) },
            { title: 'CLOSING BALANCE', of: (paper) => money(paper.total, paper), right: true },
          ],
          { terminal, empty: 'There are no statements yet.' },
        ),
      );
    });
  addGet(statements, terminal);
}

interface GetOptions {
  readonly as?: 'pdf' | 'csv';
  readonly language?: (typeof LANGUAGES)[number];
  readonly output?: string;
}

function addGet(statements: Command, terminal: Terminal): void {
  statements
    .command('get <month>')
    .description('show the statement of a month such as 2026-11, or write it to a file')
    .addOption(new Option('--as <form>', 'write it in this form').choices(['pdf', 'csv']))
    .addOption(new Option('--language <language>', 'of the PDF').choices(LANGUAGES))
    .option('--output <file>', 'where it is written (default: the id of the statement)')
    .action(async (month: string, { as, language, output }: GetOptions, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const id = `stm_${month}`;
      const path = { document: id };
      if (as) {
        const file = output ?? `${id}.${as}`;
        const document = '/documents/{document}';
        await writeFile(
          file,
          as === 'pdf'
            ? await organization().bytes(document, { path, query: { language }, accept: 'application/pdf' })
            : await organization().text(document, { path, accept: 'text/csv' }),
        );
        print({ file }, () => `Written to ${file}`);
        return;
      }
      const paper = await organization().get('/documents/{document}', { path });
      print(paper, () =>
        detailsOf([
          ['Statement', paper.id],
          ['Issued', moment(paper.issuedAt)],
          ['Opening balance', money(paper.statement?.opening ?? '', paper)],
          ...paper.lines.map(({ description, amount }) => [description, money(amount, paper)] as const),
          ['Closing balance', money(paper.total, paper)],
        ]),
      );
    });
}
