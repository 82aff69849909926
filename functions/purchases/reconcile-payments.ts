import { fundingLimits } from '../../shared/domain/funding-limits.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { choosePaymentGateway } from '../../shared/payments/choose-gateway.ts';
import { connect } from '../../shared/store/database.ts';
import { reconcilePayments } from './reconcile-due.ts';

const environment = environmentOf('reconcile-payments');
const gateway = choosePaymentGateway(environment);
const deps = { db: connect(environment), gateway, limits: fundingLimits(environment), now };

export const handler = scheduleHandler('reconcile-payments', reconcilePayments(deps));
