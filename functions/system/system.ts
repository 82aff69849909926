import { httpHandler } from '../../shared/lambda/http.ts';
import { openApiDocument } from './openapi.ts';

const document = openApiDocument();

export const handler = httpHandler('system', {
  'GET /v1/openapi.json': async () => ({ status: 200, body: document }),
  'GET /health': async () => ({ status: 200, body: { status: 'ok' } }),
});
