/** `credits call …` and `credits quote`. */
import { type Command, Option } from 'commander';
import type { OrganizationClient } from '../client.ts';
import type { Call, CallDecision, Quote, ReversedCall } from '../generated/api.ts';
import { keyOption, reasonOption, wholeNumber } from './arguments.ts';
import { EXIT } from './failures.ts';
import { detailsOf, moment, money, openSession } from './session.ts';
import type { Terminal } from './terminal.ts';

const CALL_TYPES = {
  user_out: true,
  user_out_conf: true,
  user_out_transfer: true,
  user_out_forwarding: true,
  user_in: true,
  conf_in: true,
  conf_out: true,
  unassigned_in: true,
  ucap_in: true,
  ucap_out: true,
} as const satisfies Readonly<Record<Call['type'], true>>;

interface QuoteOptions {
  readonly type: Call['type'];
  readonly user?: string;
  readonly minutes: number;
}

export function addCallCommands(program: Command, terminal: Terminal): void {
  const calls = program.command('call').description('calls: may they start, what they cost');
  addAuthorize(calls, terminal);
  addRenew(calls, terminal);
  calls
    .command('release <call>')
    .description('give back what is held for a call that never connected')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      await organization().delete('/calls/{call}/authorization', { path: { call: id } });
      print({ callId: id, released: true }, () => `Nothing is held for ${id} any more.`);
    });
  calls
    .command('show <call>')
    .description('show a call: what it cost and who paid')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const call = await organization().get('/calls/{call}', { path: { call: id } });
      print(call, () => describeCall(call));
    });
  addReversals(calls, terminal);
  addQuote(program, terminal);
}

interface ReversalOptions {
  readonly reason: string;
  readonly key?: string;
}

/** The API takes a reason or none; who moves money by hand is asked for one. */
function addReversals(calls: Command, terminal: Terminal): void {
  calls
    .command('void <call>')
    .description('give back all that a settled call cost, once')
    .addOption(reasonOption())
    .addOption(keyOption())
    .action(async (id: string, { reason, key }: ReversalOptions, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const sending = { path: { call: id }, body: { reason }, idempotencyKey: key };
      const voided = await organization().post('/calls/{call}/void', sending);
      print(voided, () => describeReversal(voided));
    });
  calls
    .command('correct <call>')
    .description('charge a settled call again, for its right length, once')
    .addOption(
      new Option('--seconds <number>', 'how long it lasted').argParser(wholeNumber).makeOptionMandatory(),
    )
    .addOption(reasonOption())
    .addOption(keyOption())
    .action(async (id: string, options: ReversalOptions & { readonly seconds: number }, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const { reason, key, seconds: durationSeconds } = options;
      const body = { durationSeconds, reason };
      const sending = { path: { call: id }, body, idempotencyKey: key };
      const corrected = await organization().post('/calls/{call}/correction', sending);
      print(corrected, () => describeReversal(corrected));
    });
}

function describeReversal(reversed: ReversedCall): string {
  const { callId, status, charge, refunded, additionalCharge, forfeited, lots } = reversed;
  return detailsOf([
    ['Call', callId],
    ['Status', status],
    ['Charge', money(charge, reversed)],
    ['Came back', money(refunded, reversed)],
    ['Costs more', money(additionalCharge, reversed)],
    ['Forfeited', money(forfeited, reversed)],
    ...lots.map(({ lotId, amount }) => ['Lot', `${lotId}  ${amount}`] as const),
  ]);
}

const typeOption = (): Option =>
  new Option('--type <type>', 'the kind of call').choices(Object.keys(CALL_TYPES)).default('user_out');

const DENIED_HELP = '\nThe exit code is 1 when the answer is no.';

interface AuthorizeOptions {
  readonly to?: string;
  readonly type: Call['type'];
  readonly user?: string;
  readonly from?: string;
  readonly conference?: string;
  readonly seconds?: number;
}

function addAuthorize(calls: Command, terminal: Terminal): void {
  calls
    .command('authorize <call>')
    .description('ask whether a call may start, and for how long; its price is held')
    .option('--to <number>', 'the number that is dialed; needed unless the call comes in')
    .option('--user <id>', 'who calls, or whose meeting dials')
    .addOption(typeOption())
    .option('--from <number>', 'the caller')
    .option('--conference <id>', 'the meeting')
    .addOption(secondsOption())
    .addHelpText('after', DENIED_HELP)
    .action(async (id: string, options: AuthorizeOptions, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const { type, to, user: userId, from, conference: conferenceId, seconds } = options;
      const given = Object.entries({ to, userId, from, conferenceId, seconds });
      const decision = await organization().post('/calls/{call}/authorization', {
        path: { call: id },
        body: { type, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) },
      });
      print(decision, () => describeDecision(decision));
      if (decision.decision === 'deny') terminal.exitCode = EXIT.refused;
    });
}

interface RenewOptions {
  readonly sequence?: number;
  readonly seconds?: number;
}

