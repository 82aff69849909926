/** Items as the model reads them: only the attributes that it compares. */
import * as z from 'zod';

export const ActorImage = z.strictObject({ kind: z.string(), id: z.string(), name: z.string().optional() });

/** What was set of auto-recharge when a purchase was ordered that switches it on. */
const ChosenImage = z.strictObject({
  enabled: z.boolean(),
  amountMicros: z.number(),
  thresholdMicros: z.number(),
  monthlyCapMicros: z.number().optional(),
  isCapLifted: z.literal(true).optional(),
});
export type Chosen = z.infer<typeof ChosenImage>;

export const OrderImage = z.looseObject({
  kind: z.enum(['purchase', 'recharge']),
  status: z.string(),
  amountMicros: z.number(),
  currency: z.string(),
  createdAt: z.string(),
  actor: ActorImage.optional(),
  finishedAt: z.string().optional(),
  failure: z.string().optional(),
  lotId: z.string().optional(),
  invoiceId: z.string().optional(),
  refundedMicros: z.number(),
  creditedMicros: z.number().optional(),
  autoRecharge: z
    .object({ amountMicros: z.number(), thresholdMicros: z.number(), insteadOf: ChosenImage.optional() })
    .optional(),
  pay: z.string().optional(),
  paymentMethod: z.object({ token: z.string() }).optional(),
  nextAction: z.object({ kind: z.string(), url: z.string().optional() }).optional(),
  waitsUntil: z.string().optional(),
  abandoned: z.string().optional(),
});

/** The payment methods of a profile, in their order. */
export const MethodsImage = z.looseObject({
  paymentMethods: z.array(z.looseObject({ id: z.string(), token: z.string() })).optional(),
});

export const CreditNoteImage = z.looseObject({
  number: z.number(),
  orderId: z.string().optional(),
  /** Of a postpaid invoice: its month, and the call that was reversed. */
  period: z.string().optional(),
  callId: z.string().optional(),
  amountMicros: z.number(),
});

export const PostpaidInvoiceImage = z.looseObject({ period: z.string(), amountMicros: z.number() });

export const DisputeImage = z.looseObject({
  orderId: z.string(),
  amountMicros: z.number(),
  receivedAt: z.string(),
  reversedAt: z.string().optional(),
});

export const RefundImage = z.looseObject({
  orderId: z.string(),
  lotId: z.string(),
  status: z.string(),
  amountMicros: z.number(),
  currency: z.string(),
  createdAt: z.string(),
  actor: ActorImage.optional(),
  reason: z.string().optional(),
  source: z.string().optional(),
  finishedAt: z.string().optional(),
});

const ChangedValues = z.record(z.string(), z.unknown());

export const JournalImage = z.strictObject({
  pk: z.string(),
  sk: z.string(),
  at: z.string(),
  kind: z.string(),
  subject: z.string(),
  before: ChangedValues.optional(),
  after: ChangedValues.optional(),
  actor: ActorImage,
  reason: z.string().optional(),
  requestId: z.string().optional(),
  sourceAddress: z.string().optional(),
});

/** A lot that was granted. */
export const GrantImage = z.looseObject({
  amountMicros: z.number(),
  purchasedAt: z.string(),
  expiresAt: z.string(),
  source: z.literal('grant'),
  grant: z.object({ kind: z.string(), reason: z.string(), reference: z.string() }),
});

export const EntryImage = z.looseObject({
  type: z.string(),
  at: z.string(),
  amountMicros: z.number(),
  balanceBeforeMicros: z.number(),
  balanceAfterMicros: z.number(),
  parts: z.array(z.tuple([z.string(), z.number()])),
  debtMicros: z.number(),
  reference: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Of a `usage` entry: the pages that it settled, as `<day>/<name>`, and the calls that it settled by themselves. */
  pages: z.array(z.string()).optional(),
  callIds: z.array(z.string()).optional(),
  actor: ActorImage.optional(),
  reason: z.string().optional(),
});

/** One payment of debts: the span of the queue that it paid, and how much each lot paid. */
export const DebtPaymentImage = z.looseObject({
  paid: z.tuple([z.number(), z.array(z.tuple([z.string(), z.number(), z.number()]))]),
});

const Lease = z.looseObject({
  sequence: z.number(),
  final: z.boolean(),
  totalSeconds: z.number(),
  heldMicros: z.number(),
  holdUntil: z.string().optional(),
  fundedBy: z.string(),
  pool: z.string().optional(),
  location: z.string(),
  thenPostpaid: z.boolean().optional(),
  authorizedAt: z.string(),
});

const Settlement = z.looseObject({
  at: z.string(),
  entry: z.number().optional(),
  fundedBy: z.string(),
  includedMinutes: z.number(),
  chargeMicros: z.number(),
  parts: z.array(z.tuple([z.string(), z.number()])),
  debtMicros: z.number(),
  debtFromMicros: z.number().optional(),
  postpaidMicros: z.number(),
});

/** A call whose page speaks for it. */
export const ListedImage = z.looseObject({
  pk: z.string(),
  status: z.literal('received'),
  day: z.string(),
  page: z.string(),
  lease: Lease.optional(),
  authorizedAs: z.string().optional(),
});
export type ListedImage = z.infer<typeof ListedImage>;

export const CallImage = z.looseObject({
  pk: z.string(),
  /** Of the page that speaks for it; absent when its own item does. */
  day: z.string().optional(),
  page: z.string().optional(),
  status: z.string(),
  type: z.string(),
  userId: z.string().optional(),
  to: z.string().optional(),
  startedAt: z.string().optional(),
  durationSeconds: z.number().optional(),
  lease: Lease.optional(),
  reason: z.string().optional(),
  settlement: Settlement.optional(),
  reversal: z.looseObject({ kind: z.string(), at: z.string() }).optional(),
});
export type CallImage = z.infer<typeof CallImage>;

export const UserImage = z.looseObject({
  userPrincipalName: z.string(),
  displayName: z.string(),
  usageLocation: z.string(),
  status: z.string(),
  dialOutPolicy: z.object({ conferencing: z.string(), pstn: z.string() }),
  licenses: z.array(z.looseObject({ sku: z.string(), removedAt: z.string().optional() })),
});

export const PoolsImage = z.looseObject({
  seats: z.record(z.string(), z.number()),
  used: z.record(z.string(), z.record(z.string(), z.tuple([z.number(), z.number()]))),
});

export const DeckImage = z.looseObject({ kind: z.string(), effectiveFrom: z.string() });
