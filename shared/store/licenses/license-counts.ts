/** How many licenses of each SKU an organization bought and assigned: one item, counters only. */
import * as z from 'zod';
import type { OrganizationId } from '../../domain/ids.ts';
import { SKUS, type Sku } from '../../domain/licenses/licenses.ts';
import { refusals } from '../../domain/refusals.ts';
import { all, any, type Condition, compares, has, isAbsent, isPresent } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import type { Write } from '../table/transaction.ts';
import { update } from '../table/writes.ts';

const quantityOf = (sku: Sku) => `${sku}:quantity`;
const assignedOf = (sku: Sku) => `${sku}:assigned`;

/** Counters by their names; an absent one is 0. */
const CountsItem = z.record(z.string(), z.unknown());

export interface LicenseCount {
  readonly sku: Sku;
  readonly quantity: number;
  readonly assigned: number;
}

export async function loadLicenseCounts(
  db: Database,
  organizationId: OrganizationId,
): Promise<LicenseCount[]> {
  const counts = await getItem(db, db.ledgerTable, keys.licenses(organizationId), CountsItem);
  const count = (name: string): number => Number(counts?.[name] ?? 0);
  return SKUS.map((sku) => ({ sku, quantity: count(quantityOf(sku)), assigned: count(assignedOf(sku)) }));
}

export function licenseGrantWrite(
  db: Database,
  organizationId: OrganizationId,
  sku: Sku,
  quantity: number,
): Write {
  return update(db.ledgerTable, keys.licenses(organizationId), { add: { [quantityOf(sku)]: quantity } });
}

/** Sets the quantity, if it is still the one that was read, and no more licenses are assigned. */
export function licenseQuantityWrite(
  db: Database,
  organizationId: OrganizationId,
  { sku, quantity, from }: { readonly sku: Sku; readonly quantity: number; readonly from: number },
): Write {
  const assigned = assignedOf(sku);
  return update(
    db.ledgerTable,
    keys.licenses(organizationId),
    { set: { [quantityOf(sku)]: quantity } },
    all(isCount(quantityOf(sku), from), any(isAbsent(assigned), compares(assigned, '<=', quantity))),
  );
}

/** One license that a user takes or returns. */
export interface LicenseMove {
  readonly sku: Sku;
  /** 1 takes a license, -1 returns one. */
  readonly change: 1 | -1;
  /** How many the organization has, for the refusal. */
  readonly quantity: number;
}

/** Counts the license. Refused with `no-license-available` when all are assigned. */
export function licenseAssignedWrite(
  db: Database,
  organizationId: OrganizationId,
  { sku, change, quantity }: LicenseMove,
): Write {
  const [bought, assigned] = [quantityOf(sku), assignedOf(sku)];
  const isOneLeft = all(
    isPresent(bought),
    any(isAbsent(assigned), compares(assigned, '<', { attribute: bought })),
    compares(bought, '>', 0),
  );
  const isOneAssigned = all(isPresent(assigned), compares(assigned, '>', 0));
  return update(
    db.ledgerTable,
    keys.licenses(organizationId),
    { add: { [assigned]: change } },
    change === 1 ? isOneLeft : isOneAssigned,
    () => refusals.noLicenseAvailable(sku, quantity),
  );
}

/** Returns one license of each of these SKUs. */
export function licensesReturnedWrite(
  db: Database,
  organizationId: OrganizationId,
  skus: readonly Sku[],
): Write {
  return update(
    db.ledgerTable,
    keys.licenses(organizationId),
    { add: Object.fromEntries(skus.map((sku) => [assignedOf(sku), -1])) },
    all(...skus.map((sku) => compares(assignedOf(sku), '>', 0))),
  );
}

/** Takes or returns many licenses at once, if the counts are still those that the decision was made with. */
export function licenseCountWrite(
  db: Database,
  organizationId: OrganizationId,
  { sku, quantity, assigned }: LicenseCount,
  change: number,
): Write {
  return update(
    db.ledgerTable,
    keys.licenses(organizationId),
    { set: { [assignedOf(sku)]: assigned + change } },
    all(isCount(quantityOf(sku), quantity), isCount(assignedOf(sku), assigned)),
  );
}

const isCount = (name: string, count: number): Condition =>
  count === 0 ? any(isAbsent(name), has({ [name]: 0 })) : has({ [name]: count });
