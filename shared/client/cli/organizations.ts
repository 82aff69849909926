/** `credits org …`. */
import { type Command, Option } from 'commander';
import type { Organization } from '../generated/api.ts';
import { limitOption } from './arguments.ts';
import { detailsOf, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

interface NewOrganization {
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly agreement: Organization['agreement'];
}

interface OrganizationFilter {
  readonly prefix?: string;
  readonly search?: string;
  readonly status?: Organization['status'];
  readonly limit?: number;
}

export function addOrganizationCommands(program: Command, terminal: Terminal): void {
  const org = program.command('org').description('the organization and its terms');
  org
    .command('show')
    .description('show the organization')
    .action(async (_options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const shown = await organization().get('');
      print(shown, () => describe(shown));
    });
  org
    .command('list')
    .description('list the organizations by id (for operators)')
    .option('--prefix <text>', 'whose ids begin with this')
    .option('--search <text>', 'with this in id or name')
    .addOption(new Option('--status <status>', 'with this status').choices(['active', 'suspended']))
    .addOption(limitOption())
    .action(async ({ limit, ...query }: OrganizationFilter, command: Command) => {
      const { client, print } = openSession(command, terminal);
      const found = await take(client.items('/v1/organizations', { query }), limit);
      print(found, () =>
        tableOf(
          found,
          [
            { title: 'ORGANIZATION', of: ({ id }) => id },
            { title: 'NAME', of: ({ name }) => name },
            { title: 'COUNTRY', of: ({ country }) => country },
            { title: 'CURRENCY', of: ({ currency }) => currency },
            { title: 'AGREEMENT', of: ({ agreement }) => agreement },
            { title: 'STATUS', of: ({ status }) => status },
          ],
          { terminal, empty: 'There are no organizations.' },
        ),
      );
    });
  org
    .command('create <id>')
    .description('onboard an organization (for operators)')
    .requiredOption('--name <name>', 'its name')
    .requiredOption('--country <code>', 'two letters, such as US')
    .requiredOption('--currency <code>', 'three letters, such as USD')
    .addOption(
      new Option('--agreement <kind>', 'prepaid (MOSA), or postpaid where wanted (MCA)')
        .choices(['MOSA', 'MCA'])
        .default('MOSA'),
    )
    .action(async (id: string, { name, country, currency, agreement }: NewOrganization, command: Command) => {
      const { client, print } = openSession(command, terminal);
      const created = await client.post('/v1/organizations', {
        body: { id, name, country, currency, agreement },
      });
      print(created, () => describe(created));
    });
  addStatusCommands(org, terminal);
}

function addStatusCommands(org: Command, terminal: Terminal): void {
  const set = async (command: Command, body: { status: Organization['status']; reason?: string }) => {
    const { organization, print } = openSession(command, terminal);
    const changed = await organization().patch('', { body });
    print(changed, () => describe(changed));
  };
  org
    .command('suspend')
    .description('stop all calls of the organization but emergency calls (for operators)')
    .requiredOption('--reason <text>', 'why, which the organization is shown')
    .action(({ reason }: { reason: string }, command: Command) =>
      set(command, { status: 'suspended', reason }),
    );
  org
    .command('reactivate')
    .description('end the suspension of the organization (for operators)')
    .option('--reason <text>', 'why, which the organization is shown')
    .action((options: { reason?: string }, command: Command) =>
      set(command, { status: 'active', ...options }),
    );
}

function describe(organization: Organization): string {
  const { id, name, country, currency, agreement, status, statusReason } = organization;
  return detailsOf([
    ['Id', id],
    ['Name', name],
    ['Country', country],
    ['Currency', currency],
    ['Agreement', agreement],
    ['Status', statusReason === null ? status : `${status}: ${statusReason}`],
    ['Credits license needed for', organization.creditsLicenseRequiredFor],
    ['Pay as you go', organization.payAsYouGo ? 'yes' : 'no'],
  ]);
}
