import type { GRANTS } from '../../shared/contract/routes/grants.ts';
import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { extendLot, writeOffLot } from './change-lot.ts';
import { createGrant } from './create-grant.ts';
import { moveCredits } from './move-credits.ts';
import { sendOpeningBalances } from './opening-balances.ts';

const environment = environmentOf('grants');
const deps = {
  db: connect(environment),
  limits: fundingLimits(environment),
  spent: environment.GRANTS_SPENT,
  warnDays: environment.WARN_DAYS,
  now,
};

export const handler = httpHandler<typeof GRANTS>(
  {
    createGrant: idempotent(deps, createGrant(deps)),
    extendLot: idempotent(deps, extendLot(deps)),
    writeOffLot: idempotent(deps, writeOffLot(deps)),
    moveCredits: idempotent(deps, moveCredits(deps)),
    sendOpeningBalances: sendOpeningBalances(deps),
  },
  environment,
);
