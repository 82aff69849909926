import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { assignLicense, removeLicense } from './assign-license.ts';
import { assignMany, getAssignments } from './assign-many.ts';
import { listLicenses, setLicenseQuantity } from './license-quantities.ts';
import { createUser, deleteUser, getUser, listUsers, patchUser } from './users.ts';

const deps = { db: connect(environmentOf('licenses')), now };

export const handler = httpHandler<'licenses'>({
  'POST /v1/organizations/{org}/users': createUser(deps),
  'GET /v1/organizations/{org}/users': listUsers(deps),
  'GET /v1/organizations/{org}/users/{user}': getUser(deps),
  'PATCH /v1/organizations/{org}/users/{user}': patchUser(deps),
  'DELETE /v1/organizations/{org}/users/{user}': deleteUser(deps),
  'GET /v1/organizations/{org}/licenses': listLicenses(deps),
  'PUT /v1/organizations/{org}/licenses/{sku}': setLicenseQuantity(deps),
  'PUT /v1/organizations/{org}/users/{user}/licenses/{sku}': assignLicense(deps),
  'DELETE /v1/organizations/{org}/users/{user}/licenses/{sku}': removeLicense(deps),
  'POST /v1/organizations/{org}/license-assignments': assignMany(deps),
  'GET /v1/organizations/{org}/license-assignments/{job}': getAssignments(deps),
});
