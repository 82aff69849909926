import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/table/database.ts';
import { auditOrganizations } from './audit-organizations.ts';

const environment = environmentOf('audit-organizations');

export const handler = scheduleHandler(
  'audit-organizations',
  auditOrganizations({ db: connect(environment), now }),
);
