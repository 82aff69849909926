import { fundingLimits } from '../../shared/domain/funding-limits.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { connect } from '../../shared/store/database.ts';
import { reconcilePayments } from './reconcile-due.ts';

const environment = environmentOf('reconcile-payments');
const gateway = paymentGateway(environment);
const deps = { db: connect(environment), gateway, limits: fundingLimits(environment), now };

export const handler = scheduleHandler('reconcile-payments', reconcilePayments(deps));
