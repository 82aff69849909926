/** Reports: balance, ledger, usage and minute pools. */
import * as z from 'zod';
import { AUDIT_RULES } from '../../domain/audit/report.ts';
import { CALL_STATUSES, CALL_TYPES, PAYERS } from '../../domain/calls/call.ts';
import { ENTRY_TYPES } from '../../domain/credits/ledger.ts';
import { SKUS } from '../../domain/licenses/licenses.ts';
import { METERS } from '../../domain/licenses/pools.ts';
import {
  ActorOrNull,
  ADA,
  CountryCode,
  CurrencyCode,
  LotId,
  Money,
  Month,
  UtcInstant,
} from './fields.answers.ts';
import { LOT_OF_CONTOSO, PURCHASE_OF_CONTOSO } from './purchases.answers.ts';

export const Balance = z
  .object({
    currency: CurrencyCode,
    balance: Money.meta({ description: 'What is left in lots that have not expired, held or not.' }),
    held: Money.meta({ description: 'What running calls hold. 0.00 for an instant that is past.' }),
    available: Money.meta({ description: '`balance` less `held`: what new calls may spend.' }),
    debt: Money.meta({
      description: 'What calls cost that no lot could pay. The next funding pays it first.',
    }),
    unbooked: Money.meta({
      description: 'What has expired and has no ledger entry yet. It is not part of `balance`.',
    }),
    forfeitable: z.object({ amount: Money, expiresAt: UtcInstant }).nullable().meta({
      description:
        'What is left in the lots that expire next, and when; null when nothing is left, or for an instant that is past.',
    }),
    postpaidThisMonth: Money.optional().meta({
      description:
        'What is on the statement of the month of `asOf`; below zero while a credit is left. Only under the agreement MCA, and not for an instant that is past.',
    }),
    asOf: UtcInstant,
  })
  .meta({ id: 'Balance', description: 'The money of an organization at one instant.' });
export type Balance = z.input<typeof Balance>;

export const BALANCE_OF_CONTOSO: Balance = {
  currency: 'USD',
  balance: '96.15',
  held: '0.00',
  available: '96.15',
  debt: '0.00',
  unbooked: '0.00',
  forfeitable: { amount: '96.15', expiresAt: '2027-11-02T09:06:02.417Z' },
  asOf: '2026-11-24T10:00:00.000Z',
};

const CallId = z.string().meta({ description: "The platform's own name for the call." });

export const EntryReference = z
  .object({
    order: z.string().optional().meta({
      description:
        'A purchase or recharge. Entries of the types `purchase`, `recharge`, `refund` and `chargeback` have it.',
    }),
    refund: z.string().optional().meta({ description: 'Entries of the type `refund` have it.' }),
    dispute: z.string().optional().meta({
      description:
        "The gateway's name for the dispute. An entry of the type `chargeback` has it, unless it has a `call`.",
    }),
    lot: LotId.optional().meta({
      description:
        'The lot that ended, of entries of the type `forfeiture`; the lot that was given, extended, written off or moved, of acts of an operator.',
    }),
    booking: z.string().optional().meta({
      description:
        '`bkg_…`: one act of an operator. Where credits were moved, the entries of both organizations have the same.',
    }),
    call: CallId.optional().meta({
      description:
        'Entries of the types `void` and `correction` have it; so does a `forfeiture` or `chargeback` of money that such an entry brought back to a lot that had ended, and an entry of the type `usage` that charges a part of one call.',
    }),
    calls: z.int().min(1).optional().meta({
      description:
        'How many calls the entry charges. Entries of the type `usage` have it, and so does a `correction` that charges a part of one call.',
    }),
  })
  .meta({
    id: 'EntryReference',
    description: 'What caused a movement. Its members depend on the type of the entry.',
  });

export const DebtLine = z
  .object({
    kind: z.enum(['made', 'paid', 'cancelled']),
    callId: CallId,
    lotId: LotId.nullable().meta({
      description: 'The lot that paid; null for a debt that was made or cancelled.',
    }),
    amount: Money,
  })
  .meta({ id: 'DebtLine', description: 'A debt of one call that a ledger entry made, paid or cancelled.' });
export type DebtLine = z.input<typeof DebtLine>;

