import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SYSTEM } from '../../shared/contract/routes/system.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { getDeepHealth, getHealth } from './health.ts';
import { serveDocument } from './serve-document.ts';
import { getSignIn } from './sign-in.ts';

/** Built beside this function's bundle. */
const document = readFileSync(join(import.meta.dirname, 'openapi.json'), 'utf8');
const environment = environmentOf('system');
const deps = { db: connect(environment), gateway: paymentGateway(environment), now };

export const handler = httpHandler<typeof SYSTEM>(
  {
    getApiDocument: serveDocument(document),
    getSignIn: getSignIn(environment),
    getHealth,
    getDeepHealth: getDeepHealth(deps),
  },
  environment,
);
