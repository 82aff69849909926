/**
 * The account as one item. Every change of money writes it, and a write is billed by the kilobyte. So lots are rows
 * without attribute names, only the oldest few open lots are embedded, and absent means zero or off. Holds are members of
 * a map, so that an update can add to one of them without reading it; their sum, the expired ones included, is beside
 * them. In the earlier layout holds are rows, too, and have no sum.
 */
import * as z from 'zod';
import {
  type Account,
  AGREEMENTS,
  type AutoRecharge,
  CREDITS_LICENSE_REQUIREMENTS,
  type OpenLot,
  ORGANIZATION_STATUSES,
  type OverflowLots,
  RECHARGE_STATUSES,
} from '../../domain/credits/account.ts';
import { isRechargeDue } from '../../domain/credits/auto-recharge.ts';
import { isGrant } from '../../domain/credits/grant-terms.ts';
import { storedHoldsMicros } from '../../domain/credits/holds.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import { sumMicros } from '../../domain/money.ts';
import { type Key, keys } from '../table/keys.ts';

/** The number of open lots that the account embeds. */
export const LOT_WINDOW = 4;
/** When the schedule starts a recharge that the stream did not start. */
const RECHARGE_OVERDUE_SECONDS = 60;
const MINUTE_MS = 60_000;

const micros = z.number().int();
const milliseconds = z.number().int();
const Lot = z.tuple([z.string(), micros, micros, milliseconds, milliseconds]);
/** Its last member, the number of grants, is left out for none. */
const Overflow = z.tuple([z.number().int(), micros, z.string(), milliseconds], z.number().int());
const HoldRow = z.tuple([milliseconds, micros]);

const Recharge = z.object({
  enabled: z.boolean(),
  amountMicros: micros,
  thresholdMicros: micros,
  monthlyCapMicros: micros.optional(),
  isCapLifted: z.literal(true).optional(),
  status: z.enum(RECHARGE_STATUSES),
  reason: z.string().optional(),
  retryAt: z.string().optional(),
  declines: z.number().int(),
  inFlight: z.tuple([z.string(), micros]).optional(),
  declinedMethods: z.number().int().optional(),
  month: z.string(),
  monthMicros: micros,
  begunAt: z.array(milliseconds).optional(),
});

/** What people have set of it, as an order keeps it. */
export const ChosenItem = Recharge.pick({
  enabled: true,
  amountMicros: true,
  thresholdMicros: true,
  monthlyCapMicros: true,
  isCapLifted: true,
});

const AccountItem = z.object({
  pk: z.string(),
  version: z.number().int(),
  country: z.string(),
  currency: z.string(),
  agreement: z.enum(AGREEMENTS),
  status: z.enum(ORGANIZATION_STATUSES),
  licenseRule: z.enum(CREDITS_LICENSE_REQUIREMENTS),
  payAsYouGo: z.boolean(),
  funded: z.boolean(),
  lots: z.array(Lot),
  waiting: Overflow.optional(),
  held: z.record(z.string(), micros).optional(),
  holds: z.array(HoldRow).optional(),
  debtMicros: micros,
  debts: z.tuple([micros, micros]).optional(),
  entries: z.number().int(),
  invoices: z.number().int(),
  creditNotes: z.number().int().optional(),
  closed: z.string().optional(),
  seen: milliseconds.optional(),
  recharge: Recharge,
});

const instant = (ms: number): string => new Date(ms).toISOString();

export function readAccount(item: unknown): Account {
  const parsed = AccountItem.parse(item);
  const { country, currency, agreement, status, payAsYouGo, funded } = parsed;
  return {
    organizationId: keys.organization.idOf(parsed.pk),
    version: parsed.version,
    terms: {
      country,
      currency,
      agreement,
      status,
      creditsLicenseRequiredFor: parsed.licenseRule,
      payAsYouGo,
      funded,
    },
    lots: parsed.lots.map(([id, amountMicros, remainingMicros, purchased, expires]) => ({
      id,
      amountMicros,
      remainingMicros,
      purchasedAt: instant(purchased),
      expiresAt: instant(expires),
    })),
    overflow: parsed.waiting && readOverflow(parsed.waiting),
    ...readHolds(parsed),
    debtMicros: parsed.debtMicros,
    debts: parsed.debts && { madeMicros: parsed.debts[0], paidMicros: parsed.debts[1] },
    entrySequence: parsed.entries,
    invoiceSequence: parsed.invoices,
    creditNoteSequence: parsed.creditNotes,
    statementsClosed: parsed.closed,
    balanceSeenAt: parsed.seen === undefined ? undefined : instant(parsed.seen),
    recharge: readRecharge(parsed.recharge),
  };
}

function readHolds({
  held,
  holds = [],
}: Pick<z.infer<typeof AccountItem>, 'held' | 'holds'>): Pick<Account, 'holds' | 'isEarlierLayout'> {
  if (!held) {
    const rows = holds.map(([until, heldMicros]) => ({ until: instant(until), micros: heldMicros }));
    return { holds: rows, isEarlierLayout: true };
  }
  const minutes = Object.keys(held).sort();
  return {
    holds: minutes.map((minute) => ({
      until: instant(Number(minute) * MINUTE_MS),
      micros: held[minute] ?? 0,
    })),
  };
}

