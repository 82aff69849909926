/** `credits clients …`. */
import { type Command, Option } from 'commander';
import type { Client, ClientWithSecret } from '../generated/api.ts';
import { wholeNumber } from './arguments.ts';
import { detailsOf, moment, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

type Role = NonNullable<Client['role']>;
type Scope = Exclude<Client['scopes'][number], 'operator'>;
const ROLES: readonly Role[] = ['owner', 'billing', 'licenses', 'auditor', 'platform'];

export function addClientCommands(program: Command, terminal: Terminal): void {
  const clients = program
    .command('clients')
    .description('the programs that get tokens of the organization with a secret');
  addList(clients, terminal);
  addCreate(clients, terminal);
  clients
    .command('rotate <client>')
    .description('give a program another secret; the earlier one stays valid for a while')
    .option('--keep-hours <hours>', 'for how long (default: 24); 0 ends it at once', wholeNumber)
    .action(async (client: string, { keepHours }: { keepHours?: number }, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const body = keepHours === undefined ? {} : { keepHours };
      const replaced = await organization().post('/clients/{client}/rotate', { path: { client }, body });
      print(replaced, () => describe(replaced));
    });
  clients
    .command('revoke <client>')
    .description('remove a program: it gets no more tokens; those that it has expire within an hour')
    .action(async (client: string, _options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      await organization().delete('/clients/{client}', { path: { client } });
      print({ id: client }, () => `${client}: removed`);
    });
}

function addList(clients: Command, terminal: Terminal): void {
  clients
    .command('list')
    .description('list the programs, what they may do, and when they got their last token')
    .action(async (_options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const listed = await take(organization().items('/clients'), undefined);
      print(listed, () =>
        tableOf(
          listed,
          [
            { title: 'CLIENT', of: ({ id }) => id },
            { title: 'NAME', of: ({ name }) => name },
            { title: 'MAY', of: ({ role, scopes }) => role ?? scopes.join(' ') },
            { title: 'LAST TOKEN', of: ({ lastUsedOn }) => lastUsedOn ?? '-' },
          ],
          { terminal, empty: 'There are no programs.' },
        ),
      );
    });
}

interface NewClient {
  readonly role?: Role;
  readonly scope?: readonly Scope[];
}

function addCreate(clients: Command, terminal: Terminal): void {
  clients
    .command('create <name>')
    .description('add a program, and show its secret, which is shown once')
    .addOption(new Option('--role <role>', 'what it may do (default: platform)').choices(ROLES))
    .option('--scope <scope...>', 'scopes of its own, in the place of a role')
    .action(async (name: string, { role, scope }: NewClient, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const body = { name, ...(role && { role }), ...(scope && { scopes: [...scope] }) };
      const created = await organization().post('/clients', { body });
      print(created, () => describe(created));
    });
}

function describe(client: ClientWithSecret): string {
  const { clientId, clientSecret, name, role, scopes, earlierSecretValidUntil } = client;
  return detailsOf([
    ['Name', name],
    ['May', role ?? scopes.join(' ')],
    ['Client id', clientId],
    ['Secret', clientSecret],
    [
      'Earlier secret',
      earlierSecretValidUntil === null ? undefined : `valid until ${moment(earlierSecretValidUntil)}`,
    ],
  ]);
}