export const Entry = z
  .object({
    id: z.string().meta({ description: '`ent_` and the sequence number in twelve digits.' }),
    sequence: z.int().min(1).meta({ description: 'Counts from 1 within the organization, without gaps.' }),
    type: z.enum(ENTRY_TYPES).meta({
      description:
        '`grant`, `extension`, `write-off`, `transfer-out` and `transfer-in` are acts of an operator; an `extension` moves no money.',
      'x-may-grow': true,
    }),
    at: UtcInstant,
    amount: Money.meta({
      description:
        'By how much `balanceAfter` and `unbooked` together differ from before; below zero for money that left.',
    }),
    balanceBefore: Money.meta({ description: 'The `balanceAfter` of the entry before; 0.00 for the first.' }),
    balanceAfter: Money.meta({
      description:
        'The balance less the debt, so it may be below zero. It leaves out what had expired, booked or not.',
    }),
    unbooked: Money.meta({ description: 'What had expired by then and was not booked yet.' }),
    debt: Money.meta({
      description: 'By how much the debt grew; below zero for debt that was paid or cancelled.',
    }),
    currency: CurrencyCode,
    lots: z.array(z.object({ lotId: LotId, amount: Money })).meta({
      description:
        'The change of each lot: below zero for money that was drawn, above zero for money that came in.',
    }),
    reference: EntryReference,
    actor: ActorOrNull,
    reason: z.string().optional().meta({
      description: 'Why money was moved by hand, as the request said; absent if it did not.',
    }),
    debts: z
      .array(DebtLine)
      .meta({ description: 'The debts that the entry made, paid and cancelled, by call.' }),
    debtsComplete: z.boolean().meta({ description: 'False when the entry paid more debts than are listed.' }),
  })
  .meta({ id: 'Entry', description: "A ledger entry: one numbered movement of an organization's money." });
export type Entry = z.input<typeof Entry>;

/** Newest first, as the ledger lists them. */
export const ENTRIES_OF_CONTOSO: readonly Entry[] = [
  {
    id: 'ent_000000000002',
    sequence: 2,
    type: 'usage',
    at: '2026-11-24T09:02:07.934Z',
    amount: '-3.85',
    balanceBefore: '100.00',
    balanceAfter: '96.15',
    unbooked: '0.00',
    debt: '0.00',
    currency: 'USD',
    lots: [{ lotId: LOT_OF_CONTOSO.id, amount: '-3.85' }],
    reference: { calls: 2 },
    actor: { kind: 'schedule', id: 'settle', name: null },
    debts: [],
    debtsComplete: true,
  },
  {
    id: 'ent_000000000001',
    sequence: 1,
    type: 'purchase',
    at: '2026-11-02T09:06:02.417Z',
    amount: '100.00',
    balanceBefore: '0.00',
    balanceAfter: '100.00',
    unbooked: '0.00',
    debt: '0.00',
    currency: 'USD',
    lots: [{ lotId: LOT_OF_CONTOSO.id, amount: '100.00' }],
    reference: { order: PURCHASE_OF_CONTOSO.id },
    actor: ADA,
    debts: [],
    debtsComplete: true,
  },
];

export const UsageRow = z
  .object({
    id: z.string().meta({ description: 'The organization and the call: `contoso:call-1`.' }),
    callId: CallId,
    status: z.enum(CALL_STATUSES).exclude(['authorized', 'denied', 'released']).meta({
      description: '`received` until the call is charged; `voided` once its charge was given back.',
    }),
    userId: z.string().nullable().meta({ description: 'Null for calls of no user.' }),
    userPrincipalName: z
      .string()
      .nullable()
      .meta({ description: 'Null for calls of no user, and of a user who was removed.' }),
    userDisplayName: z
      .string()
      .nullable()
      .meta({ description: 'Null for calls of no user, and of a user who was removed.' }),
    startDateTime: UtcInstant,
    endDateTime: UtcInstant,
    duration: z.int().min(0).meta({ description: 'In seconds.' }),
    charge: Money.meta({ description: '0.00 while the call is not charged, and once it is voided.' }),
    connectionCharge: Money.meta({ description: 'The part of `charge` that is for the connection.' }),
    currency: CurrencyCode,
    callType: z.enum(CALL_TYPES),
    calleeNumber: z.string().meta({
      description: 'The number that was called, its last digits masked where the country wants it.',
    }),
    callerNumber: z.string().meta({
      description:
        'Who called, its last digits masked where the country wants it; empty when the network did not say.',
    }),
    usageCountryCode: CountryCode.meta({ description: "The caller's usage location (ISO 3166-1 alpha-2)." }),
    tenantCountryCode: CountryCode.meta({
      description: 'The country of the organization (ISO 3166-1 alpha-2).',
    }),
    destinationContext: z.enum(['Domestic', 'International']),
    destinationName: z.string().nullable().meta({
      description: 'The destination of the published rate; null where no rate covers the call.',
    }),
    conferenceId: z.string().nullable(),
    licenseCapability: z.enum([...SKUS, '']).meta({
      description:
        'The license whose minutes the call used, or COMMUNICATIONS_CREDITS where credits paid; empty for a call that cost nothing.',
    }),
    inventoryType: z.string().nullable().meta({
      description: 'The kind of the number dialed, such as `mobile`; null until the call is charged.',
    }),
    operator: z.null().meta({ description: 'Not known: always null.' }),
    callDurationSource: z.literal('platform'),
    fundedBy: z.enum(PAYERS).nullable().meta({ description: 'Who pays; null until the call is charged.' }),
    includedMinutes: z.int().min(0).meta({ description: 'Minutes taken from a pool.' }),
  })
  .meta({
    id: 'UsageRow',
    description: "A call in the usage report, in the names of Microsoft Graph's `pstnCallLogRow`.",
  });
