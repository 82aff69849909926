/** `credits documents …`. */
import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { limitOption } from './arguments.ts';
import { detailsOf, moment, money, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

const KINDS = ['invoice', 'credit-note'] as const;
const LANGUAGES = ['en', 'fr'] as const;

export function addDocumentCommands(program: Command, terminal: Terminal): void {
  const documents = program.command('documents').description('invoices and credit notes, to be filed');
  documents
    .command('list')
    .description('list invoices or credit notes, newest first')
    .addOption(new Option('--kind <kind>', 'which').choices(KINDS).default('invoice'))
    .addOption(limitOption())
    .action(async ({ kind, limit }: { kind: (typeof KINDS)[number]; limit?: number }, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const issued = await take(organization().items('/documents', { query: { kind } }), limit);
      print(issued, () =>
        tableOf(
          issued,
          [
            { title: 'DOCUMENT', of: ({ id }) => id },
            { title: 'ISSUED', of: ({ issuedAt }) => moment(issuedAt) },
            { title: 'FOR', of: ({ description }) => description },
            { title: 'OF INVOICE', of: ({ invoiceId }) => invoiceId ?? '' },
            { title: 'TOTAL', of: (paper) => money(paper.total, paper), right: true },
          ],
          { terminal, empty: 'There are no documents of this kind.' },
        ),
      );
    });
  addGet(documents, terminal);
}

interface GetOptions {
  readonly pdf: boolean;
  readonly language?: (typeof LANGUAGES)[number];
  readonly output?: string;
}

function addGet(documents: Command, terminal: Terminal): void {
  documents
    .command('get <document>')
    .description('show an invoice or a credit note, or write it as a PDF')
    .option('--pdf', 'write it as a PDF', false)
    .addOption(new Option('--language <language>', 'of the PDF').choices(LANGUAGES))
    .option('--output <file>', 'where the PDF is written (default: the id of the document, with .pdf)')
    .action(async (id: string, { pdf, language, output }: GetOptions, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const path = { document: id };
      if (pdf) {
        const asked = { path, query: { language }, accept: 'application/pdf' } as const;
        const file = output ?? `${id}.pdf`;
        await writeFile(file, await organization().bytes('/documents/{document}', asked));
        print({ file }, () => `Written to ${file}`);
        return;
      }
      const paper = await organization().get('/documents/{document}', { path });
      print(paper, () =>
        detailsOf([
          ['Document', paper.id],
          ['Issued', moment(paper.issuedAt)],
          ['Billed to', paper.billedTo.name],
          ...paper.lines.map(({ description, amount }) => [description, money(amount, paper)] as const),
          ['Tax', paper.tax ? money(paper.tax.amount, paper) : ''],
          ['Total', money(paper.total, paper)],
        ]),
      );
    });
}
