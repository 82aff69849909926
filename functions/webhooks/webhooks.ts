import { httpHandler } from '../../shared/lambda/http.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/database.ts';
import { receiveNotice } from './receive-notice.ts';

const environment = environmentOf('webhooks');
const graceHours = environment.SETTLEMENT_GRACE_HOURS;
const deps = { db: connect(environment), gateway: paymentGateway(environment), graceHours, now };

export const handler = httpHandler('webhooks', {
  'POST /v1/webhooks/{gateway}': receiveNotice(deps),
});
