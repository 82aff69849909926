/** `credits payment-methods …`, and `credits payment-method set`. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { PaymentMethod } from '../generated/api.ts';
import {
  type BillingChange,
  type BillingOptions,
  changeGiven,
  detailsGiven,
  withBillingOptions,
  withRemovals,
} from './billing-options.ts';
import { WrongUse } from './failures.ts';
import { addressToReturnTo, showPage } from './payment-page.ts';
import { detailsOf, openSession, type Session, tableOf, take } from './session.ts';
import { endProgress, showProgress, type Terminal } from './terminal.ts';

const ASK_AGAIN_MILLISECONDS = 1_000;

export function addPaymentMethodCommands(program: Command, terminal: Terminal): void {
  const set = program
    .command('payment-method')
    .description('what is charged first')
    .command('set <payment-token>')
    .description('set the payment method that is charged first, by a token of the payment gateway');
  withBillingOptions(set).action(async (token: string, options: BillingOptions, command: Command) => {
    const { organization, print } = openSession(command, terminal);
    const method = await organization().put('/payment-method', { body: { token, ...detailsGiven(options) } });
    print(method, () => `Purchases are charged to ${method.label ?? method.token}.`);
  });
  const methods = program.command('payment-methods').description('what is charged, in that order');
  methods
    .command('list')
    .description('list the payment methods: the first is charged first')
    .action(async (_options: unknown, command: Command) => {
      const session = openSession(command, terminal);
      const found = await methodsOf(session);
      session.print(found, () => describe(found, terminal));
    });
  addAdd(methods, terminal);
  addChange(methods, terminal);
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

const methodsOf = (session: Session): Promise<PaymentMethod[]> =>
  take(session.organization().items('/payment-methods'), undefined);

function addAdd(methods: Command, terminal: Terminal): void {
  const add = methods
    .command('add [payment-token]')
    .description('add one: a card on a page that opens in the browser, or a token of the payment gateway');
  withBillingOptions(add).action(
    async (token: string | undefined, options: BillingOptions, command: Command) => {
      const session = openSession(command, terminal);
      const added =
        token === undefined
          ? await changed(session, await addOnPage(session), options)
          : await session
              .organization()
              .post('/payment-methods', { body: { token, ...detailsGiven(options) } });
      session.print(added, () => `${added.label ?? added.token} is number ${added.position}.`);
    },
  );
}

function addChange(methods: Command, terminal: Terminal): void {
  const change = methods
    .command('change <method>')
    .description('change the billing details of one; what is not named stays');
  withRemovals(withBillingOptions(change)).action(
    async (id: string, options: BillingChange, command: Command) => {
      const session = openSession(command, terminal);
      if (!changeGiven(options, { billingAddress: {} })) throw new WrongUse('Say what to change.');
      const method = (await methodsOf(session)).find((known) => known.id === id);
      if (!method) throw new WrongUse(`There is no ${id}: credits payment-methods list shows what there is.`);
      const after = await changed(session, method, options);
      session.print(after, () =>
        detailsOf([
          ['Method', after.label ?? after.token],
          ['Address', Object.values(after.billingAddress).join(', ')],
          ['Purchase order', after.purchaseOrder],
          ['Tax id', after.taxId],
          ['E-mail', after.email],
        ]),
      );
    },
  );
}

async function changed(
  session: Session,
  method: PaymentMethod,
  options: BillingChange,
): Promise<PaymentMethod> {
  const body = changeGiven(options, method);
  if (!body) return method;
  return session.organization().patch('/payment-methods/{method}', { path: { method: method.id }, body });
}

/** Waits until the person has entered a card on the page. Throws when the page has expired without one. */
async function addOnPage(session: Session): Promise<PaymentMethod> {
  const { terminal } = session;
  const known = new Set((await methodsOf(session)).map(({ id }) => id));
  const body = { returnUrl: addressToReturnTo(session) };
  const { url, expiresAt } = await session.organization().post('/payment-methods/sessions', { body });
  await showPage(session, url);
  for (;;) {
    const isExpired = terminal.now() >= new Date(expiresAt);
    const added = (await methodsOf(session)).find(({ id }) => !known.has(id));
    if (added || isExpired) endProgress(terminal);
    if (added) return added;
    if (isExpired)
      throw new Error('The page has expired, and no card was entered. Add it again for another page.');
    showProgress(terminal, 'waiting for the card …');
    await sleep(ASK_AGAIN_MILLISECONDS);
  }
}

const describe = (methods: readonly PaymentMethod[], terminal: Terminal): string =>
  tableOf(
    methods,
    [
      { title: 'NUMBER', of: ({ position }) => position, right: true },
      { title: 'METHOD', of: ({ id }) => id },
      { title: 'CARD', of: ({ label, token }) => label ?? token },
      {
        title: 'EXPIRES',
        of: ({ card, expired, expiresSoon }) =>
          card ? `${card.expiresMonth}${expired ? ', expired' : expiresSoon ? ', soon' : ''}` : null,
      },
    ],
    { terminal, empty: 'There are no payment methods.' },
  );
