/** Organizations: the account, and a profile with what no decision about money needs. */

import * as z from 'zod';
import {
  type Account,
  type AccountChange,
  ORGANIZATION_STATUSES,
  type OrganizationStatus,
} from '../../domain/credits/account.ts';
import { nextCardExpiry } from '../../domain/credits/card-expiry.ts';
import type { BilledTo } from '../../domain/credits/invoices.ts';
import { organizationChange, paymentMethodsChange } from '../../domain/credits/organization-changes.ts';
import type { StoredMethod } from '../../domain/credits/payment-methods.ts';
import type { DomainEvent } from '../../domain/events.ts';
import type { OrderId, OrganizationId, PaymentMethodId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { By } from '../../domain/journal/actor.ts';
import type { Change } from '../../domain/journal/changes.ts';
import { refusals } from '../../domain/refusals.ts';
import { commitChange } from '../journal/commit-change.ts';
import { firstPoolsWrite } from '../licenses/pools.ts';
import { loadItems } from '../table/batch.ts';
import { exists } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { type Key, keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryMatching, queryPage } from '../table/paging.ts';
import type { Write } from '../table/transaction.ts';
import { putNew, sendUpdate, update } from '../table/writes.ts';
import { readAccount, writeAccount } from './account-item.ts';
import { accountWrite } from './accounts.ts';
import { AddressItem, addressItem } from './invoices.ts';
import { abandonWrite, MethodItem } from './orders.ts';
import { endSessionWrite, type MethodSession } from './sessions.ts';

const StoredMethodItem = MethodItem.extend({
  id: z.string(),
  billingAddress: AddressItem,
  purchaseOrder: z.string().optional(),
  taxId: z.string().optional(),
  email: z.string().optional(),
  setAt: z.string(),
  warnedOf: z.string().optional(),
});

/** The id of the one method that a profile of the earlier layout has. */
const EARLIER_METHOD_ID = 'pm_000000000000000000000000';

const ProfileItem = z
  .object({
    name: z.string(),
    createdAt: z.string(),
    /** Why the status is what it is, in the operator's words. */
    statusReason: z.string().optional(),
    /** The gateway's customer: kept whatever becomes of the methods. */
    customer: z.string().optional(),
    /** In the order in which they are charged. */
    paymentMethods: z.array(StoredMethodItem).optional(),
    /** In the earlier layout there is one method at most. */
    paymentMethod: StoredMethodItem.omit({ id: true }).optional(),
  })
  .transform(({ paymentMethod, paymentMethods, customer, ...profile }) => {
    const earlier = paymentMethod ? [{ ...paymentMethod, id: EARLIER_METHOD_ID }] : [];
    const methods: readonly StoredMethod[] = paymentMethods ?? earlier;
    return { ...profile, customer: customer ?? paymentMethod?.customer, paymentMethods: methods };
  });

export type Profile = z.infer<typeof ProfileItem>;

function methodItem(method: StoredMethod): z.input<typeof StoredMethodItem> {
  return { ...method, billingAddress: addressItem(method.billingAddress) };
}

/** Throws the refusal `organization-exists` when the id is taken. */
export async function createOrganization(
  db: Database,
  account: Account,
  profile: Pick<Profile, 'name' | 'createdAt'>,
  { now, by }: { readonly now: Instant; readonly by: By },
): Promise<void> {
  const { organizationId } = account;
  const items = [
    writeAccount(account, now),
    { ...keys.profile(organizationId), ...profile },
    { ...keys.organizationListed(organizationId), name: profile.name, status: account.terms.status },
  ];
  const writes = items.map((item) => putNew(db.ledgerTable, item));
  const refusal = refusals.organizationExists;
  const change = organizationChange({ after: { account, profile } });
  await commitChange(
    db,
    { organizationId, change, by, now },
    [...writes, firstPoolsWrite(db, organizationId)].map((write) => ({ ...write, refusal })),
  );
}

export function findProfile(db: Database, organizationId: OrganizationId): Promise<Profile | undefined> {
  return getItem(db, db.ledgerTable, keys.profile(organizationId), ProfileItem);
}

export async function loadProfile(db: Database, organizationId: OrganizationId): Promise<Profile> {
  const profile = await findProfile(db, organizationId);
  if (!profile) throw refusals.notFound('organization');
  return profile;
}

export interface OrganizationRecord {
  readonly account: Account;
  readonly profile: Profile;
}

/** The entry of an organization in the list. Those of the earlier layout have neither name nor status. */
const ListedItem = z
  .object({ sk: z.string(), name: z.string().optional(), status: z.enum(ORGANIZATION_STATUSES).optional() })
  .transform(({ sk, ...shown }) => ({ id: keys.organizationListed.idOf(sk), ...shown }));
type Listed = z.infer<typeof ListedItem>;

export interface OrganizationFilter {
  /** How the id begins. */
  readonly prefix?: string | undefined;
  /** A part of the id or of the name, in any capitals. */
  readonly search?: string | undefined;
  readonly status?: OrganizationStatus | undefined;
}

/** How many entries of the list a search reads in one request: about 200 KB. */
const SEARCHED_AT_ONCE = 2000;

/**
 * A page of the organizations that the filter lets through, by id. A search reads entries of about 100 bytes until the
 * page is full, at most all of them: 10,000 organizations are 1 MB, 250 units of reading. Only what it finds is loaded.
 * An entry of the earlier layout is judged once it is loaded, so that a page may have fewer than were asked for.
 */
export async function listOrganizations(
  db: Database,
  { page, ...filter }: OrganizationFilter & { readonly page: PageRequest },
): Promise<Page<OrganizationRecord>> {
  const listed = keys.organizationListed(filter.prefix ?? '');
  const query = { table: db.ledgerTable, pk: listed.pk, prefix: listed.sk, page };
  const isSearch = filter.search !== undefined || filter.status !== undefined;
  const found = isSearch
    ? await queryMatching(db, { ...query, readAtOnce: SEARCHED_AT_ONCE }, (item) => {
        const entry = ListedItem.parse(item);
        return isMeant(entry, filter) ? entry : undefined;
      })
    : await queryPage(db, query, (item) => ListedItem.parse(item));
  const ids = found.items.map(({ id }) => id);
  const records = await loadOrganizations(db, ids);
  const meant = records.filter(({ account, profile }) => {
    const { organizationId: id, terms } = account;
    return isMeant({ id, name: profile.name, status: terms.status }, filter);
  });
  return { items: meant, nextCursor: found.nextCursor };
}

/** An entry without a name may be what is searched for. */
function isMeant({ id, name, status }: Listed, filter: OrganizationFilter): boolean {
  if (filter.status !== undefined && status !== undefined && status !== filter.status) return false;
  const part = filter.search?.toLowerCase();
  if (part === undefined || name === undefined) return true;
  return [id, name].some((text) => text.toLowerCase().includes(part));
}

async function loadOrganizations(
  db: Database,
  ids: readonly OrganizationId[],
): Promise<OrganizationRecord[]> {
  const loaded = await loadItems(
    db,
    db.ledgerTable,
    ids.flatMap((id) => [keys.account(id), keys.profile(id)]),
  );
  const byKey = new Map(loaded.map((item) => [nameOf(KeySchema.parse(item)), item]));
  return ids.map((id) => ({
    account: readAccount(byKey.get(nameOf(keys.account(id)))),
    profile: ProfileItem.parse(byKey.get(nameOf(keys.profile(id)))),
  }));
}

const KeySchema = z.object({ pk: z.string(), sk: z.string() });

const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`;

/** The payer that an invoice names if it is issued now. */
export async function loadBilledTo(db: Database, organizationId: OrganizationId): Promise<BilledTo> {
  return billedToOf(await loadProfile(db, organizationId));
}

export function billedToOf({ name, paymentMethods }: Profile): BilledTo {
  const { billingAddress = {}, purchaseOrder, taxId } = paymentMethods[0] ?? {};
  return { name, billingAddress, purchaseOrder, taxId };
}

/** Writes the name and the reason of the status. The payment method has a write of its own. */
export function profileWrite(
  db: Database,
  organizationId: OrganizationId,
  { name, statusReason }: Pick<Profile, 'name' | 'statusReason'>,
): Write {
  return update(
    db.ledgerTable,
    keys.profile(organizationId),
    { set: { name, statusReason }, remove: statusReason === undefined ? ['statusReason'] : [] },
    exists,
  );
}

/** Writes what the list shows of the organization. */
export function listedWrite(
  db: Database,
  organizationId: OrganizationId,
  shown: { readonly name: string; readonly status: OrganizationStatus },
): Write {
  return update(db.ledgerTable, keys.organizationListed(organizationId), { set: shown });
}

/** The gateway's customer, before anything is attached to it. */
export async function keepCustomer(
  db: Database,
  organizationId: OrganizationId,
  customer: string,
): Promise<void> {
  await sendUpdate(db, update(db.ledgerTable, keys.profile(organizationId), { set: { customer } }, exists));
}

/** A change of the payment methods, and of the account, whose auto-recharge may resume with it. */
export interface MethodsChange {
  readonly account: AccountChange;
  readonly methods: { readonly before: readonly StoredMethod[]; readonly after: readonly StoredMethod[] };
  /** The one that is changed, unless it is the first. */
  readonly methodId?: PaymentMethodId | undefined;
  /** A recharge that waits for its payer, whose place the first method takes. */
  readonly abandons?: OrderId | undefined;
  /** The page on which the card was entered: it is over with this change. */
  readonly ends?: MethodSession | undefined;
}

/** The name of the work that a profile is due for, at the next expiry of a card that was not warned of. */
export const WARN_OF_CARDS = 'warn-of-cards';

/**
 * The methods in their order and when the next card expires, as they are written and as the journal has them. The caller's
 * condition is the version of the account.
 */
export function methodsWrite(
  db: Database,
  organizationId: OrganizationId,
  { methods, methodId }: Pick<MethodsChange, 'methods' | 'methodId'>,
): { readonly write: Write; readonly change: Change | undefined } {
  const dueAt = nextCardExpiry(methods.after);
  const due = dueAt === undefined ? undefined : WARN_OF_CARDS;
  const set = { paymentMethods: methods.after.map(methodItem), due, dueAt };
  const remove = ['paymentMethod', ...(due === undefined ? ['due', 'dueAt'] : [])];
  return {
    write: update(db.ledgerTable, keys.profile(organizationId), { set, remove }, exists),
    change: paymentMethodsChange(organizationId, methodId, methods),
  };
}

/** Every change of the methods writes the account: its next version keeps two changes apart. */
export async function commitMethods(
  db: Database,
  { account, methods, methodId, abandons, ends }: MethodsChange,
  {
    now,
    by,
    events = [],
  }: { readonly now: Instant; readonly by: By; readonly events?: readonly DomainEvent[] },
): Promise<void> {
  const { organizationId } = account.before;
  const { write, change } = methodsWrite(db, organizationId, { methods, methodId });
  await commitChange(db, { organizationId, change, by, now }, [
    accountWrite(db, { ...account, now, events, actor: by.actor }),
    write,
    ...(ends ? [endSessionWrite(db, ends)] : []),
    ...(abandons === undefined ? [] : [abandonWrite(db, { organizationId, id: abandons }, now)]),
  ]);
}
