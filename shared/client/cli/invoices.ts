/** `credits invoices …`. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { limitOption } from './arguments.ts';
import { detailsOf, moment, money, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

export function addInvoiceCommands(program: Command, terminal: Terminal): void {
  const invoices = program.command('invoices').description('invoices');
  invoices
    .command('list')
    .description('list invoices, newest first')
    .addOption(limitOption())
    .action(async ({ limit }: { limit?: number }, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const issued = await take(organization().items('/invoices'), limit);
      print(issued, () =>
        tableOf(
          issued,
          [
            { title: 'INVOICE', of: ({ id }) => id },
            { title: 'NUMBER', of: ({ number }) => number, right: true },
            { title: 'ISSUED', of: ({ issuedAt }) => moment(issuedAt) },
            { title: 'FOR', of: ({ description }) => description },
            { title: 'AMOUNT', of: (invoice) => money(invoice.amount, invoice), right: true },
          ],
          { terminal, empty: 'There are no invoices.' },
        ),
      );
    });
  addOne(invoices, terminal);
}

function addOne(invoices: Command, terminal: Terminal): void {
  invoices
    .command('show <invoice>')
    .description('show an invoice')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const invoice = await organization().get('/invoices/{invoice}', { path: { invoice: id } });
      print(invoice, () =>
        detailsOf([
          ['Invoice', invoice.id],
          ['Number', invoice.number],
          ['Issued', moment(invoice.issuedAt)],
          ['Billed to', invoice.billedTo.name],
          ...invoice.lines.map(({ description, amount }) => [description, money(amount, invoice)] as const),
          ['Total', money(invoice.total, invoice)],
        ]),
      );
    });
  invoices
    .command('download <invoice>')
    .description('write an invoice as a page to print')
    .option('--output <file>', 'where it is written (default: the id of the invoice, with .html)')
    .action(async (id: string, { output }: { output?: string }, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const path = { invoice: id };
      const page = await organization().text('/invoices/{invoice}', { path, accept: 'text/html' });
      const file = output ?? `${id}.html`;
      await writeFile(file, page);
      print({ file }, () => `Written to ${file}`);
    });
}
