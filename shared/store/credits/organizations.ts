/** Organizations: the account, and a profile with what no decision about money needs. */

import * as z from 'zod';
import type { Account, AccountChange } from '../../domain/credits/account.ts';
import type { BilledTo } from '../../domain/credits/invoices.ts';
import type { DomainEvent } from '../../domain/events.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { refusals } from '../../domain/refusals.ts';
import { firstPoolsWrite } from '../licenses/pools.ts';
import { loadItems } from '../table/batch.ts';
import { exists } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { type Key, keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { commit, type Write } from '../table/transaction.ts';
import { putNew, update } from '../table/writes.ts';
import { readAccount, writeAccount } from './account-item.ts';
import { accountWrite } from './accounts.ts';
import { AddressItem, addressItem } from './invoices.ts';

const PaymentMethodItem = z.object({
  token: z.string(),
  customer: z.string().optional(),
  label: z.string().optional(),
  billingAddress: AddressItem,
  purchaseOrder: z.string().optional(),
  setAt: z.string(),
});

const ProfileItem = z.object({
  name: z.string(),
  createdAt: z.string(),
  /** Why the status is what it is, in the operator's words. */
  statusReason: z.string().optional(),
  paymentMethod: PaymentMethodItem.optional(),
});

export type PaymentMethodRecord = z.infer<typeof PaymentMethodItem>;
export type Profile = z.infer<typeof ProfileItem>;

function methodItem(method: PaymentMethodRecord): z.input<typeof PaymentMethodItem> {
  return { ...method, billingAddress: addressItem(method.billingAddress) };
}

/** Throws the refusal `organization-exists` when the id is taken. */
export async function createOrganization(
  db: Database,
  account: Account,
  profile: Profile,
  now: Instant,
): Promise<void> {
  const { organizationId } = account;
  const { paymentMethod: method } = profile;
  const items = [
    writeAccount(account, now),
    { ...keys.profile(organizationId), ...profile, paymentMethod: method && methodItem(method) },
    { ...keys.organizationListed(organizationId) },
  ];
  const writes = items.map((item) => putNew(db.ledgerTable, item));
  const refusal = refusals.organizationExists;
  await commit(
    db,
    [...writes, firstPoolsWrite(db, organizationId)].map((write) => ({ ...write, refusal })),
  );
}

export async function loadProfile(db: Database, organizationId: OrganizationId): Promise<Profile> {
  const profile = await getItem(db, db.ledgerTable, keys.profile(organizationId), ProfileItem);
  if (!profile) throw refusals.notFound('organization');
  return profile;
}

export interface OrganizationRecord {
  readonly account: Account;
  readonly profile: Profile;
}

/** A page of the organizations whose ids begin with the prefix, by id. */
export async function listOrganizations(
  db: Database,
  { prefix = '', page }: { readonly prefix?: string | undefined; readonly page: PageRequest },
): Promise<Page<OrganizationRecord>> {
  const listed = keys.organizationListed(prefix);
  const query = { table: db.ledgerTable, pk: listed.pk, prefix: listed.sk, page };
  const ids = await queryPage(db, query, ({ sk }) => keys.organizationListed.idOf(String(sk)));
  const loaded = await loadItems(
    db,
    db.ledgerTable,
    ids.items.flatMap((id) => [keys.account(id), keys.profile(id)]),
  );
  const byKey = new Map(loaded.map((item) => [nameOf(KeySchema.parse(item)), item]));
  const items = ids.items.map((id) => ({
    account: readAccount(byKey.get(nameOf(keys.account(id)))),
    profile: ProfileItem.parse(byKey.get(nameOf(keys.profile(id)))),
  }));
  return { items, nextCursor: ids.nextCursor };
}

const KeySchema = z.object({ pk: z.string(), sk: z.string() });

const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`;

/** The payer that an invoice names if it is issued now. */
export async function loadBilledTo(db: Database, organizationId: OrganizationId): Promise<BilledTo> {
  const { name, paymentMethod } = await loadProfile(db, organizationId);
  const { billingAddress = {}, purchaseOrder } = paymentMethod ?? {};
  return { name, billingAddress, purchaseOrder };
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

/** Writes the payment method, and the account, whose auto-recharge resumes with it. */
export async function commitPaymentMethod(
  db: Database,
  { before, after }: AccountChange,
  method: PaymentMethodRecord,
  now: Instant,
  events: readonly DomainEvent[] = [],
): Promise<void> {
  const profile = keys.profile(before.organizationId);
  await commit(db, [
    accountWrite(db, { before, after, now, events }),
    update(db.ledgerTable, profile, { set: { paymentMethod: methodItem(method) } }, exists),
  ]);
}
