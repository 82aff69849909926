/** `credits licenses …`. */
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import type { OrganizationClient } from '../client.ts';
import { mediaTypeOf } from '../document-type.ts';
import type { License, LicenseJob, LineFailure } from '../generated/api.ts';
import { wholeNumber } from './arguments.ts';
import { csvOf } from './csv-lines.ts';
import { EXIT, WrongUse } from './failures.ts';
import { openSession, type Session, tableOf, take } from './session.ts';
import { endProgress, showProgress, type Terminal } from './terminal.ts';

type Sku = License['sku'];
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
    .argument('<sku>')
    .addArgument(new Argument('<quantity>').argParser(wholeNumber))
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
    .command(`${action} <sku> [users...]`)
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

const ASK_AGAIN_MILLISECONDS = 1_000;

async function changeAll(session: Session, { sku, action, file, failures }: All): Promise<void> {
  const { terminal, print } = session;
  const organization = session.organization();
  const document = await readFile(file);
  let job: LicenseJob = await organization.post('/license-assignments', {
    query: { sku, action },
    body: new Blob([document]),
    contentType: mediaTypeOf({ name: file, start: document }),
  });
  while (job.status === 'running') {
    showProgress(terminal, `${job.done} of ${job.total} lines, ${job.failed} failed`);
    await sleep(ASK_AGAIN_MILLISECONDS);
    job = await organization.get('/license-assignments/{job}', { path: { job: job.id } });
  }
  endProgress(terminal);
  if (job.failed > 0) {
    await writeFile(failures, csvOf(FAILURE_COLUMNS, await failuresOf(organization, job.id)));
    terminal.exitCode = EXIT.someLinesFailed;
  }
  const { succeeded, failed } = job;
  const where = failed > 0 ? `; see ${failures}` : '';
  print(job, () => `${sku}: ${succeeded} lines succeeded, ${failed} failed${where}`);
}

/** Without the others, the file can be given to `--file` again. */
const FAILURE_COLUMNS = ['userPrincipalName', 'line', 'code', 'detail'] as const;

async function failuresOf(organization: OrganizationClient, job: string): Promise<LineFailure[]> {
  const failures: LineFailure[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: { errors: readonly LineFailure[]; nextCursor: string | null } = await organization.get(
      '/license-assignments/{job}',
      { path: { job }, query: { cursor } },
    );
    failures.push(...page.errors);
    cursor = page.nextCursor;
  }
  return failures;
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
