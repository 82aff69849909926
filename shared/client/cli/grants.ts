/** `credits grants …`, for operators. */
import { type Command, Option } from 'commander';
import type { Lot } from '../generated/api.ts';
import { keyOption, reasonOption, referenceOption } from './arguments.ts';
import { addOpeningBalances } from './opening-balances.ts';
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
  const grants = program.command('grants').description('credits that nobody pays for');
  grants
    .command('create <amount>')
    .description('grant credits to the organization (for operators)')
    .addOption(
      new Option('--kind <kind>', 'why they are given')
        .choices(['promotion', 'goodwill', 'migration', 'transfer-in'])
        .default('goodwill'),
    )
    .addOption(reasonOption())
    .addOption(referenceOption())
    .option('--expires <instant>', 'when they expire; 12 months from now unless it is said')
    .addOption(keyOption())
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
  addOpeningBalances(grants, terminal);
}
