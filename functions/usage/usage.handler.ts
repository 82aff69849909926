import type { USAGE } from '../../shared/contract/routes/usage.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { receiveUsage } from './receive-usage.ts';
import { correctCall, voidCall } from './reverse-call.ts';

const environment = environmentOf('usage');
const deps = { db: connect(environment), graceHours: environment.SETTLEMENT_GRACE_HOURS, now };

export const handler = httpHandler<typeof USAGE>(
  {
    reportUsage: receiveUsage(deps),
    voidCall: idempotent(deps, voidCall(deps)),
    correctCall: idempotent(deps, correctCall(deps)),
  },
  environment,
);
