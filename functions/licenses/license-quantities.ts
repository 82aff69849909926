/** What an organization bought of each SKU, and how much of it is assigned. */
import { LicenseQuantity, SkuName } from '../../shared/contract/schemas.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { pageOfList } from '../../shared/lambda/list-page.ts';
import { param, parse, parseBody } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import {
  type LicenseCount,
  licenseQuantityWrite,
  loadLicenseCounts,
} from '../../shared/store/licenses/license-counts.ts';
import { commit, decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { UserDeps } from './users.ts';

export function listLicenses({ db }: UserDeps): Operation {
  return async (request) => {
    const organizationId = param(request, 'org');
    await loadAccount(db, organizationId);
    const counts = await loadLicenseCounts(db, organizationId);
    return { status: 200, body: pageOfList(request, counts.map(countView), ({ sku }) => sku) };
  };
}

/** Throws `no-license-available` for a quantity below what is assigned. */
export function setLicenseQuantity({ db }: UserDeps): Operation {
  return async (request) => {
    const organizationId = param(request, 'org');
    const sku = parse(SkuName, param(request, 'sku'), 'sku');
    const { quantity } = parseBody(request, LicenseQuantity);
    await loadAccount(db, organizationId);
    await decideAndCommit(() => commit(db, [licenseQuantityWrite(db, organizationId, sku, quantity)]));
    const counts = await loadLicenseCounts(db, organizationId);
    const count = counts.find((each) => each.sku === sku) ?? { sku, quantity, assigned: 0 };
    return { status: 200, body: countView(count) };
  };
}

function countView({ sku, quantity, assigned }: LicenseCount) {
  return { sku, quantity, assigned, available: quantity - assigned };
}
