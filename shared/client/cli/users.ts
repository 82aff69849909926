/** `credits users …`. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { csvTypeOf } from '../document-type.ts';
import { limitOption } from './arguments.ts';
import { confirmByName } from './confirm.ts';
import { finishJob } from './job-progress.ts';
import { detailsOf, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

interface NewUser {
  readonly upn: string;
  readonly name: string;
  readonly location: string;
}

export function addUserCommands(program: Command, terminal: Terminal): void {
  const users = program.command('users').description('the users of the organization');
  addList(users, terminal);
  addAdd(users, terminal);
  addImport(users, terminal);
  addRename(users, terminal);
  addRemove(users, terminal);
}

function addList(users: Command, terminal: Terminal): void {
  users
    .command('list')
    .description('list users and their licenses')
    .option('--search <text>', 'whose names contain this')
    .addOption(limitOption())
    .action(async ({ search, limit }: { search?: string; limit?: number }, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const found = await take(organization().items('/users', { query: { search } }), limit);
      print(found, () =>
        tableOf(
          found,
          [
            { title: 'USER', of: ({ id }) => id },
            { title: 'SIGN-IN NAME', of: ({ userPrincipalName }) => userPrincipalName },
            { title: 'LOCATION', of: ({ usageLocation }) => usageLocation },
            { title: 'STATUS', of: ({ status }) => status },
            { title: 'LICENSES', of: ({ licenses }) => licenses.map(({ sku }) => sku).join(' ') || '-' },
          ],
          { terminal, empty: 'There are no users.' },
        ),
      );
    });
}

function addAdd(users: Command, terminal: Terminal): void {
  users
    .command('add <id>')
    .description('add a user')
    .requiredOption('--upn <name>', 'the sign-in name, such as ada@contoso.com')
    .requiredOption('--name <name>', 'as people know them')
    .requiredOption('--location <code>', 'two letters, such as US')
    .action(async (id: string, { upn, name, location }: NewUser, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const body = { id, userPrincipalName: upn, displayName: name, usageLocation: location };
      const added = await organization().post('/users', { body });
      print(added, () =>
        detailsOf([
          ['User', added.id],
          ['Sign-in name', added.userPrincipalName],
          ['Name', added.displayName],
          ['Location', added.usageLocation],
        ]),
      );
    });
}

function addImport(users: Command, terminal: Terminal): void {
  users
    .command('import <file>')
    .description('add the users of a file, or change them; a file that was imported already changes nothing')
    .option(
      '--failures <file>',
      'where lines that failed or have a warning are written (default: beside the file)',
    )
    .addHelpText('after', FORM)
    .action(async (file: string, { failures }: { failures?: string }, command: Command) => {
      const session = openSession(command, terminal);
      const document = await readFile(file);
      const { id } = await session.organization().post('/users/import', {
        body: new Blob([document]),
        contentType: csvTypeOf(document),
      });
      await finishJob(session, { id, failures: failures ?? `${file}.failures.csv`, what: 'Users' });
    });
}

const FORM = `
The file is CSV as Entra writes it under "Download users", or the Microsoft 365
admin center under "Export users". It needs the columns id (or Object Id) and
userPrincipalName; it may have displayName, usageLocation and accountEnabled
(or Block credential). Nobody is removed because a line is missing.`;

function addRename(users: Command, terminal: Terminal): void {
  users
    .command('rename <user> <name>')
    .description('give a user another sign-in name; the old one is free for others')
    .action(async (user: string, name: string, _options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const body = { userPrincipalName: name };
      const renamed = await organization().patch('/users/{user}', { path: { user }, body });
      print(renamed, () => `${renamed.id}: signs in as ${renamed.userPrincipalName}`);
    });
}

interface Removal {
  readonly erase?: true;
  readonly yes?: true;
}

function addRemove(users: Command, terminal: Terminal): void {
  users
    .command('remove <user>')
    .description('remove a user; the licenses return to the organization, and past calls stay in reports')
    .option('--erase', 'erase the names and numbers as well, also of a user who was removed before')
    .option('--yes', 'with --erase: do not ask')
    .addHelpText('after', ERASURE)
    .action(async (user: string, { erase, yes }: Removal, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      if (erase) await confirmByName(terminal, { warning: warningOf(user), name: user, yes });
      const query = erase ? ({ erase: 'true' } as const) : {};
      const job = await organization().delete('/users/{user}', { path: { user }, query });
      print(job ?? { removed: user }, () =>
        job ? `${user}: removed; the data are being erased: credits jobs show ${job.id}` : `${user}: removed`,
      );
    });
}

const warningOf = (user: string): string =>
  `The names and numbers of ${user} will be erased for good, also in past calls.`;

const ERASURE = `
With --erase a pseudonym takes the place of the names and of the user's own
numbers, in calls, lists and the journal; other numbers of the user's calls lose
their last digits. What calls cost stays. It goes on after the command, and
cannot be undone. Files that were written before end with their time, which the
job says: credits jobs show. Who was removed before is named by the id.`;
