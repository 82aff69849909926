import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { choosePaymentGateway } from '../../shared/payments/choose-gateway.ts';
import { connect } from '../../shared/store/database.ts';
import { receiveNotice } from './receive-notice.ts';

const environment = environmentOf('webhooks');
const deps = { db: connect(environment), gateway: choosePaymentGateway(environment), now };

export const handler = httpHandler('webhooks', {
  'POST /v1/webhooks/{gateway}': receiveNotice(deps),
});
