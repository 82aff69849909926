import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { choosePaymentGateway } from '../../shared/payments/choose-gateway.ts';
import { connect } from '../../shared/store/database.ts';
import { getDeepHealth, getHealth } from './health.ts';
import { openApiDocument } from './openapi.ts';

const document = openApiDocument();
const environment = environmentOf('system');
const deps = { db: connect(environment), gateway: choosePaymentGateway(environment), now };

export const handler = httpHandler('system', {
  'GET /v1/openapi.json': async () => ({ status: 200, body: document }),
  'GET /health': getHealth,
  'GET /health/deep': getDeepHealth(deps),
});
