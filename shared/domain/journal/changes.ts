/** The changes that the journal has: one row for each kind (spec: The journal has every change). */

import type { Instant } from '../instants.ts';
import type { By } from './actor.ts';

/** Flat, so that a row of the journal is a row of a table. Money is a decimal text in major units. */
export type ChangedValue = string | number | boolean | null | readonly string[];

interface ChangeRow {
  readonly meaning: string;
  /** What `subject` names. */
  readonly subject: string;
  /** What `before` and `after` may have. */
  readonly fields: readonly string[];
}

const TERMS = [
  'name',
  'country',
  'currency',
  'agreement',
  'status',
  'statusReason',
  'creditsLicenseRequiredFor',
  'payAsYouGo',
] as const;

const METHOD = ['label', 'billingAddress', 'purchaseOrder', 'taxId', 'email'] as const;
const MEMBER = ['email', 'name', 'role', 'status'] as const;
const USER = ['userPrincipalName', 'displayName', 'usageLocation', 'conferencing', 'pstn', 'status'] as const;
const CLIENT = ['name', 'role', 'scopes'] as const;

export const CHANGES = {
  'organization.created': {
    meaning: 'An organization was created.',
    subject: 'organization',
    fields: TERMS,
  },
  'organization.changed': {
    meaning: 'The name or a term of the organization changed.',
    subject: 'organization',
    fields: TERMS,
  },
  'payment-method.changed': {
    meaning: 'The payment method that is charged first was set, or its billing details changed.',
    subject: 'organization',
    fields: METHOD,
  },
  'payment-methods.changed': {
    meaning: 'A payment method was added, moved or removed, or the billing details of one changed.',
    subject: 'payment method',
    fields: ['label', 'billingAddress', 'purchaseOrder', 'taxId', 'email', 'position'],
  },
  'auto-recharge.changed': {
    meaning: 'Auto-recharge was switched, or its terms changed.',
    subject: 'organization',
    fields: ['enabled', 'amount', 'threshold', 'monthlyCap'],
  },
  'member.invited': { meaning: 'A person was invited.', subject: 'member', fields: MEMBER },
  'member.joined': { meaning: 'A person accepted the invitation.', subject: 'member', fields: MEMBER },
  'member.changed': { meaning: 'The role of a member changed.', subject: 'member', fields: MEMBER },
  'member.removed': { meaning: 'A member was removed.', subject: 'member', fields: MEMBER },
  'client.added': {
    meaning: 'A program was added.',
    subject: 'client',
    fields: CLIENT,
  },
  'client.secret-replaced': {
    meaning: 'A program was given another secret.',
    subject: 'client',
    fields: ['name', 'earlierSecretValidUntil'],
  },
  'client.removed': {
    meaning: 'A program was removed: it gets no more tokens.',
    subject: 'client',
    fields: CLIENT,
  },
  'license.quantity-set': {
    meaning: 'The number of licenses that the organization has was set.',
    subject: 'SKU',
    fields: ['quantity'],
  },
  'license.assigned': {
    meaning: 'A user was given a license.',
    subject: 'user',
    fields: ['sku'],
  },
  'license.removed': {
    meaning: 'A license was taken from a user.',
    subject: 'user',
    fields: ['sku'],
  },
  'licenses.assigned': {
    meaning: 'The users of a list, or the next of them, were given a license.',
    subject: 'job',
    fields: ['sku', 'users'],
  },
  'licenses.removed': {
    meaning: 'A license was taken from the users of a list, or from the next of them.',
    subject: 'job',
    fields: ['sku', 'users'],
  },
  'user.added': { meaning: 'A user was added.', subject: 'user', fields: USER },
  'user.changed': { meaning: 'A user was changed.', subject: 'user', fields: USER },
  'user.removed': {
    meaning: 'A user was removed, and returned all licenses.',
    subject: 'user',
    fields: USER,
  },
  'user.erased': {
    meaning: 'A user was removed, and the personal data are erased.',
    subject: 'user',
    fields: ['status', 'pseudonym'],
  },
  'users.imported': {
    meaning: 'The users of a table, or the next of them, were added or changed.',
    subject: 'job',
    fields: ['added', 'changed'],
  },
  'purchase.ordered': {
    meaning: 'Credits were ordered by hand. What comes of the order is in the ledger.',
    subject: 'purchase',
    fields: ['amount', 'currency'],
  },
  'refund.requested': {
    meaning: 'A refund was requested by hand. What comes of it is in the ledger.',
    subject: 'refund',
    fields: ['purchase', 'amount', 'currency'],
  },
  'credits.granted': {
    meaning: 'An operator granted credits.',
    subject: 'lot',
    fields: ['amount', 'currency', 'kind', 'reference', 'expiresAt'],
  },
  'lot.extended': {
    meaning: 'An operator put off the expiry of a lot.',
    subject: 'lot',
    fields: ['expiresAt'],
  },
  'lot.written-off': {
    meaning: 'An operator wrote off what was left of a lot.',
    subject: 'lot',
    fields: ['amount', 'currency'],
  },
  'credits.moved-out': {
    meaning: 'An operator moved credits of a lot to another organization.',
    subject: 'lot',
    fields: ['booking', 'amount', 'currency', 'reference'],
  },
  'credits.moved-in': {
    meaning: 'An operator moved credits here from another organization.',
    subject: 'lot',
    fields: ['booking', 'amount', 'currency', 'reference', 'expiresAt'],
  },
  'call.voided': {
    meaning: 'A call was voided.',
    subject: 'call',
    fields: ['status', 'charge', 'durationSeconds', 'creditNote'],
  },
  'call.corrected': {
    meaning: 'The duration of a call was corrected.',
    subject: 'call',
    fields: ['status', 'charge', 'durationSeconds', 'creditNote'],
  },
} as const satisfies Record<string, ChangeRow>;

export type ChangeKind = keyof typeof CHANGES;

export type ChangedValues = Readonly<Record<string, ChangedValue>>;

/** One change, as the journal keeps it. */
export interface Change {
  readonly kind: ChangeKind;
  readonly subject: string;
  /** What was changed, as it was; absent for what came about. */
  readonly before?: ChangedValues | undefined;
  /** The same as it is; absent for what is gone. */
  readonly after?: ChangedValues | undefined;
}

type FieldsOf<K extends ChangeKind> = Readonly<
  Partial<Record<(typeof CHANGES)[K]['fields'][number], ChangedValue | undefined>>
>;

/** The change from `before` to `after`, with the fields that differ; `undefined` when none does. */
export function changeOf<K extends ChangeKind>(
  kind: K,
  subject: string,
  { before, after }: { readonly before?: FieldsOf<K> | undefined; readonly after?: FieldsOf<K> | undefined },
): Change | undefined {
  const was: Readonly<Record<string, ChangedValue | undefined>> = { ...before };
  const is: Readonly<Record<string, ChangedValue | undefined>> = { ...after };
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const changed = names.filter((name) => textOf(was[name]) !== textOf(is[name]));
  if (changed.length === 0) return undefined;
  const valuesOf = (values: typeof was): ChangedValues =>
    Object.fromEntries(changed.map((name) => [name, values[name] ?? null]));
  return { kind, subject, before: before && valuesOf(was), after: after && valuesOf(is) };
}

const textOf = (value: ChangedValue | undefined): string => JSON.stringify(value ?? null);

/** One entry of the journal: numbered without gaps within the organization, and never earlier than the one before. */
export interface JournalEntry extends Change, By {
  readonly sequence: number;
  readonly at: Instant;
}
