/** `credits licenses …`. */
import { readFile } from 'node:fs/promises';
import { Argument, type Command } from 'commander';
import { mediaTypeOf } from '../document-type.ts';
import type { License, LicenseJob } from '../generated/api.ts';
import { wholeNumber } from './arguments.ts';
import { WrongUse } from './failures.ts';
import { finishJob } from './job-progress.ts';
import { openSession, type Session, tableOf, take } from './session.ts';
import { type Sku, skuArgument } from './skus.ts';
import type { Terminal } from './terminal.ts';

type Action = LicenseJob['action'];

interface AssignmentOptions {
  readonly file?: string;
  readonly failures?: string;
}

export function addLicenseCommands(program: Command, terminal: Terminal): void {
  const licenses = program.command('licenses').description('the licenses of the organization and its users');
  licenses
    .command('list')
    .description('list what is owned, assigned and available')
    .action(async (_options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const owned = await take(organization().items('/licenses'), undefined);
      print(owned, () => describeLicenses(owned, terminal));
    });
  licenses
    .command('set')
    .addArgument(skuArgument())
    .addArgument(new Argument('<quantity>', 'how many').argParser(wholeNumber))
    .description('set how many are owned (for operators)')
    .action(async (sku: Sku, quantity: number, _options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const set = await organization().put('/licenses/{sku}', { path: { sku }, body: { quantity } });
      print(set, () => describeLicenses([set], terminal));
    });
  for (const action of ['assign', 'remove'] as const) addAssignment(licenses, { action, terminal });
}

function addAssignment(
  licenses: Command,
  { action, terminal }: { action: Action; terminal: Terminal },
): void {
  licenses
    .command(action)
    .addArgument(skuArgument())
    .argument('[users...]', 'their ids or sign-in names')
    .description(
      action === 'assign'
        ? 'assign a license to users, or to everybody in a file'
        : 'remove a license from users, or from everybody in a file',
    )
    .option('--file <file>', 'sign-in names, one a line, or CSV as Entra exports it; up to 100,000 lines')
    .option('--failures <file>', 'where lines that failed are written (default: beside the file)')
    .action(async (sku: Sku, users: readonly string[], options: AssignmentOptions, command: Command) => {
      const session = openSession(command, terminal);
      const { file, failures } = options;
      if ((file === undefined) === (users.length === 0)) throw new WrongUse('Name users, or give --file.');
      if (file === undefined) await changeEach(session, { sku, action, users });
      else await changeAll(session, { sku, action, file, failures: failures ?? `${file}.failures.csv` });
    });
}

interface Each {
  readonly sku: Sku;
  readonly action: Action;
  readonly users: readonly string[];
}

async function changeEach({ organization, print }: Session, { sku, action, users }: Each): Promise<void> {
  for (const user of users) {
    const path = { user, sku };
    const changed =
      action === 'assign'
        ? await organization().put('/users/{user}/licenses/{sku}', { path })
        : await organization().delete('/users/{user}/licenses/{sku}', { path });
    print(changed, () => `${changed.id}: ${sku} ${action === 'assign' ? 'assigned' : 'removed'}`);
  }
}

interface All {
  readonly sku: Sku;
  readonly action: Action;
  readonly file: string;
  readonly failures: string;
}

async function changeAll(session: Session, { sku, action, file, failures }: All): Promise<void> {
  const document = await readFile(file);
  const { id } = await session.organization().post('/license-assignments', {
    query: { sku, action },
    body: new Blob([document]),
    contentType: mediaTypeOf({ name: file, start: document }),
  });
  // The names of the lines that failed are in a column of their file, which can be given to `--file` again.
  await finishJob(session, { id, failures, what: sku });
}

const describeLicenses = (licenses: readonly License[], terminal: Terminal): string =>
  tableOf(
    licenses,
    [
      { title: 'SKU', of: ({ sku }) => sku },
      { title: 'OWNED', of: ({ quantity }) => quantity, right: true },
      { title: 'ASSIGNED', of: ({ assigned }) => assigned, right: true },
      { title: 'AVAILABLE', of: ({ available }) => available, right: true },
    ],
    { terminal, empty: 'The organization owns no licenses.' },
  );
