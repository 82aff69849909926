/** The entries that a commit must have in the journal: they follow from the items that it changed, and nothing else. */
import { readAccount } from '../../../shared/store/credits/account-item.ts';
import type { ItemChange } from '../stand-in/tables.ts';
import { type Item, isItem } from '../stand-in/values.ts';
import { EntryImage, GrantImage, OrderImage, RefundImage, UserImage } from './items.ts';
import type { ModelCall } from './organization.ts';
import type { MethodIntent } from './wallet.ts';

type Values = Readonly<Record<string, unknown>>;

export interface ModelChange {
  readonly kind: string;
  readonly subject: string;
  readonly before?: Values | undefined;
  readonly after?: Values | undefined;
}

/** A call and what it was, when the commit has voided or corrected it. */
export interface ModelReversal {
  readonly id: string;
  readonly before: ModelCall;
  readonly after: ModelCall;
}

export function changesOf(
  organization: string,
  changes: readonly ItemChange[],
  {
    reversals,
    method,
  }: { readonly reversals: readonly ModelReversal[]; readonly method?: MethodIntent | undefined },
): ModelChange[] {
  return [
    ...ofTerms(organization, changes),
    ...ofRecharge(organization, changes),
    ...(method?.act === 'put' ? ofFirstMethod(organization, changes) : ofMethod(changes, method)),
    ...ofQuantities(changes),
    ...changes.flatMap(ofUser),
    ...changes.flatMap(ofOrder),
    ...changes.flatMap(ofRefund),
    ...changes.flatMap((change) => ofOperator(change, changes)),
    ...reversals.flatMap((reversal) => ofReversal(reversal, changes)),
  ];
}

/** What differs, on both sides; nothing where nothing does. Absent and `null` are the same. */
function between(
  kind: string,
  subject: string,
  { before, after }: { readonly before?: Values | undefined; readonly after?: Values | undefined },
): ModelChange[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  const textOf = (values: Values | undefined, name: string) => JSON.stringify(values?.[name] ?? null);
  const differing = names.filter((name) => textOf(before, name) !== textOf(after, name));
  if (differing.length === 0) return [];
  const those = (values: Values) =>
    Object.fromEntries(differing.map((name) => [name, values[name] ?? null] as const));
  return [{ kind, subject, before: before && those(before), after: after && those(after) }];
}

const itemOf = (changes: readonly ItemChange[], sk: string): Partial<ItemChange> =>
  changes.find(({ key }) => key.sk === sk) ?? {};

function ofTerms(id: string, changes: readonly ItemChange[]): ModelChange[] {
  const [account, profile] = [itemOf(changes, 'ACCOUNT'), itemOf(changes, 'PROFILE')];
  const termsOf = (side: 'before' | 'after'): Values => {
    const { funded: _, ...terms } = account[side] ? readAccount(account[side]).terms : {};
    const { name, statusReason } = Object(profile[side]);
    return { ...terms, ...(profile[side] && { name, statusReason }) };
  };
  const after = termsOf('after');
  if (profile.after && !profile.before) return between('organization.created', id, { after });
  return between('organization.changed', id, { before: termsOf('before'), after });
}

const methodsIn = (profile: ItemChange['after']): readonly Item[] =>
  Array.isArray(profile?.paymentMethods) ? profile.paymentMethods.filter(isItem) : [];

function methodValues(method: Item): Values {
  const lines = Object.entries(Object(method.billingAddress)).map(([name, line]) => `${name}: ${line}`);
  return { label: method.label, billingAddress: lines, purchaseOrder: method.purchaseOrder };
}

/** The first method was set. */
function ofFirstMethod(id: string, changes: readonly ItemChange[]): ModelChange[] {
  const { before, after } = itemOf(changes, 'PROFILE');
  const [was, is] = [methodsIn(before)[0], methodsIn(after)[0]];
  return is
    ? between('payment-method.changed', id, { before: was && methodValues(was), after: methodValues(is) })
    : [];
}

/** One method was added, moved or removed, by a person or by a page, which adds one that was not there. */
function ofMethod(changes: readonly ItemChange[], method: MethodIntent | undefined): ModelChange[] {
  const { before, after } = itemOf(changes, 'PROFILE');
  const [had, has] = [methodsIn(before), methodsIn(after)];
  const known = new Set(had.map(({ token }) => token));
  const token = method?.token ?? has.find((each) => !known.has(each.token))?.token;
  const valuesIn = (methods: readonly Item[]) => {
    const index = methods.findIndex((each) => each.token === token);
    const stored = methods[index];
    return stored && { ...methodValues(stored), position: index + 1 };
  };
  const { id = '' } = [...has, ...had].find((each) => each.token === token) ?? {};
  return between('payment-methods.changed', String(id), { before: valuesIn(had), after: valuesIn(has) });
}

function ofRecharge(id: string, changes: readonly ItemChange[]): ModelChange[] {
  const { before, after } = itemOf(changes, 'ACCOUNT');
  if (!before || !after) return [];
  const settingsOf = (account: ItemChange['after']): Values => {
    const { enabled, amountMicros, thresholdMicros, monthlyCapMicros, isCapLifted } =
      readAccount(account).recharge;
    const cap = monthlyCapMicros === undefined ? 'default' : decimal(monthlyCapMicros);
    const [amount, threshold] = [decimal(amountMicros), decimal(thresholdMicros)];
    return { enabled, amount, threshold, monthlyCap: isCapLifted ? null : cap };
  };
  return between('auto-recharge.changed', id, { before: settingsOf(before), after: settingsOf(after) });
}