export type UsageRow = z.input<typeof UsageRow>;

export const USAGE_OF_ADA: UsageRow = {
  id: 'contoso:16fd2706-8baf-433b-82eb-8c7fada847da',
  callId: '16fd2706-8baf-433b-82eb-8c7fada847da',
  status: 'settled',
  userId: 'ada',
  userPrincipalName: 'ada@contoso.com',
  userDisplayName: 'Ada Lovelace',
  startDateTime: '2026-11-24T08:30:00.000Z',
  endDateTime: '2026-11-24T08:31:35.000Z',
  duration: 95,
  charge: '0.85',
  connectionCharge: '0.05',
  currency: 'USD',
  callType: 'user_out',
  calleeNumber: '+33123456789',
  callerNumber: '+14255550100',
  usageCountryCode: 'US',
  tenantCountryCode: 'US',
  destinationContext: 'International',
  destinationName: 'France',
  conferenceId: null,
  licenseCapability: 'COMMUNICATIONS_CREDITS',
  inventoryType: 'landline',
  operator: null,
  callDurationSource: 'platform',
  fundedBy: 'credits',
  includedMinutes: 0,
};

export const Pool = z
  .object({
    month: Month,
    country: CountryCode.meta({
      description:
        "Where the pool's users are; of conferencing minutes, the organization's country (ISO 3166-1 alpha-2).",
    }),
    sku: z.enum(SKUS),
    capability: z.enum(METERS).meta({ description: 'Which calls the minutes are for.' }),
    order: z.int().min(0).meta({
      description: 'A user of several plans draws on the pool of the lowest number first.',
    }),
    total: z.int().min(0).meta({ description: 'Minutes of the month.' }),
    used: z.int().min(0).meta({ description: 'Minutes used so far.' }),
    available: z.int().min(0).meta({
      description:
        'Minutes left: less than `total - used` when another allowance of the same plan has run out.',
    }),
    creditsDrawnAfter: Money.meta({
      description: 'What credits paid for calls that the minutes did not cover.',
    }),
    currency: CurrencyCode,
  })
  .meta({ id: 'Pool', description: 'Minutes of a month that licenses of one kind share.' });
export type Pool = z.input<typeof Pool>;

export const CONFERENCING_OF_CONTOSO: Pool = {
  month: '2026-11',
  country: 'US',
  sku: 'AUDIO_CONFERENCING',
  capability: 'conferencing',
  order: 1,
  total: 120,
  used: 42,
  available: 78,
  creditsDrawnAfter: '0.00',
  currency: 'USD',
};

export const AuditResult = z
  .object({
    auditedAt: UtcInstant.nullable().meta({
      description: 'The state of the books that was audited is of this instant; null before the first audit.',
    }),
    holds: z.boolean().nullable().meta({
      description: 'Whether every rule holds; null before the first audit.',
    }),
    currency: CurrencyCode,
    rules: z
      .array(
        z.object({
          rule: z.enum(AUDIT_RULES).meta({ 'x-may-grow': true }),
          holds: z.boolean(),
          counts: z.record(z.string(), z.int()).meta({ description: 'What was compared, by name.' }),
          amounts: z.record(z.string(), Money).meta({ description: 'Sums that were compared, by name.' }),
          differences: z.int().nonnegative().meta({ description: 'How many were found.' }),
          details: z.array(z.string()).meta({
            description:
              'The first ten differences, each a sentence for the operator; money is in millionths.',
          }),
        }),
      )
      .meta({ description: 'Empty before the first audit.' }),
  })
  .meta({ id: 'AuditResult', description: 'What the last audit of an organization found.' });
export type AuditResult = z.input<typeof AuditResult>;

export const AUDIT_OF_CONTOSO: AuditResult = {
  auditedAt: '2026-11-24T03:00:00.000Z',
  holds: true,
  currency: 'USD',
  rules: [
    {
      rule: 'entries-numbered',
      holds: true,
      counts: { entries: 2 },
      amounts: {},
      differences: 0,
      details: [],
    },
    {
      rule: 'ledger-replays-to-account',
      holds: true,
      counts: {},
      amounts: { balance: '96.15', debt: '0.00' },
      differences: 0,
      details: [],
    },
  ],
};
