import type { LICENSES } from '../../shared/contract/routes/licenses.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { assignLicense, removeLicense } from './assign-license.ts';
import { assignMany, getAssignments } from './assign-many.ts';
import { importUsers } from './import-users.ts';
import { listLicenses, setLicenseQuantity } from './license-quantities.ts';
import { createUser, deleteUser, getUser, listUsers, patchUser } from './users.ts';

const environment = environmentOf('licenses');
const deps = { db: connect(environment), now };

export const handler = httpHandler<typeof LICENSES>(
  {
    createUser: createUser(deps),
    listUsers: listUsers(deps),
    getUser: getUser(deps),
    patchUser: patchUser(deps),
    deleteUser: deleteUser(deps),
    listLicenses: listLicenses(deps),
    setLicenseQuantity: setLicenseQuantity(deps),
    assignLicense: assignLicense(deps),
    removeLicense: removeLicense(deps),
    assignMany: assignMany(deps),
    getAssignments: getAssignments(deps),
    importUsers: importUsers(deps),
  },
  environment,
);
