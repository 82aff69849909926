import { SYSTEM } from '../../shared/contract/routes/system.ts';
import { entityTagOf, hasTag } from '../../shared/lambda/entity-tag.ts';
import { type AnswerOf, operation } from '../../shared/lambda/http.ts';

/** Serves the API document, given as the JSON that `infra/api-document` makes. */
export function serveDocument(json: string) {
  const etag = entityTagOf(json);
  // Cached, but validated each time, so that the document is always that of the deployment.
  const headers = { etag, 'cache-control': 'no-cache' };
  const whole: AnswerOf<typeof SYSTEM.getApiDocument> = { status: 200, headers, body: JSON.parse(json) };
  const unchanged: AnswerOf<typeof SYSTEM.getApiDocument> = { status: 304, headers };
  return operation(SYSTEM.getApiDocument, async (request) => (hasTag(request, etag) ? unchanged : whole));
}