/** What a payment or a grant brings is with it in the ledger. */
function ofQuantities(changes: readonly ItemChange[]): ModelChange[] {
  const { before, after } = itemOf(changes, 'LICENSES');
  const isFunded = changes.some(
    ({ key, after: item }) =>
      key.sk.startsWith('ORDER#') || (key.sk.startsWith('LOT#') && item?.source === 'grant'),
  );
  if (!after || isFunded) return [];
  return Object.keys(after)
    .filter((name) => name.endsWith(':quantity'))
    .flatMap((name) =>
      between('license.quantity-set', name.slice(0, -':quantity'.length), {
        before: { quantity: before?.[name] ?? 0 },
        after: { quantity: after[name] },
      }),
    );
}

function ofUser({ key, before, after }: ItemChange): ModelChange[] {
  if (!key.sk.startsWith('USER#') || !after) return [];
  const id = key.sk.slice('USER#'.length);
  if (!before) return between('user.added', id, { after: userValues(after) });
  const [had, has] = [heldBy(before), heldBy(after)];
  const values = { before: userValues(before), after: userValues(after) };
  return [
    ...has.filter((sku) => !had.includes(sku)).map((sku) => license('assigned', id, { after: { sku } })),
    ...had.filter((sku) => !has.includes(sku)).map((sku) => license('removed', id, { before: { sku } })),
    ...between('user.changed', id, values),
  ];
}

const license = (
  what: 'assigned' | 'removed',
  subject: string,
  values: Pick<ModelChange, 'before' | 'after'>,
): ModelChange => ({ kind: `license.${what}`, subject, ...values });

const heldBy = (item: unknown): string[] =>
  UserImage.parse(item).licenses.flatMap(({ sku, removedAt }) => (removedAt === undefined ? [sku] : []));

function userValues(item: unknown): Values {
  const { userPrincipalName, displayName, usageLocation, dialOutPolicy, status } = UserImage.parse(item);
  return { userPrincipalName, displayName, usageLocation, ...dialOutPolicy, status };
}

/** A recharge is ordered by its schedule. */
function ofOrder({ key, before, after }: ItemChange): ModelChange[] {
  if (!key.sk.startsWith('ORDER#') || before) return [];
  const { kind, amountMicros, currency } = OrderImage.parse(after);
  if (kind === 'recharge') return [];
  const subject = key.sk.slice('ORDER#'.length);
  return between('purchase.ordered', subject, { after: { amount: decimal(amountMicros), currency } });
}

/** A refund that was made at the gateway is only booked here. */
function ofRefund({ key, before, after }: ItemChange): ModelChange[] {
  if (!key.sk.startsWith('REFUND#') || before) return [];
  const { orderId: purchase, amountMicros, currency, source } = RefundImage.parse(after);
  if (source === 'gateway') return [];
  const subject = key.sk.slice('REFUND#'.length);
  return between('refund.requested', subject, {
    after: { purchase, amount: decimal(amountMicros), currency },
  });
}

/** What an operator does with a lot has an entry of the ledger, which names it. */
function ofOperator({ key, after }: ItemChange, changes: readonly ItemChange[]): ModelChange[] {
  if (!key.sk.startsWith('ENTRY#')) return [];
  const { type, amountMicros, reference, currency, parts } = EntryImage.parse(after);
  const subject = String(reference.lot);
  const lot = itemOf(changes, `LOT#${subject}`);
  const used = changes.find(({ key: { sk } }) => sk.startsWith('BOOKED#'))?.key.sk.slice('BOOKED#'.length);
  const { booking } = reference;
  const expiresAt = lot.after?.expiresAt;
  const [[, micros] = ['', 0]] = parts;
  switch (type) {
    case 'grant': {
      const { grant } = GrantImage.parse(lot.after);
      const terms = { kind: grant.kind, reference: grant.reference, expiresAt };
      return between('credits.granted', subject, { after: { amount: decimal(micros), currency, ...terms } });
    }
    case 'extension':
      return between('lot.extended', subject, {
        before: { expiresAt: lot.before?.expiresAt },
        after: { expiresAt },
      });
    case 'write-off':
      return between('lot.written-off', subject, { after: { amount: decimal(-amountMicros), currency } });
    case 'transfer-out':
      return between('credits.moved-out', subject, {
        after: { booking, amount: decimal(-amountMicros), currency, reference: used },
      });
    case 'transfer-in':
      return between('credits.moved-in', subject, {
        after: { booking, amount: decimal(micros), currency, reference: used, expiresAt },
      });
    default:
      return [];
  }
}

function ofReversal({ id, before, after }: ModelReversal, changes: readonly ItemChange[]): ModelChange[] {
  const isVoid = after.image.status === 'voided';
  const valuesOf = ({ image, charge }: ModelCall): Values => ({
    status: image.status,
    charge: decimal(image.status === 'voided' ? 0 : (charge?.charge ?? 0)),
    durationSeconds: image.durationSeconds,
  });
  const note = changes.find(
    ({ key, after: item }) => key.sk.startsWith('CREDITNOTE#') && item?.callId === id,
  );
  const creditNote = note && String(note.after?.id);
  const values = { before: valuesOf(before), after: { ...valuesOf(after), creditNote } };
  return between(isVoid ? 'call.voided' : 'call.corrected', id, values);
}

/** In major units, with two decimals or as many as it needs. */
function decimal(micros: number): string {
  const [whole = '', decimals = ''] = (micros / 1e6).toFixed(6).split('.');
  return `${whole}.${decimals.replace(/0{1,4}$/, '')}`;
}
