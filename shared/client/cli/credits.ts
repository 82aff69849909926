/** `credits fund`, `balance`, `ledger`, `auto-recharge …`. */
import { type Command, Option } from 'commander';
import type { AutoRecharge, Purchase, PurchaseDetails } from '../generated/api.ts';
import { keyOption, limitOption, reasonOption } from './arguments.ts';
import { EXIT, WrongUse } from './failures.ts';
import { addressToReturnTo, awaitPayer } from './payment-page.ts';
import { detailsOf, moment, money, openSession, tableOf, take } from './session.ts';
import type { Terminal } from './terminal.ts';

export function addCreditsCommands(program: Command, terminal: Terminal): void {
  addFund(program, terminal);
  addRefund(program, terminal);
  addBalance(program, terminal);
  addLedger(program, terminal);
  addAutoRecharge(program, terminal);
}

type Pay = Purchase['pay'];

interface FundOptions {
  readonly pay: Pay;
  readonly keepCard?: true;
  readonly wait: boolean;
  readonly rechargeAmount?: string;
  readonly rechargeThreshold?: string;
  readonly key?: string;
}

function addFund(program: Command, terminal: Terminal): void {
  program
    .command('fund <amount>')
    .description(
      'buy credits; where the payer is asked for, a page opens in the browser, and the command waits',
    )
    .addOption(
      new Option('--pay <how>', 'by the first payment method, on the payment page, or by bank transfer')
        .choices(['stored', 'hosted', 'bank-transfer'] satisfies Pay[])
        .default('stored'),
    )
    .option('--keep-card', 'of the payment page: the card becomes a payment method')
    .option('--no-wait', 'print the address of the page, and do not wait')
    .option('--recharge-amount <amount>', 'switch auto-recharge on, to add this amount')
    .option('--recharge-threshold <amount>', 'when the balance falls below this')
    .option('--key <key>', 'the same key never buys twice; without it each run is a purchase of its own')
    .action(async (amount: string, options: FundOptions, command: Command) => {
      const session = openSession(command, terminal);
      const { rechargeAmount, rechargeThreshold, key, pay, keepCard, wait } = options;
      if ((rechargeAmount === undefined) !== (rechargeThreshold === undefined)) {
        throw new WrongUse('--recharge-amount and --recharge-threshold need each other.');
      }
      const autoRecharge =
        rechargeAmount === undefined || rechargeThreshold === undefined
          ? {}
          : { autoRecharge: { amount: rechargeAmount, threshold: rechargeThreshold } };
      const page = pay === 'bank-transfer' ? {} : { returnUrl: addressToReturnTo(session) };
      const keeps = keepCard ? { keepsCard: true } : {};
      const ordered = await session.organization().post('/purchases', {
        body: { amount, pay, ...page, ...keeps, ...autoRecharge },
        idempotencyKey: key,
      });
      const bought = wait && ordered.nextAction !== null ? await awaitPayer(session, ordered) : ordered;
      session.print(bought, () => describePurchase(bought));
      if (bought.status === 'failed') terminal.exitCode = EXIT.refused;
    });
}

function describePurchase(bought: Purchase | PurchaseDetails): string {
  const { nextAction, status, reason } = bought;
  const transfer = nextAction?.kind === 'transfer' ? nextAction : undefined;
  return detailsOf([
    ['Purchase', bought.id],
    ['Status', status === 'pending' ? `pending: ${waitsFor(nextAction)}` : (reason ?? status)],
    ['Amount', money(bought.amount, bought)],
    ['Kept for the payer', Number(bought.excess) === 0 ? undefined : money(bought.excess, bought)],
    ['Page', nextAction?.kind === 'redirect' ? nextAction.url : undefined],
    ['To be transferred', transfer && money(transfer.remaining, transfer)],
    ['Reference', transfer?.reference],
    ...Object.entries(transfer?.account ?? {}),
    ['Expires', 'lot' in bought && bought.lot ? moment(bought.lot.expiresAt) : undefined],
    ['Invoice', 'invoice' in bought && bought.invoice ? bought.invoice.id : undefined],
  ]);
}

function waitsFor(nextAction: Purchase['nextAction']): string {
  if (nextAction === null) return 'the payment is not decided yet';
  return nextAction.kind === 'redirect' ? 'the payer has to go on at the page' : 'the money has to arrive';
}

interface RefundOptions {
  readonly amount?: string;
  readonly reason: string;
  readonly key?: string;
}

