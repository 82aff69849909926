// Written by `npm run write-client-types` from the API document.

/** Paths of the POST requests that must have an `Idempotency-Key`. */
export const KEYED_POSTS: readonly string[] = [
  '/v1/organizations/{org}/payment-methods/sessions',
  '/v1/organizations/{org}/purchases',
  '/v1/organizations/{org}/purchases/{purchase}/refund',
  '/v1/organizations/{org}/grants',
  '/v1/organizations/{org}/lots/{lot}/extend',
  '/v1/organizations/{org}/lots/{lot}/write-off',
  '/v1/organizations/{org}/lots/{lot}/move',
  '/v1/organizations/{org}/calls/{call}/void',
  '/v1/organizations/{org}/calls/{call}/correction',
];
