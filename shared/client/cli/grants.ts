/** `credits grants …`, for operators. */
import { type Command, Option } from 'commander';
import type { Lot } from '../generated/api.ts';
import { detailsOf, moment, money, openSession } from './session.ts';
import type { Terminal } from './terminal.ts';

interface NewGrant {
  readonly kind: NonNullable<Lot['grant']>['kind'];
  readonly reason: string;
  readonly reference: string;
  readonly expires?: string;
  readonly key?: string;
}

export function addGrantCommands(program: Command, terminal: Terminal): void {
  program
    .command('grants')
    .description('credits that nobody pays for')
    .command('create <amount>')
    .description('grant credits to the organization (for operators)')
    .addOption(
      new Option('--kind <kind>', 'why they are given')
        .choices(['promotion', 'goodwill', 'migration', 'transfer-in'])
        .default('goodwill'),
    )
    .requiredOption('--reason <text>', 'why, in words that the ledger and the journal keep')
    .requiredOption('--reference <text>', 'your own name for it, used once')
    .option('--expires <instant>', 'when they expire; 12 months from now unless it is said')
    .option('--key <key>', 'the same key never grants twice; without it the reference sees to that')
    .action(async (amount: string, { expires, key, ...terms }: NewGrant, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const body = { amount, ...terms, ...(expires === undefined ? {} : { expiresAt: expires }) };
      const lot = await organization().post('/grants', { body, idempotencyKey: key });
      print(lot, () =>
        detailsOf([
          ['Lot', lot.id],
          ['Amount', money(lot.amount, lot)],
          ['Expires', moment(lot.expiresAt)],
        ]),
      );
    });
}
