/** What an organization bought of each SKU, and how much of it is assigned. */
import type { License } from '../../shared/contract/answers/licenses.answers.ts';
import { LICENSES } from '../../shared/contract/routes/licenses.ts';
import { SkuName } from '../../shared/contract/schemas.ts';
import { operation } from '../../shared/lambda/http.ts';
import { pageOfList } from '../../shared/lambda/list-page.ts';
import { param, parse, parseBody, parseQuery } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import {
  type LicenseCount,
  licenseQuantityWrite,
  loadLicenseCounts,
} from '../../shared/store/licenses/license-counts.ts';
import { commit, decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { UserDeps } from './users.ts';

export function listLicenses({ db }: UserDeps) {
  return operation(LICENSES.listLicenses, async (request) => {
    const organizationId = param(request, 'org');
    await loadAccount(db, organizationId);
    const counts = await loadLicenseCounts(db, organizationId);
    return { status: 200, body: pageOfList(parseQuery(request), counts.map(licenseView), ({ sku }) => sku) };
  });
}

/** Throws `no-license-available` for a quantity below what is assigned. */
export function setLicenseQuantity({ db }: UserDeps) {
  return operation(LICENSES.setLicenseQuantity, async (request) => {
    const organizationId = param(request, 'org');
    const sku = parse(SkuName, param(request, 'sku'), 'sku');
    const { quantity } = parseBody(request);
    await loadAccount(db, organizationId);
    await decideAndCommit(() => commit(db, [licenseQuantityWrite(db, organizationId, sku, quantity)]));
    const counts = await loadLicenseCounts(db, organizationId);
    const count = counts.find((each) => each.sku === sku) ?? { sku, quantity, assigned: 0 };
    return { status: 200, body: licenseView(count) };
  });
}

function licenseView({ sku, quantity, assigned }: LicenseCount): License {
  return { sku, quantity, assigned, available: quantity - assigned };
}
