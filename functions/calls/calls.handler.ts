import type { CALLS } from '../../shared/contract/routes/calls.ts';
import { shareFairly } from '../../shared/lambda/fair-share.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { authorizeCall } from './authorize-call.ts';
import { releaseCall } from './release-call.ts';
import { renewLease } from './renew-lease.ts';

const environment = environmentOf('calls');
const leases = {
  leaseSeconds: environment.LEASE_SECONDS,
  maximumSeconds: environment.MAXIMUM_LEASE_SECONDS,
  holdGraceSeconds: environment.HOLD_GRACE_SECONDS,
};
const graceHours = environment.SETTLEMENT_GRACE_HOURS;
const shares = shareFairly(environment.FAIR_SHARE);
const deps = { db: connect(environment), leases, graceHours, now, shares };

export const handler = httpHandler<typeof CALLS>(
  {
    authorizeCall: authorizeCall(deps),
    renewLease: renewLease(deps),
    releaseCall: releaseCall(deps),
  },
  environment,
  shares,
);
