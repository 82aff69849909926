/**
 * How long a request to an AWS service may take before the SDK tries it again. By default the SDK has no limit: the
 * function's timeout would then end it without a response and without a line in the log. Plain values, because
 * importing a request handler would lengthen every cold start.
 */
export const REQUEST_TIMEOUTS = {
  connectionTimeout: 1_000,
  // Far more than a request takes, except for a table that is slow under load: retrying early would add to the load.
  requestTimeout: 7_000,
  // Without it the SDK only warns.
  throwOnRequestTimeout: true,
} as const;

/** Attempts by the SDK. All of them together fit into a function's timeout. */
export const MAX_ATTEMPTS = 3;
