/** What an organization bought of each SKU, and how much of it is assigned. */
import type { License } from '../../shared/contract/answers/licenses.answers.ts';
import { LICENSES } from '../../shared/contract/routes/licenses.ts';
import { SkuName } from '../../shared/contract/schemas.ts';
import { changeOf } from '../../shared/domain/journal/changes.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { operation } from '../../shared/lambda/http.ts';
import { pageOfList } from '../../shared/lambda/list-page.ts';
import { param, parse, parseBody, parseQuery } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { commitChange } from '../../shared/store/journal/commit-change.ts';
import {
  type LicenseCount,
  licenseQuantityWrite,
  loadLicenseCounts,
} from '../../shared/store/licenses/license-counts.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
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
export function setLicenseQuantity({ db, now }: UserDeps) {
  return operation(LICENSES.setLicenseQuantity, async (request) => {
    const organizationId = param(request, 'org');
    const sku = parse(SkuName, param(request, 'sku'), 'sku');
    const { quantity } = parseBody(request);
    await loadAccount(db, organizationId);
    await decideAndCommit(async () => {
      const counts = await loadLicenseCounts(db, organizationId);
      const { quantity: from = 0, assigned = 0 } = counts.find((each) => each.sku === sku) ?? {};
      if (assigned > quantity) throw refusals.noLicenseAvailable(sku, quantity);
      const values = { before: { quantity: from }, after: { quantity } };
      const change = changeOf('license.quantity-set', sku, values);
      await commitChange(db, { organizationId, change, by: byOf(request), now: now() }, [
        licenseQuantityWrite(db, organizationId, { sku, quantity, from }),
      ]);
    });
    const counts = await loadLicenseCounts(db, organizationId);
    const count = counts.find((each) => each.sku === sku) ?? { sku, quantity, assigned: 0 };
    return { status: 200, body: licenseView(count) };
  });
}

function licenseView({ sku, quantity, assigned }: LicenseCount): License {
  return { sku, quantity, assigned, available: quantity - assigned };
}
