/** What is answered about calls. */
import * as z from 'zod';
import { CALL_STATUSES, CALL_TYPES, PAYERS, REVERSAL_KINDS } from '../../domain/calls/call.ts';
import { DENIAL_REASONS } from '../../domain/calls/denials.ts';
import { CurrencyCode, Money, UtcInstant } from './fields.answers.ts';

const Seconds = z.int().nonnegative();
const CallId = z.string().meta({ description: "The platform's own name for the call." });
const Sequence = z
  .int()
  .nonnegative()
  .meta({ description: '0 for the first lease; each renewal counts one more, and sends the next one.' });
const TotalGrantedSeconds = Seconds.meta({
  description: 'What all leases of the call gave together, from its start to `leaseExpiresAt`.',
});
const Held = Money.meta({ description: 'What is held for the whole call, in major units of the currency.' });
const HeldUntil = UtcInstant.nullable().meta({
  description: 'When the hold ends by itself, if no usage record comes before; null when nothing is held.',
});
const Rate = Money.nullable().meta({
  description: 'The price of a minute in major units of the currency; null where no price applies.',
});
const FundedBy = z.enum(PAYERS).meta({
  description:
    'Who pays from the start of the call: nobody, the minutes of a plan, credits, or the monthly statement.',
});
const Final = z.boolean().meta({
  description: 'What pays does not reach for more than this lease: a renewal needs money to come in.',
});

export const AllowedCall = z
  .object({
    decision: z.literal('allow'),
    callId: CallId,
    fundedBy: FundedBy,
    rate: Rate,
    currency: CurrencyCode.nullable().meta({
      description: 'An ISO 4217 code; null for an emergency call of an organization that is not known.',
    }),
    grantedSeconds: Seconds.meta({ description: 'What this lease added.' }),
    totalGrantedSeconds: TotalGrantedSeconds,
    final: Final,
    leaseExpiresAt: UtcInstant.meta({
      description: 'The call ends here unless its lease is renewed before: an ISO 8601 instant in UTC.',
    }),
    held: Held,
    heldUntil: HeldUntil,
    sequence: Sequence,
  })
  .meta({ id: 'AllowedCall', description: 'The call may take place until its lease expires.' });

export const DeniedCall = z
  .object({
    decision: z.literal('deny'),
    callId: CallId,
    reason: z.enum(DENIAL_REASONS),
    detail: z.string().meta({ description: 'The reason in one sentence, for a person.' }),
    fundedBy: z.null(),
    rate: z.null(),
    currency: CurrencyCode,
    grantedSeconds: z.literal(0),
    totalGrantedSeconds: TotalGrantedSeconds,
    final: z.literal(true),
    leaseExpiresAt: UtcInstant.nullable().meta({
      description: 'Where the lease of a running call ends; null for a call that has none.',
    }),
    held: Held,
    heldUntil: HeldUntil,
    sequence: Sequence,
  })
  .meta({
    id: 'DeniedCall',
    description: 'The call may not start, or not continue past the lease that it has.',
  });

export const CallDecision = z
  .discriminatedUnion('decision', [AllowedCall, DeniedCall])
  .meta({ id: 'CallDecision', description: 'The call may start or go on, or it may not.' });

const LotShares = z
  .array(
    z.object({
      lotId: z.string().meta({ description: 'A credit lot: `lot_…`.' }),
      amount: Money,
    }),
  )
  .meta({ description: 'By lot, in the order in which the lots were drawn on.' });

export const ReversedCall = z
  .object({
    callId: CallId,
    status: z.enum(['settled', 'voided']).meta({ description: 'A corrected call stays settled.' }),
    charge: Money.meta({ description: 'What the call costs after the void or correction.' }),
    refunded: Money.meta({ description: 'How much less the call costs than before.' }),
    additionalCharge: Money.meta({ description: 'How much more the call costs than before.' }),
    forfeited: Money.meta({
      description: 'What came back to lots that were closed, and was lost with them at once.',
    }),
    currency: CurrencyCode,
    lots: LotShares.meta({
      description:
        'What came back to each lot, net of debts that it paid at once; negative where a correction drew.',
    }),
  })
  .meta({ id: 'ReversedCall', description: 'What a void or a correction did to a settled call.' });

