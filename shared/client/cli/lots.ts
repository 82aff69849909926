/** `credits lots`, and what operators do with a lot. */
import { type Command, Option } from 'commander';
import type { Lot, MovedCredits } from '../generated/api.ts';
import { keyOption, limitOption, reasonOption, referenceOption, yesOption } from './arguments.ts';
import { confirmByName } from './confirm.ts';
import { detailsOf, moment, money, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Filter {
  readonly status: 'open' | 'closed' | 'all';
  readonly limit?: number;
}

export function addLotCommands(program: Command, terminal: Terminal): void {
  const lots = program
    .command('lots')
    .description('list the credit lots in the order of spending, bought ones oldest first')
    .addOption(
      new Option('--status <status>', 'of the lots').choices(['open', 'closed', 'all']).default('open'),
    )
    .addOption(limitOption())
    .action(async ({ status, limit }: Filter, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const found = await take(organization().items('/lots', { query: { status } }), limit);
      print(found, () => tableOfLots(found, terminal));
    });
  addExtend(lots, terminal);
  addWriteOff(lots, terminal);
  addMove(lots, terminal);
}

const tableOfLots = (lots: readonly Lot[], terminal: Terminal): string =>
  tableOf(
    lots,
    [
      { title: 'LOT', of: ({ id }) => id },
      { title: 'BOUGHT', of: ({ purchasedAt }) => moment(purchasedAt) },
      { title: 'EXPIRES', of: ({ expiresAt }) => moment(expiresAt) },
      { title: 'BY', of: ({ source }) => source },
      { title: 'AMOUNT', of: ({ amount }) => amount, right: true },
      { title: 'USED', of: ({ used }) => used, right: true },
      { title: 'FORFEITED', of: ({ forfeited }) => forfeited, right: true },
      { title: 'REMAINING', of: ({ remaining }) => remaining, right: true },
    ],
    { terminal, empty: 'There are no lots.' },
  );

interface Extension {
  readonly expires: string;
  readonly reason: string;
  readonly key?: string;
}

function addExtend(lots: Command, terminal: Terminal): void {
  lots
    .command('extend <lot>')
    .description('put off the expiry of a lot (for operators)')
    .requiredOption('--expires <instant>', 'when it expires instead, such as 2028-01-31T00:00:00Z')
    .addOption(reasonOption())
    .addOption(keyOption())
    .action(async (lot: string, { expires, reason, key }: Extension, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const extended = await organization().post('/lots/{lot}/extend', {
        path: { lot },
        body: { expiresAt: expires, reason },
        idempotencyKey: key,
      });
      print(extended, () => describe(extended));
    });
}

interface WriteOff {
  readonly reason: string;
  readonly key?: string;
  readonly yes?: true;
}

function addWriteOff(lots: Command, terminal: Terminal): void {
  lots
    .command('write-off <lot>')
    .description('write off what is unspent of a lot, and not held for calls (for operators)')
    .addOption(reasonOption())
    .addOption(keyOption())
    .addOption(yesOption())
    .action(async (lot: string, { reason, key, yes }: WriteOff, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const writing = organization();
      const warning = `What is unspent of ${lot} will be written off for good.`;
      await confirmByName(terminal, { warning, name: lot, yes });
      const written = await writing.post('/lots/{lot}/write-off', {
        path: { lot },
        body: { reason },
        idempotencyKey: key,
      });
      print(written, () => describe(written));
    });
}

interface Move extends WriteOff {
  readonly to: string;
  readonly amount?: string;
  readonly reference: string;
}

function addMove(lots: Command, terminal: Terminal): void {
  lots
    .command('move <lot>')
    .description('move unspent credits of a lot to another organization (for operators)')
    .requiredOption('--to <organization>', 'which gets them, and pays in the same currency')
    .option('--amount <amount>', 'this much; without it all that is unspent, and not held for calls')
    .addOption(reasonOption())
    .addOption(referenceOption())
    .addOption(keyOption())
    .addOption(yesOption())
    .action(async (lot: string, { to, amount, reason, reference, key, yes }: Move, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const moving = organization();
      const warning = `${amount ?? 'What is unspent'} of ${lot} will go to ${to}.`;
      await confirmByName(terminal, { warning, name: to, yes });
      const moved = await moving.post('/lots/{lot}/move', {
        path: { lot },
        body: { organization: to, reason, reference, ...(amount !== undefined && { amount }) },
        idempotencyKey: key,
      });
      print(moved, () => describeMove(moved));
    });
}

const describe = (lot: Lot): string =>
  detailsOf([
    ['Lot', lot.id],
    ['Remaining', money(lot.remaining, lot)],
    ['Expires', moment(lot.expiresAt)],
    ['Status', lot.status],
  ]);

const describeMove = (moved: MovedCredits): string =>
  detailsOf([
    ['Moved', money(moved.amount, moved)],
    ['Left of the lot', money(moved.from.remaining, moved)],
    ['To', moved.to.organization],
    ['Its lot', moved.to.lot.id],
    ['Expires', moment(moved.to.lot.expiresAt)],
  ]);
