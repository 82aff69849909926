/** `credits audit`. */
import type { Command } from 'commander';
import type { AuditResult } from '../generated/api.ts';
import { EXIT } from './failures.ts';
import { moment, openSession, tableOf } from './session.ts';
import type { Terminal } from './terminal.ts';

const HELP = `
The books are audited every day. The exit code is 1 when a rule does not hold.`;

export function addAuditCommand(program: Command, terminal: Terminal): void {
  program
    .command('audit')
    .description('show what the last audit of the books found, rule by rule')
    .addHelpText('after', HELP)
    .action(async (_options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const result = await organization().get('/audit');
      print(result, () => describeAudit(result, terminal));
      if (result.holds === false) terminal.exitCode = EXIT.refused;
    });
}

function describeAudit({ auditedAt, holds, currency, rules }: AuditResult, terminal: Terminal): string {
  if (auditedAt === null) return 'The books were not audited yet.';
  const table = tableOf(
    rules,
    [
      { title: 'RULE', of: ({ rule }) => rule },
      { title: 'HOLDS', of: (rule) => (rule.holds ? 'yes' : 'NO') },
      { title: 'DIFFERENCES', of: ({ differences }) => differences, right: true },
    ],
    { terminal, empty: 'No rule was looked at.' },
  );
  const differences = rules.flatMap(({ rule, details }) => details.map((detail) => `${rule}: ${detail}`));
  const sum = `As of ${moment(auditedAt)}, in ${currency}: ${holds ? 'every rule holds.' : 'there are differences.'}`;
  return [sum, table, ...differences].join('\n');
}
