/** Runs one command to its exit code. */
import { Command, CommanderError, Option } from 'commander';
import { addAuditCommand } from './audit.ts';
import { addCallCommands } from './calls.ts';
import { addClientCommands } from './clients.ts';
import { addCompletionCommand } from './completion.ts';
import { addCreditsCommands } from './credits.ts';
import { addDocumentCommands } from './documents.ts';
import { addExportCommands } from './exports.ts';
import { describeFailure, EXIT, exitCodeOf } from './failures.ts';
import { addGrantCommands } from './grants.ts';
import { addInvoiceCommands } from './invoices.ts';
import { addJobCommands } from './jobs.ts';
import { addLicenseCommands } from './licenses.ts';
import { addLoginCommands } from './login.ts';
import { addLotCommands } from './lots.ts';
import { addMemberCommands } from './members.ts';
import { addOrganizationCommands } from './organizations.ts';
import { addPaymentMethodCommands } from './payment-methods.ts';
import { addRateCommands } from './rates.ts';
import { addRevenueCommand } from './revenue.ts';
import { addStatementCommands } from './statements.ts';
import type { Terminal } from './terminal.ts';
import { addUsageCommands } from './usage.ts';
import { addUserCommands } from './users.ts';

const INTRODUCTION = `Communications credits from the command line.

Sign in once with credits login, or give --url, --token and --org with each
command, or set CREDITS_URL, CREDITS_TOKEN and CREDITS_ORG.`;

const STEPS = `
The three steps, after credits login:
  1. Give users a service:
       credits users add ada --upn ada@contoso.com --name Ada --location US
       credits licenses assign AUDIO_CONFERENCING ada
  2. Buy credits, and let them be bought automatically:
       credits payment-methods add
       credits fund 100.00 --recharge-amount 60.00 --recharge-threshold 20.00
  3. Let users spend them, one by one or in bulk:
       credits licenses assign COMMUNICATIONS_CREDITS ada
       credits licenses assign COMMUNICATIONS_CREDITS --file users.csv

Before them, an operator onboards the organization:
       credits org create contoso --name Contoso --country US --currency USD
       credits members invite ada@contoso.com --role owner --org contoso
       credits licenses set AUDIO_CONFERENCING 25 --org contoso
       credits rates publish deck.csv --currency USD --effective-from 2026-01-01

Exit codes: 0 done, 1 refused by the service, 2 wrong use, 3 no answer,
4 done but for some lines.`;

const DEFAULT_COLUMNS = 80;

/** Returns the exit code; a failure is described on stderr. Throws nothing. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = programOf(terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
    return terminal.exitCode ?? EXIT.done;
  } catch (error) {
    // Help and the version are thrown, too; whatever is wrong with the use is on stderr already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
    terminal.stderr.write(describeFailure(error, { json: program.opts<{ json?: boolean }>().json === true }));
    return exitCodeOf(error);
  }
}

function programOf(terminal: Terminal): Command {
  const program = new Command('credits')
    .description(INTRODUCTION)
    .addOption(new Option('--url <url>', 'of the API, such as http://127.0.0.1:3000').env('CREDITS_URL'))
    .addOption(new Option('--token <token>', 'a bearer token').env('CREDITS_TOKEN'))
    .addOption(new Option('--org <id>', 'the organization').env('CREDITS_ORG'))
    .option('--json', 'print what the service answers, as JSON')
    .version(terminal.version, '--version', 'print the version')
    .addHelpText('after', STEPS)
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      getOutHelpWidth: () => terminal.stdout.columns ?? DEFAULT_COLUMNS,
      getErrHelpWidth: () => terminal.stderr.columns ?? DEFAULT_COLUMNS,
    });
  addLoginCommands(program, terminal);
  addOrganizationCommands(program, terminal);
  addMemberCommands(program, terminal);
  addPaymentMethodCommands(program, terminal);
  addCreditsCommands(program, terminal);
  addLotCommands(program, terminal);
  addGrantCommands(program, terminal);
  addUserCommands(program, terminal);
  addLicenseCommands(program, terminal);
  addClientCommands(program, terminal);
  addJobCommands(program, terminal);
  addCallCommands(program, terminal);
  addUsageCommands(program, terminal);
  addExportCommands(program, terminal);
  addRateCommands(program, terminal);
  addInvoiceCommands(program, terminal);
  addDocumentCommands(program, terminal);
  addStatementCommands(program, terminal);
  addRevenueCommand(program, terminal);
  addAuditCommand(program, terminal);
  addCompletionCommand(program, terminal);
  return program;
}