/** Whole minutes since 1970: the names of holds sort by their instants. Throws a RangeError for part of a minute. */
function holdName(until: Instant): string {
  const minutes = Date.parse(until) / MINUTE_MS;
  if (!Number.isInteger(minutes)) throw new RangeError(`a hold ends at a whole minute, not at ${until}`);
  return String(minutes);
}

/** Where the item has what is held until that instant. */
export function holdPath(until: Instant): string {
  return `held.${holdName(until)}`;
}

function readRecharge({ inFlight, begunAt, ...recharge }: z.infer<typeof Recharge>): AutoRecharge {
  return {
    ...recharge,
    inFlight: inFlight && { orderId: inFlight[0], amountMicros: inFlight[1] },
    begunAt: begunAt?.map(instant),
  };
}

function readOverflow([count, total, firstId, expires, grants]: z.infer<typeof Overflow>): OverflowLots {
  return { count, micros: total, firstId, expiresAt: instant(expires), grants };
}

/** The whole item of `account` at its next version, with what is due for it as of `now`. */
export function writeAccount(account: Account, now: Instant): Key & Record<string, unknown> {
  const overflow = overflowOf(account);
  return {
    ...keys.account(account.organizationId),
    version: account.version + 1,
    country: account.terms.country,
    currency: account.terms.currency,
    agreement: account.terms.agreement,
    status: account.terms.status,
    licenseRule: account.terms.creditsLicenseRequiredFor,
    payAsYouGo: account.terms.payAsYouGo,
    funded: account.terms.funded,
    lots: account.lots.slice(0, LOT_WINDOW).map(lotRow),
    waiting: overflow && overflowRow(overflow),
    held: Object.fromEntries(account.holds.map(({ until, micros: held }) => [holdName(until), held])),
    heldMicros: storedHoldsMicros(account),
    debtMicros: account.debtMicros,
    debts: account.debts && [account.debts.madeMicros, account.debts.paidMicros],
    entries: account.entrySequence,
    invoices: account.invoiceSequence,
    creditNotes: account.creditNoteSequence,
    closed: account.statementsClosed,
    seen: account.balanceSeenAt === undefined ? undefined : Date.parse(account.balanceSeenAt),
    recharge: rechargeRow(account.recharge),
    ...accountMarks(account, now),
  };
}

function rechargeRow({ inFlight, begunAt, ...recharge }: AutoRecharge): z.infer<typeof Recharge> {
  return {
    ...recharge,
    inFlight: inFlight && [inFlight.orderId, inFlight.amountMicros],
    begunAt: begunAt?.map((at) => Date.parse(at)),
  };
}

/** The attributes by which the Ledger stream and the schedules select accounts. */
export interface AccountMarks {
  readonly rechargeDue?: true;
  readonly due?: string;
  readonly dueAt?: Instant;
}

export function accountMarks(account: Account, now: Instant): AccountMarks {
  const { recharge } = account;
  if (isRechargeDue(account, now)) {
    return { rechargeDue: true, due: 'reconcile-payments', dueAt: addSeconds(now, RECHARGE_OVERDUE_SECONDS) };
  }
  if (recharge.status === 'backing-off' && recharge.enabled && recharge.retryAt) {
    return { due: 'reconcile-payments', dueAt: recharge.retryAt };
  }
  return holdMarks(account);
}

/** When the schedule drops holds, if there are any and nothing else is due. */
export function holdMarks({ holds: [first] }: Account): AccountMarks {
  return first ? { due: 'release-holds', dueAt: endOfHour(first.until) } : {};
}

/** Rounded to the hour, so that not every call writes the index. */
const endOfHour = (instant: string): string => `${addSeconds(instant, 3600).slice(0, 13)}:00:00.000Z`;

function overflowRow({
  count,
  micros,
  firstId,
  expiresAt,
  grants = 0,
}: OverflowLots): z.infer<typeof Overflow> {
  return [count, micros, firstId, Date.parse(expiresAt), ...(grants > 0 ? [grants] : [])];
}

function lotRow(lot: OpenLot): z.infer<typeof Lot> {
  return [
    lot.id,
    lot.amountMicros,
    lot.remainingMicros,
    Date.parse(lot.purchasedAt),
    Date.parse(lot.expiresAt),
  ];
}

/** Loaded lots that do not fit in the window join the overflow lots. */
export function overflowOf(account: Account): OverflowLots | undefined {
  const [first, ...others] = account.lots.slice(LOT_WINDOW);
  if (!first) return account.overflow;
  const spilled = [first, ...others];
  const overflowing = account.overflow ? [...spilled, account.overflow] : spilled;
  const expiries = overflowing.map(({ expiresAt }) => expiresAt);
  const grants = spilled.filter(({ id }) => isGrant(id)).length + (account.overflow?.grants ?? 0);
  return {
    count: spilled.length + (account.overflow?.count ?? 0),
    micros: sumMicros([...spilled.map((lot) => lot.remainingMicros), account.overflow?.micros ?? 0]),
    firstId: first.id,
    expiresAt: expiries.reduce((earliest, expiry) => (expiry < earliest ? expiry : earliest)),
    ...(grants > 0 && { grants }),
  };
}