function addRenew(calls: Command, terminal: Terminal): void {
  calls
    .command('renew <call>')
    .description('let a running call go on')
    .addOption(
      new Option(
        '--sequence <number>',
        'one more than that of the last answer, which it is without this; the same one never renews twice',
      ).argParser(wholeNumber),
    )
    .addOption(secondsOption())
    .addHelpText('after', DENIED_HELP)
    .action(async (id: string, options: RenewOptions, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const path = { call: id };
      const { seconds, sequence = await nextSequence(organization(), id) } = options;
      const decision = await organization().post('/calls/{call}/authorization/renewals', {
        path,
        body: { sequence, ...(seconds === undefined ? {} : { seconds }) },
      });
      print(decision, () => describeDecision(decision));
      if (decision.decision === 'deny') terminal.exitCode = EXIT.refused;
    });
}

const secondsOption = (): Option =>
  new Option('--seconds <number>', 'how long the lease should be').argParser(wholeNumber);

/** Of a call without a lease the first; the service says why it cannot be renewed. */
async function nextSequence(organization: OrganizationClient, call: string): Promise<number> {
  const { lease } = await organization.get('/calls/{call}', { path: { call } });
  return (lease?.sequence ?? 0) + 1;
}

function addQuote(program: Command, terminal: Terminal): void {
  program
    .command('quote <number>')
    .description('what a call would cost and who would pay; nothing is reserved or changed')
    .option('--user <id>', 'who would call, or whose meeting would dial')
    .addOption(typeOption())
    .addOption(new Option('--minutes <number>', 'how long').argParser(wholeNumber).default(10))
    .action(async (to: string, { type, user, minutes }: QuoteOptions, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const userId = user === undefined ? {} : { userId: user };
      const quote = await organization().post('/quotes', {
        body: { type, to, seconds: minutes * 60, ...userId },
      });
      print(quote, () => describeQuote(quote));
    });
}

function describeDecision(decision: CallDecision): string {
  const { grantedSeconds, totalGrantedSeconds, leaseExpiresAt, held, sequence, rate, currency } = decision;
  const isAllowed = decision.decision === 'allow';
  const inCurrency = (amount: string): string => (currency === null ? amount : money(amount, { currency }));
  return detailsOf([
    ['Answer', isAllowed ? 'yes' : `no: ${decision.reason}. ${decision.detail}`],
    ['Paid by', decision.fundedBy ?? undefined],
    ['Rate a minute', rate === null ? undefined : inCurrency(rate)],
    [
      'Granted',
      `${grantedSeconds} s, in all ${totalGrantedSeconds} s${isAllowed && decision.final ? ', the last' : ''}`,
    ],
    ['Until', leaseExpiresAt === null ? undefined : moment(leaseExpiresAt)],
    ['Held', inCurrency(held)],
    ['Sequence', sequence],
  ]);
}

function describeCall(call: Call): string {
  const { status, reason, startedAt, durationSeconds, charge, rate, lease, settledAt } = call;
  return detailsOf([
    ['Call', call.callId],
    ['Status', reason === null ? status : `${status}: ${reason}`],
    ['Kind', call.type],
    ['User', call.userId ?? undefined],
    ['From', call.from ?? undefined],
    ['To', call.to],
    ['Started', startedAt === null ? undefined : moment(startedAt)],
    ['Seconds', durationSeconds ?? undefined],
    ['Destination', call.destination ?? undefined],
    ['Paid by', call.fundedBy ?? undefined],
    ['Rate a minute', rate === null ? undefined : money(rate, call)],
    ['Lease until', lease === null ? undefined : moment(lease.leaseExpiresAt)],
    ['Held', lease === null ? undefined : money(lease.held, call)],
    ['Included minutes', call.includedMinutes ?? undefined],
    ['Charge', charge === null ? undefined : money(charge, call)],
    ['Settled', settledAt === null ? undefined : moment(settledAt)],
    ['Reversed', call.reversal?.kind],
    ...call.lots.map(({ lotId, amount }) => ['Paid from', `${lotId}  ${amount}`] as const),
  ]);
}

function describeQuote(quote: Quote): string {
  if (quote.decision === 'deny') return `This call would be refused: ${quote.reason}. ${quote.detail}`;
  const { price, rate, fundedBy, thenFundedBy } = quote;
  return detailsOf([
    ['Price', price === null ? `not covered for longer than ${quote.grantedSeconds} s` : money(price, quote)],
    ['Paid by', thenFundedBy ? `${fundedBy}, then ${thenFundedBy}` : fundedBy],
    ['Destination', quote.destination ?? undefined],
    ['Rate a minute', rate === null ? undefined : money(rate, quote)],
    ['For connecting', money(quote.connectionFee, quote)],
    ['Included minutes used', quote.includedMinutes],
    ['Included minutes left', quote.poolMinutesLeft ?? undefined],
  ]);
}