/** The API takes a reason or none; who moves money by hand is asked for one. */
function addRefund(program: Command, terminal: Terminal): void {
  program
    .command('refund <purchase>')
    .description('pay back what is unspent of a purchase, to the payment method that paid it')
    .option('--amount <amount>', 'this much of it')
    .addOption(reasonOption())
    .addOption(keyOption())
    .action(async (purchase: string, { amount, reason, key }: RefundOptions, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const refund = await organization().post('/purchases/{purchase}/refund', {
        path: { purchase },
        body: { reason, ...(amount !== undefined && { amount }) },
        idempotencyKey: key,
      });
      print(refund, () =>
        detailsOf([
          ['Refund', refund.id],
          [
            'Status',
            refund.status === 'pending' ? 'pending: the gateway has not decided yet' : refund.status,
          ],
          ['Amount', money(refund.amount, refund)],
          ['Why', refund.reason ?? undefined],
          ['Left of its lot', money(refund.lot.remaining, refund)],
        ]),
      );
    });
}

function addBalance(program: Command, terminal: Terminal): void {
  program
    .command('balance')
    .description('show the balance')
    .option('--at <instant>', 'at an earlier instant, such as 2026-11-01T00:00:00Z')
    .action(async ({ at }: { at?: string }, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const balance = await organization().get('/balance', { query: { at } });
      const { forfeitable } = balance;
      print(balance, () =>
        detailsOf([
          ['Balance', money(balance.balance, balance)],
          ['Held for calls', money(balance.held, balance)],
          ['Available', money(balance.available, balance)],
          ['Debt', money(balance.debt, balance)],
          [
            'Next to expire',
            forfeitable
              ? `${money(forfeitable.amount, balance)} at ${moment(forfeitable.expiresAt)}`
              : undefined,
          ],
          ['As of', moment(balance.asOf)],
        ]),
      );
    });
}

const SHOWN_ENTRIES = 25;

interface LedgerOptions {
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
}

function addLedger(program: Command, terminal: Terminal): void {
  program
    .command('ledger')
    .description('list every movement of money, newest first')
    .option('--from <instant>', 'from this instant on')
    .option('--to <instant>', 'before this instant')
    .addOption(limitOption(SHOWN_ENTRIES))
    .action(async ({ from, to, limit }: LedgerOptions, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const entries = await take(organization().items('/ledger', { query: { from, to } }), limit);
      print(entries, () =>
        tableOf(
          entries,
          [
            { title: 'NUMBER', of: ({ sequence }) => sequence, right: true },
            { title: 'AT', of: ({ at }) => moment(at) },
            { title: 'WHAT', of: ({ type }) => type },
            { title: 'BEFORE', of: ({ balanceBefore }) => balanceBefore, right: true },
            { title: 'CHANGE', of: ({ amount }) => amount, right: true },
            { title: 'AFTER', of: ({ balanceAfter }) => balanceAfter, right: true },
            { title: 'BY', of: ({ actor }) => actor?.name ?? actor?.id ?? '' },
            { title: 'WHY', of: ({ reason = '' }) => reason },
          ],
          { terminal, empty: 'Nothing moved.' },
        ),
      );
    });
}

interface RechargeOptions {
  readonly amount: string;
  readonly threshold: string;
  readonly cap?: string;
}

function addAutoRecharge(program: Command, terminal: Terminal): void {
  const recharge = program.command('auto-recharge').description('buying credits automatically');
  recharge
    .command('show')
    .description('show the settings and the state')
    .action(async (_options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const shown = await organization().get('/auto-recharge');
      print(shown, () => describeRecharge(shown));
    });
  recharge
    .command('set')
    .description('switch auto-recharge on')
    .requiredOption('--amount <amount>', 'how much is added')
    .requiredOption('--threshold <amount>', 'when the balance falls below this')
    .option('--cap <amount>', 'at most this much in a month')
    .action(async ({ amount, threshold, cap }: RechargeOptions, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const body = { enabled: true, amount, threshold, ...(cap === undefined ? {} : { monthlyCap: cap }) };
      const set = await organization().put('/auto-recharge', { body });
      print(set, () => describeRecharge(set));
    });
  recharge
    .command('off')
    .description('switch auto-recharge off')
    .action(async (_options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const set = await organization().put('/auto-recharge', { body: { enabled: false } });
      print(set, () => describeRecharge(set));
    });
}

function describeRecharge(recharge: AutoRecharge): string {
  const { status, reason, amount, threshold, monthlyCap, rechargedThisMonth, retryAt } = recharge;
  return detailsOf([
    ['Status', reason === null ? status : `${status}: ${reason}`],
    ['Adds', money(amount, recharge)],
    ['Below', money(threshold, recharge)],
    ['At most in a month', monthlyCap === null ? 'no limit' : money(monthlyCap, recharge)],
    ['Added this month', money(rechargedThisMonth, recharge)],
    ['Tries again', retryAt === null ? undefined : moment(retryAt)],
  ]);
}
