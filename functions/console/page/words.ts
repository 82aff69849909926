/** Plain words for what the API names in codes. A code without words does not compile. */
import type { Actor, Lot, Organization, Pool } from '../../../shared/client/generated/api.ts';
import type { CallType, Payer } from '../../../shared/domain/calls/call.ts';
import type { DenialReason } from '../../../shared/domain/calls/denials.ts';
import type { EntryType } from '../../../shared/domain/credits/ledger.ts';
import type { DialOutPolicy, Sku } from '../../../shared/domain/licenses/licenses.ts';

export const SKU_WORDS: Readonly<Record<Sku, string>> = {
  CALLING_PLAN_DOMESTIC: 'Domestic calling plan',
  CALLING_PLAN_DOMESTIC_120: 'Domestic calling plan, 120 minutes',
  CALLING_PLAN_DOMESTIC_240: 'Domestic calling plan, 240 minutes',
  CALLING_PLAN_INTERNATIONAL: 'International calling plan',
  CALLING_PLAN_PAYG: 'Pay-as-you-go calling plan',
  AUDIO_CONFERENCING: 'Audio conferencing',
  COMMUNICATIONS_CREDITS: 'Communications credits',
  E5: 'E5 suite',
};

export const MOVEMENT_WORDS: Readonly<Record<EntryType, string>> = {
  purchase: 'Credits bought',
  recharge: 'Auto-recharge',
  usage: 'Calls',
  void: 'Call voided',
  correction: 'Call corrected',
  refund: 'Refund',
  chargeback: 'Chargeback',
  'chargeback-reversal': 'Chargeback given back',
  forfeiture: 'Expired credits forfeited',
  grant: 'Credits granted',
  extension: 'Expiry put off',
  'write-off': 'Credits written off',
  'transfer-out': 'Credits moved away',
  'transfer-in': 'Credits moved here',
};

/** How credits came: "50.00 USD bought 3 March". */
export const SOURCE_WORDS: Readonly<Record<Lot['source'], string>> = {
  purchase: 'bought',
  recharge: 'recharged',
  grant: 'granted',
};

export const GRANT_WORDS: Readonly<Record<NonNullable<Lot['grant']>['kind'], string>> = {
  promotion: 'Promotion',
  goodwill: 'Goodwill',
  migration: 'From an earlier system',
  'transfer-in': 'Moved here',
};

export const CALL_WORDS: Readonly<Record<CallType, string>> = {
  user_out: 'Outgoing call',
  user_out_conf: 'Outgoing call, added to a conference',
  user_out_transfer: 'Outgoing call, transferred',
  user_out_forwarding: 'Outgoing call, forwarded',
  user_in: 'Incoming call',
  conf_in: 'Dial-in to a conference',
  conf_out: 'Dial-out from a conference',
  unassigned_in: 'Incoming call to an unassigned number',
  ucap_in: 'Incoming call to a resource account',
  ucap_out: 'Outgoing call of a resource account',
};

export const PAYER_WORDS: Readonly<Record<Payer, string>> = {
  free: 'Free of charge',
  included: 'Included minutes',
  credits: 'Credits',
  postpaid: 'Monthly invoice',
};

export const DENIAL_WORDS: Readonly<Record<DenialReason, string>> = {
  policy: 'The dial-out policy of the user does not allow it.',
  'no-service-license': 'The user has no license for this kind of call.',
  'no-credits-license': 'The user has no communications credits license.',
  'minutes-exhausted': 'The included minutes are used up, and no credits were ever bought.',
  'insufficient-credits': 'The credits available do not cover one minute.',
  'in-debt': 'There is a debt; the next purchase pays it first.',
  'no-rate': 'No published rate covers this number.',
  'destination-unsupported': 'This destination cannot be called.',
  'organization-suspended': 'The organization is suspended.',
  'unknown-user': 'There is no such user, or the user is blocked.',
};

export const METER_WORDS: Readonly<Record<Pool['capability'], string>> = {
  domestic: 'domestic minutes',
  international: 'international minutes',
  conferencing: 'dial-out minutes',
};

export const CONFERENCING_WORDS: Readonly<Record<DialOutPolicy['conferencing'], string>> = {
  any: 'Any country',
  'same-country': 'Same country as the organizer',
  'zone-a': 'Zone A countries only',
  none: 'Nobody',
};

export const PSTN_WORDS: Readonly<Record<DialOutPolicy['pstn'], string>> = {
  international: 'Domestic and international',
  domestic: 'Domestic only',
  none: 'Nobody',
};

export const CREDITS_LICENSE_WORDS: Readonly<Record<Organization['creditsLicenseRequiredFor'], string>> = {
  'every-call': 'Every call',
  'paid-calls': 'Only calls that credits pay for',
};

/** What erasing a person means, before it is done. */
export const ERASURE_WORDS: readonly string[] = [
  'A pseudonym takes the place of the names and of the user’s own numbers, in past calls, lists and the journal. Other numbers of these calls lose their last digits.',
  'What the calls cost stays, and so do invoices and the ledger.',
  'Files that were exported before keep the data until they are deleted. It cannot be undone.',
];

/** Why a charge failed or something waits: `declined:card-declined`. What is unknown is shown as it came. */
export function reasonInWords(reason: string): string {
  const code = reason.replace(/^declined:/, '');
  return REASON_WORDS[code] ?? code.replaceAll(/[-_]/g, ' ');
}

const REASON_WORDS: Readonly<Record<string, string>> = {
  'card-declined': 'the card was declined',
  card_declined: 'the card was declined',
  'invalid-payment-method': 'the payment method is not valid',
  'authentication-required': 'the bank did not get your confirmation',
  'session-expired': 'nothing was paid before the payment page closed',
  canceled: 'the payment was canceled',
  'taken-over': 'another card or purchase took its place',
  'payer-never-came': 'nobody confirmed the payment',
  'transfer-never-came': 'the money did not arrive in time',
  'never-reached-gateway': 'the payment never reached the payment service; nothing was charged',
  'monthly-cap-reached': 'the monthly cap is reached',
  'hourly-limit-reached': 'too many charges were begun within an hour',
  'currency-not-sold': 'credits are not sold in this currency',
  'amount-above-maximum': 'the amount is above the largest purchase',
  chargeback: 'a payment was charged back',
};

/** "call sample-call-01", "3 calls": what caused a movement. */
export function referenceInWords(reference: Readonly<Record<string, string | number>>): string {
  return Object.entries(reference)
    .map(([name, value]) =>
      typeof value === 'number'
        ? `${value.toLocaleString('en')} ${value === 1 ? 'call' : name}`
        : `${name} ${value}`,
    )
    .join(', ');
}

const ACTOR_WORDS: Readonly<Record<Actor['kind'], string>> = {
  person: '',
  client: 'the program ',
  operator: 'the operator ',
  schedule: 'the schedule ',
  gateway: 'the payment gateway, ',
};

/** Who made a change, by name where there is one. */
export function actorInWords({ kind, id, name }: Actor): string {
  return `${ACTOR_WORDS[kind]}${name ?? id}`;
}

/** Codes with their words, as the options of a choice. */
export function optionsOf<K extends string>(words: Readonly<Record<K, string>>): (readonly [K, string])[] {
  const options: (readonly [K, string])[] = [];
  for (const key in words) options.push([key, words[key]]);
  return options;
}
