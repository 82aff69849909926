/** `credits payment-methods …`, and `credits payment-method set`. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { PaymentMethod } from '../generated/api.ts';
import { addressToReturnTo, showPage } from './payment-page.ts';
import { openSession, type Session, tableOf, take } from './session.ts';
import { endProgress, showProgress, type Terminal } from './terminal.ts';

interface BillingOptions {
  readonly line1?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country?: string;
  readonly purchaseOrder?: string;
}

const ASK_AGAIN_MILLISECONDS = 1_000;

export function addPaymentMethodCommands(program: Command, terminal: Terminal): void {
  const set = program
    .command('payment-method')
    .description('what is charged first')
    .command('set <payment-token>')
    .description('set the payment method that is charged first, by a token of the payment gateway');
  withBillingOptions(set).action(async (token: string, options: BillingOptions, command: Command) => {
    const { organization, print } = openSession(command, terminal);
    const method = await organization().put('/payment-method', { body: bodyOf(token, options) });
    print(method, () => `Purchases are charged to ${method.label ?? method.token}.`);
  });
  const methods = program.command('payment-methods').description('what is charged, in that order');
  methods
    .command('list')
    .description('list the payment methods: the first is charged first')
    .action(async (_options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const found = await take(organization().items('/payment-methods'), undefined);
      print(found, () => describe(found, terminal));
    });
  addAdd(methods, terminal);
  methods
    .command('first <method>')
    .description('charge this one first')
    .action(async (method: string, _options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const path = { method };
      const moved = await organization().patch('/payment-methods/{method}', { path, body: { position: 1 } });
      print(moved, () => `Purchases are charged to ${moved.label ?? moved.token}.`);
    });
  methods
    .command('remove <method>')
    .description('remove one; the last one stays while auto-recharge is on')
    .action(async (method: string, _options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      await organization().delete('/payment-methods/{method}', { path: { method } });
      print({ removed: method }, () => `${method} is removed.`);
    });
}

function addAdd(methods: Command, terminal: Terminal): void {
  const add = methods
    .command('add [payment-token]')
    .description('add one: a card on a page that opens in the browser, or a token of the payment gateway');
  withBillingOptions(add).action(
    async (token: string | undefined, options: BillingOptions, command: Command) => {
      const session = openSession(command, terminal);
      const added =
        token === undefined
          ? await addOnPage(session)
          : await session.organization().post('/payment-methods', { body: bodyOf(token, options) });
      session.print(added, () => `${added.label ?? added.token} is number ${added.position}.`);
    },
  );
}

/** Waits until the person has entered a card on the page. */
async function addOnPage(session: Session): Promise<PaymentMethod> {
  const organization = session.organization();
  const known = new Set((await take(organization.items('/payment-methods'), undefined)).map(({ id }) => id));
  const body = { returnUrl: addressToReturnTo(session) };
  const { url } = await organization.post('/payment-methods/sessions', { body });
  await showPage(session, url);
  for (;;) {
    const methods = await take(organization.items('/payment-methods'), undefined);
    const added = methods.find(({ id }) => !known.has(id));
    if (added) {
      endProgress(session.terminal);
      return added;
    }
    showProgress(session.terminal, 'waiting for the card …');
    await sleep(ASK_AGAIN_MILLISECONDS);
  }
}

function withBillingOptions(command: Command): Command {
  return command
    .option('--line1 <street>', 'of the billing address')
    .option('--city <city>', 'city')
    .option('--region <region>', 'state or region')
    .option('--postal-code <code>', 'postal code')
    .option('--country <code>', 'two letters, such as US')
    .option('--purchase-order <text>', 'printed on invoices');
}

function bodyOf(token: string, { purchaseOrder, line1, city, region, postalCode, country }: BillingOptions) {
  const address = Object.entries({ line1, city, region, postalCode, country });
  const billingAddress = Object.fromEntries(
    address.flatMap(([name, line]) => (line === undefined ? [] : [[name, line]])),
  );
  return { token, billingAddress, ...(purchaseOrder === undefined ? {} : { purchaseOrder }) };
}

const describe = (methods: readonly PaymentMethod[], terminal: Terminal): string =>
  tableOf(
    methods,
    [
      { title: 'NUMBER', of: ({ position }) => position, right: true },
      { title: 'METHOD', of: ({ id }) => id },
      { title: 'CARD', of: ({ label, token }) => label ?? token },
      { title: 'EXPIRES', of: ({ card }) => card?.expiresMonth ?? null },
    ],
    { terminal, empty: 'There are no payment methods.' },
  );
