/** `credits members …`: the people who may sign in for the organization. */
import { type Command, Option } from 'commander';
import type { Member } from '../generated/api.ts';
import { limitOption } from './arguments.ts';
import { moment, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

const ROLES: readonly Member['role'][] = ['owner', 'billing', 'licenses', 'auditor'];
const ROLE_HELP = `owner: everything; billing: money; licenses: users;
auditor: reads everything`;

const roleOption = (): Option => new Option('--role <role>', ROLE_HELP).choices(ROLES).makeOptionMandatory();

export function addMemberCommands(program: Command, terminal: Terminal): void {
  const members = program.command('members').description('the people who may sign in');
  addList(members, terminal);
  addInvite(members, terminal);
  addChange(members, terminal);
  addRemove(members, terminal);
}

function addList(members: Command, terminal: Terminal): void {
  members
    .command('list')
    .description('list members and their roles')
    .addOption(limitOption())
    .action(async ({ limit }: { limit?: number }, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const found = await take(organization().items('/members'), limit);
      print(found, () =>
        tableOf(
          found,
          [
            { title: 'MEMBER', of: ({ id }) => id },
            { title: 'E-MAIL', of: ({ email }) => email },
            { title: 'NAME', of: ({ name }) => name },
            { title: 'ROLE', of: ({ role }) => role },
            { title: 'STATUS', of: ({ status }) => status },
            { title: 'JOINED', of: ({ joinedAt }) => (joinedAt === null ? null : moment(joinedAt)) },
          ],
          { terminal, empty: 'There are no members.' },
        ),
      );
    });
}

function addInvite(members: Command, terminal: Terminal): void {
  members
    .command('invite <email>')
    .description('invite a person by e-mail address')
    .addOption(roleOption())
    .option('--name <name>', 'until the person signs in and brings another one')
    .action(
      async (email: string, { role, name }: { role: Member['role']; name?: string }, command: Command) => {
        const { organization, print } = openSession(command, terminal);
        const body = { email, role, ...(name === undefined ? {} : { name }) };
        const invited = await organization().post('/members', { body });
        const mailed =
          invited.invitation === 'not-mailed'
            ? '\nNo mail could be sent; invite the person again to send one.'
            : '';
        print(
          invited,
          () => `${invited.email} is invited, with the role ${invited.role} (${invited.id}).${mailed}`,
        );
      },
    );
}

function addChange(members: Command, terminal: Terminal): void {
  members
    .command('change <member>')
    .description('change the role of a member')
    .addOption(roleOption())
    .action(async (member: string, { role }: { role: Member['role'] }, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const changed = await organization().patch('/members/{member}', { path: { member }, body: { role } });
      print(changed, () => `${changed.email} has the role ${changed.role} from the next token on.`);
    });
}

function addRemove(members: Command, terminal: Terminal): void {
  members
    .command('remove <member>')
    .description('remove a member')
    .action(async (member: string, _options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      await organization().delete('/members/{member}', { path: { member } });
      print({ member }, () => `${member} is removed.`);
    });
}
