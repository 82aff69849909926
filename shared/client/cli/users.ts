/** `credits users …`. */
import type { Command } from 'commander';
import { limitOption } from './arguments.ts';
import { detailsOf, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

interface NewUser {
  readonly upn: string;
  readonly name: string;
  readonly location: string;
}

export function addUserCommands(program: Command, terminal: Terminal): void {
  const users = program.command('users').description('the users of the organization');
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