const RunningLease = z
  .object({
    sequence: Sequence,
    totalGrantedSeconds: TotalGrantedSeconds,
    final: Final,
    leaseExpiresAt: UtcInstant,
    held: Held,
    heldUntil: HeldUntil,
  })
  .meta({ id: 'RunningLease' });

const CallReversal = z
  .object({
    kind: z.enum(REVERSAL_KINDS),
    at: UtcInstant,
    originalCharge: Money,
    originalDurationSeconds: Seconds,
    forfeited: ReversedCall.shape.forfeited,
    lots: ReversedCall.shape.lots,
  })
  .meta({ id: 'CallReversal', description: 'The call before its void or correction, and what came back.' });

const Settled = 'null until the call is settled';

export const Call = z
  .object({
    callId: CallId,
    status: z.enum(CALL_STATUSES),
    reason: z.string().nullable().meta({
      description:
        'Why the call was denied, or why it could not be settled when its time came; null otherwise.',
    }),
    type: z.enum(CALL_TYPES),
    userId: z.string().nullable().meta({
      description: "The caller, or the meeting's organizer; null for calls of the organization itself.",
    }),
    from: z.string().nullable().meta({ description: 'The caller as the network reported it.' }),
    to: z.string().nullable().meta({
      description:
        'The number called: in E.164, an emergency number by its digits, or else as it was dialed.',
    }),
    conferenceId: z.string().nullable(),
    startedAt: UtcInstant.nullable().meta({ description: 'Null until the usage record came.' }),
    endedAt: UtcInstant.nullable().meta({ description: '`startedAt` plus `durationSeconds`.' }),
    durationSeconds: Seconds.nullable(),
    currency: CurrencyCode,
    fundedBy: FundedBy.nullable(),
    charge: Money.nullable().meta({ description: `What the call cost; ${Settled}.` }),
    connectionFee: Money.nullable().meta({ description: `Part of the charge; ${Settled}.` }),
    includedMinutes: z
      .int()
      .nonnegative()
      .nullable()
      .meta({ description: `Minutes that a pool paid; ${Settled}.` }),
    paidMinutes: z
      .int()
      .nonnegative()
      .nullable()
      .meta({ description: `Begun minutes that money paid; ${Settled}.` }),
    paidSeconds: Seconds.nullable().meta({ description: `Seconds that money paid; ${Settled}.` }),
    pool: z.string().nullable().meta({ description: 'The minute pool: its country and its plan.' }),
    destination: z.string().nullable().meta({ description: 'As the rate deck names it.' }),
    country: z.string().nullable().meta({ description: 'Of the number called: ISO 3166-1 alpha-2.' }),
    rate: Rate,
    lots: LotShares.meta({ description: 'What each lot paid, in the order in which they were drawn on.' }),
    debt: Money.meta({ description: 'What no lot could pay when the call was settled.' }),
    postpaid: Money.meta({ description: 'What goes to the monthly statement.' }),
    settledAt: UtcInstant.nullable(),
    reversal: CallReversal.nullable(),
    lease: RunningLease.nullable().meta({ description: 'Null unless the call may be running.' }),
    debtOwed: Money.meta({ description: 'What of the debt is still owed.' }),
    debtPaidBy: LotShares.meta({ description: 'What each lot paid of the debt later.' }),
  })
  .meta({ id: 'Call', description: 'A call, from its authorization to what paid for it.' });
export type Call = z.input<typeof Call>;

export const CALL_OF_ADA: Call = {
  callId: '16fd2706-8baf-433b-82eb-8c7fada847da',
  status: 'settled',
  reason: null,
  type: 'user_out',
  userId: 'ada',
  from: '+14255550100',
  to: '+33123456789',
  conferenceId: null,
  startedAt: '2026-11-24T08:30:00.000Z',
  endedAt: '2026-11-24T08:31:35.000Z',
  durationSeconds: 95,
  currency: 'USD',
  fundedBy: 'credits',
  charge: '0.85',
  connectionFee: '0.05',
  includedMinutes: 0,
  paidMinutes: 2,
  paidSeconds: 95,
  pool: null,
  destination: 'France',
  country: 'FR',
  rate: '0.50',
  lots: [{ lotId: 'lot_0mvz1asz5_b2168701e4b8', amount: '0.85' }],
  debt: '0.00',
  postpaid: '0.00',
  settledAt: '2026-11-24T09:02:07.934Z',
  reversal: null,
  lease: null,
  debtOwed: '0.00',
  debtPaidBy: [],
};
