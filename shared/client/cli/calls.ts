/** `credits call show` and `credits quote`. */
import { type Command, Option } from 'commander';
import type { Call, Quote } from '../generated/api.ts';
import { wholeNumber } from './arguments.ts';
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
  program
    .command('call')
    .description('calls')
    .command('show <call>')
    .description('show a call: what it cost and who paid')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { organization, print } = openSession(command, terminal);
      const call = await organization().get('/calls/{call}', { path: { call: id } });
      print(call, () => describeCall(call));
    });
  program
    .command('quote <number>')
    .description('what a call would cost and who would pay; nothing is reserved or changed')
    .option('--user <id>', 'who would call, or whose meeting would dial')
    .addOption(
      new Option('--type <type>', 'the kind of call').choices(Object.keys(CALL_TYPES)).default('user_out'),
    )
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

function describeCall(call: Call): string {
  const { status, reason, startedAt, durationSeconds, charge, rate, settledAt } = call;
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
