import { SYSTEM } from '../../shared/contract/routes/system.ts';
import { httpHandler, operation } from '../../shared/lambda/http.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { getDeepHealth, getHealth } from './health.ts';
import { openApiDocument } from './openapi.ts';

const document = openApiDocument();
const environment = environmentOf('system');
const deps = { db: connect(environment), gateway: paymentGateway(environment), now };

export const handler = httpHandler<typeof SYSTEM>({
  getApiDocument: operation(SYSTEM.getApiDocument, async () => ({ status: 200, body: document })),
  getHealth,
  getDeepHealth: getDeepHealth(deps),
});
